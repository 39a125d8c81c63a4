import { LogError } from "./failure.js";
import { leafHash, nodeHash } from "./proof.js";

/** Entries of a full bundle (C2SP tlog-tiles). */
export const BUNDLE = 256;

/** Where entries `256 · n` to `256 · n + width − 1` lie below the log's address: `tile/entries/x001/x234/067`, and `.p/W` behind it for fewer than 256. */
export function bundlePath(n: number, width: number): string {
  const groups = [String(n % 1000).padStart(3, "0")];
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return `tile/entries/${groups.join("/")}${width === BUNDLE ? "" : `.p/${width}`}`;
}

/** The entries of a bundle, each behind its length as two bytes. Throws `log.bundle` where there are not `width` of them to the byte. */
export function parseBundle(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < width; i++) {
    if (at + 2 > bytes.length) throw new LogError("log.bundle");
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) throw new LogError("log.bundle");
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (at !== bytes.length) throw new LogError("log.bundle");
  return entries;
}

/** The root of a tree that grows entry by entry (RFC 6962 §2.1), in as much memory as the tree is high. */
export class GrowingTree {
  /** Roots of full subtrees, the largest first; as many as `#size` has ones in binary. */
  readonly #subtrees: Uint8Array[] = [];
  #size = 0;

  /** Adds an entry; returns its leaf hash. */
  add(entry: Uint8Array): Uint8Array {
    const leaf = leafHash(entry);
    let node = leaf;
    // A carry, as in counting: two subtrees of one size become one.
    for (let size = this.#size++; size % 2 === 1; size = (size - 1) / 2) node = nodeHash(this.#subtrees.pop()!, node);
    this.#subtrees.push(node);
    return leaf;
  }

  /** Of at least one entry. */
  root(): Uint8Array {
    return this.#subtrees.reduceRight((right, left) => nodeHash(left, right));
  }
}
