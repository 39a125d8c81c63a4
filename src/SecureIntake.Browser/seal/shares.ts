import { split } from "shamir-secret-sharing";
import { fromHex, sha256, toUtf8, type Random } from "./bytes.js";

/** One custodian's share of the source part's seed, as FORMAT.md §5 lays it out. */
export interface Share {
  /** The custodian's number, 1…n. */
  readonly number: number;
  /** y0…y31 ‖ x, 33 bytes. */
  readonly share: Uint8Array;
  /** 32 bytes, beside the share. */
  readonly salt: Uint8Array;
  /** 32 bytes, in the sealed account: names a share that is not the one given out. */
  readonly commitment: Uint8Array;
}

/**
 * Splits a 32-byte seed so that any k of n shares give it back and fewer say nothing of it. The polynomials come from the
 * library's own generator; `random` draws the salts.
 */
export async function splitSeed(seed: Uint8Array, part: string, k: number, n: number, random: Random): Promise<Share[]> {
  const shares = await split(seed, n, k);
  requireSound(shares);
  return shares.map((share, at) => {
    const number = at + 1;
    const salt = random(32);
    return { number, share, salt, commitment: commitmentToShare(part, number, salt, share) };
  });
}

/** SHA-256(`secureintake/share/v1` ‖ part id ‖ number ‖ salt ‖ share). */
export function commitmentToShare(part: string, number: number, salt: Uint8Array, share: Uint8Array): Uint8Array {
  return sha256(toUtf8("secureintake/share/v1"), fromHex(part), Uint8Array.of(number), salt, share);
}

/**
 * Refuses x = 0 and repeated x. The library combines a share with x = 0 without complaint, and the result is then that
 * share's own bytes: one holder would dictate the seed.
 */
export function requireSound(shares: readonly Uint8Array[]): void {
  const xs = shares.map(share => share[32]);
  if (shares.some(share => share.length !== 33)) throw new RangeError("share.length");
  if (xs.includes(0)) throw new RangeError("share.x");
  if (new Set(xs).size !== xs.length) throw new RangeError("share.x");
}
