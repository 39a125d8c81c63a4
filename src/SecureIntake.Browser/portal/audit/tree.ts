import { nodeHash } from "../../log/proof.js";
import { sha256 } from "../../seal/bytes.js";

/** The root of an RFC 6962 tree whose leaves come one after the other; memory grows with the logarithm of their number. */
export class TreeHasher {
  /** Roots of the full subtrees, the largest first, with their numbers of leaves. */
  readonly #subtrees: { readonly hash: Uint8Array; readonly leaves: number }[] = [];

  add(leaf: Uint8Array): void {
    let hash = leaf;
    let leaves = 1;
    while (this.#subtrees.at(-1)?.leaves === leaves) {
      hash = nodeHash(this.#subtrees.pop()!.hash, hash);
      leaves *= 2;
    }
    this.#subtrees.push({ hash, leaves });
  }

  /** The root of what was added so far. */
  root(): Uint8Array {
    const hashes = this.#subtrees.map(({ hash }) => hash);
    return hashes.length === 0 ? sha256(new Uint8Array(0)) : hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}
