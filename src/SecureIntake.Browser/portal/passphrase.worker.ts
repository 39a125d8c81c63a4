/**
 * Argon2id away from the page, which stays usable meanwhile. In: `{ passphrase, salt }`. Out: `{ progress }` any number of times, then
 * `{ unsealing, signIn }` or `{ code }`. The unsealing secret crosses from the Worker to its own tab, no further.
 */
import { stretchPassphrase } from "../open/staffKey.js";
