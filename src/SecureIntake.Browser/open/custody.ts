import { combine } from "shamir-secret-sharing";
import { parseCanonical } from "../log/canonical.js";
import { concat, fromB64, toB64 } from "../seal/bytes.js";
import { b64, exactly, id, integer, Malformed, object, type Read } from "../seal/json.js";
import type { Account } from "../seal/records.js";
import { commitmentToShare, requireSound } from "../seal/shares.js";
import { OpenError } from "./failure.js";
import { openFile } from "./file.js";
import { Identity } from "./identity.js";

/*
 * What custodians send back, and the key of a source part that k of them give (SecureIntake.Sealing/FORMAT.md §8). Neither is kept: the answers are files of
 * whoever asked, the key lives for one opening.
 */

/** Longer than any answer: the share is 33 bytes. */
const LONGEST_ANSWER = 16 * 1024;

const answerReader = object({ v: exactly(1), case: id, part: id, request: b64(32), number: integer(1, 255), salt: b64(32), share: b64(33) });

/** A custodian's answer: one share, and what it is a share of. */
export type Answer = Read<typeof answerReader>;

/**
 * - `share.few`: fewer than k
 * - `share.unreadable`: a file that is no answer, or one that was sealed to another member
 * - `share.case`: an answer for another case, or of another source part
 * - `share.request`: an answer to another request
 * - `share.repeated`: two by one custodian
 * - `share.other`: not what the source gave this custodian: of another testimony, damaged, or made up
 * - `share.key`: each is what was given out, and together they are not the key of this part: whoever sealed it split something else
 */
export type ShareCode = "share.few" | "share.unreadable" | "share.case" | "share.request" | "share.repeated" | "share.other" | "share.key";

/** Answers that do not give the key. */
export class ShareError extends Error {
  override readonly name = "ShareError";

  /** @param number whose answer it is, 0 where it is about none in particular */
  constructor(readonly code: ShareCode, readonly number = 0) {
    super(code);
  }
}

/** Opens an answer with the key of who asked. Throws `share.unreadable`: people choose files, and any file may be among them. */
export async function openAnswer(file: Blob, identity: Identity): Promise<Answer> {
  if (file.size > LONGEST_ANSWER) throw new ShareError("share.unreadable");
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of openFile(new Uint8Array(await file.arrayBuffer()), [identity])) chunks.push(chunk);
    return answerReader(parseCanonical(concat(...chunks)));
  } catch (error) {
    if (error instanceof Malformed || error instanceof OpenError) throw new ShareError("share.unreadable");
    throw error;
  }
}

/**
 * The key of a source part, from answers that are each held against what the sealed account says was given out: a wrong one is named before any are combined.
 * Whether it opens the part is for the caller to try (`share.key`).
 *
 * @param asked the case, its source part, and the leaf hash of the request that they answer
 * @param shares k and the commitments, from the account
 */
export async function combineSource(
    asked: Pick<Answer, "case" | "part" | "request">, shares: Account["shares"], answers: readonly Answer[],
): Promise<Identity> {
  const given = new Set<number>();
  for (const answer of answers) {
    if (answer.case !== asked.case || answer.part !== asked.part) throw new ShareError("share.case", answer.number);
    const committed = shares.commitments.find(({ number }) => number === answer.number)?.commitment;
    const commitment = toB64(commitmentToShare(asked.part, answer.number, fromB64(answer.salt), fromB64(answer.share)));
    if (commitment !== committed) throw new ShareError("share.other", answer.number);
    if (answer.request !== asked.request) throw new ShareError("share.request", answer.number);
    if (given.has(answer.number)) throw new ShareError("share.repeated", answer.number);
    given.add(answer.number);
  }
  // The library takes two of any; fewer than the source's own number give another key.
  if (answers.length < Math.max(2, shares.k)) throw new ShareError("share.few");
  const points = answers.map(({ share }) => fromB64(share));
  try {
    requireSound(points);
    const seed = await combine(points);
    const identity = Identity.fromSeed(seed);
    seed.fill(0);
    return identity;
  } catch {
    throw new ShareError("share.key");
  }
}
