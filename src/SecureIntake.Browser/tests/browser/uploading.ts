/** The page of uploading.test.ts: the submit client's requests, at the word of the test. */
import { intakeAt, Refused, Unreachable } from "../../submit/sending/intake.js";

export interface Outcome {
  /** The upload's id, where it came to its end. */
  readonly id?: string;
  /** What stood in the way before: why it was unreachable, or the code of the refusal that ended it. */
  readonly failures: readonly string[];
}

declare global {
  interface Window {
    /** Uploads so many bytes; tries again as the submit client does, without its waiting. */
    upload(length: number, silence: number): Promise<Outcome>;
    /** Fetches the card once. */
    card(silence: number): Promise<Outcome>;
  }
}

const TRIES = 10;

window.upload = async (length, silence) => {
  const upload = intakeAt(location.origin, silence).upload("evidence", new Blob([new Uint8Array(length).fill(7)]));
  return tried(() => upload.send(new AbortController().signal, () => undefined), TRIES);
};

window.card = silence => tried(async () => {
  await intakeAt(location.origin, silence).card();
  return "card";
}, 1);

async function tried(act: () => Promise<string>, tries: number): Promise<Outcome> {
  const failures: string[] = [];
  for (let at = 0; at < tries; at++) {
    try {
      return { id: await act(), failures };
    } catch (error) {
      if (error instanceof Refused) return { failures: [...failures, error.code] };
      failures.push(error instanceof Unreachable ? error.why : String(error));
    }
  }
  return { failures };
}
