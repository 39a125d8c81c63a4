import type { Piece } from "../seal/payload/hand.js";
import { LocalHand, TOOLS, type SealedPiece } from "../seal/payload/hand.js";
import { scriptCipher } from "../seal/payload/script.js";
import { loadSodium, sodiumCipher, sodiumDigest } from "../seal/payload/sodium.js";

/** Whatever runs outside of a browser: script and libsodium. The browser's own cipher has its test in a browser. */
export async function handsOfEveryKind(): Promise<LocalHand[]> {
  const sodium = await loadSodium();
  if (sodium === null) throw new Error("libsodium did not start");
  return [
    new LocalHand({ ...TOOLS, ciphers: [scriptCipher] }),
    new LocalHand({ ciphers: [sodiumCipher(sodium)], digest: () => sodiumDigest(sodium) }),
  ];
}

/** Writes down what it is asked to seal. */
export class WatchedHand extends LocalHand {
  /** Without the bytes: their memory travels on. */
  readonly pieces: { readonly key: string; readonly first: number; readonly length: number }[] = [];

  override seal(piece: Piece): Promise<SealedPiece> {
    this.pieces.push({ key: Buffer.from(piece.key).toString("hex"), first: piece.first, length: piece.bytes.length });
    return super.seal(piece);
  }
}

/** Every key and chunk number that was asked for, in the order of asking. */
export function noncesOf(hands: readonly WatchedHand[]): string[] {
  return hands.flatMap(({ pieces }) => pieces).flatMap(({ key, first, length }) =>
    Array.from({ length: Math.max(1, Math.ceil(length / 65_536)) }, (_, at) => `${key} ${first + at}`));
}
