/**
 * Argon2id away from the page, which stays usable meanwhile. The stretched secret crosses from this Worker to its own tab, no further.
 */
import { stretchPassphrase } from "../../open/staffKey.js";
import type { Answer, Question } from "./passphrase.js";

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const answer = (message: Answer): void => postMessage(message);
  stretchPassphrase(data.passphrase, data.salt, fraction => answer({ progress: fraction })).then(
    stretched => answer({ stretched }),
    () => answer({ failed: true }),
  );
});
