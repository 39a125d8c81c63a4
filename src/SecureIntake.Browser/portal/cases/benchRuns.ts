import type { VerifiedDirectory } from "../../seal/documents.js";
import { exactly, id, Malformed, object, text, time } from "../../seal/json.js";
import { parseSigned, readBody, validSigners } from "../../seal/signed.js";

const benchReader = object({ v: exactly(1), bench: id, run: id, recipient: text, expires: time });

/** A bench key that may be leased to now. */
export interface VerifiedRun {
  readonly bench: string;
  readonly run: string;
  /** `age1pq1…` */
  readonly recipient: string;
  /** Time. */
  readonly expires: string;
}

/** The longest life of a bench key, in milliseconds. */
const LONGEST = 24 * 3_600_000;

/**
 * Those of the portal's bench documents that a bench of the directory signed and that hold now, the newest first. Others are left
 * out without a word: a bench that ended is nobody's fault.
 */
export function verifyRuns(documents: readonly unknown[], directory: VerifiedDirectory, now: Date): readonly VerifiedRun[] {
  return documents
    .map(document => verifyRun(document, directory, now))
    .filter(bench => bench !== null)
    .sort((a, b) => (a.expires < b.expires ? 1 : -1));
}

function verifyRun(document: unknown, directory: VerifiedDirectory, now: Date): VerifiedRun | null {
  try {
    const signed = parseSigned(document, "bench/v1");
    const { bench, run, recipient, expires } = readBody(signed, benchReader);
    const signer = directory.benches.find(entry => entry.bench === bench)?.signer;
    const left = Date.parse(expires) - now.getTime();
    if (signer === undefined || !validSigners(signed, [signer]).has(signer) || left <= 0 || left > LONGEST) return null;
    return { bench, run, recipient, expires };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
