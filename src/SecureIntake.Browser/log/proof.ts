import { equal, fromB64, sha256 } from "../seal/bytes.js";
import { LogError } from "./failure.js";
import { parseVerifierKey, verifyCheckpoint } from "./note.js";

/** RFC 6962: a leaf and a node hash differently, so that neither can pass for the other. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(Uint8Array.of(0), entry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Uint8Array.of(1), left, right);
}

/**
 * The root to which an inclusion proof leads (RFC 9162 §2.1.3.2), or null where the proof has not the one length that
 * index and size allow. `0 ≤ index < size`.
 */
export function rootFromProof(index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[]): Uint8Array | null {
  let hash = leaf;
  // Halving by division: bit operations would cut sizes at 2^32.
  let node = index;
  let last = size - 1;
  let used = 0;
  while (last > 0) {
    const hasSibling = node % 2 === 1 || node < last;
    if (hasSibling) {
      const sibling = proof[used++];
      if (sibling === undefined) return null;
      hash = node % 2 === 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return used === proof.length ? hash : null;
}

/** What the portal answers for an entry. */
export interface LoggedEntry {
  /** The entry's bytes as the client made them: never taken back from the server. */
  readonly entry: Uint8Array;
  readonly index: number;
  /** Sibling hashes from the leaf up, b64 of 32 bytes each. */
  readonly proof: readonly string[];
  /** Signed note. */
  readonly checkpoint: string;
}

/**
 * Checks that the entry stands at its index in the log that `vkey` signs. Throws `LogError`.
 * @returns the size of the tree that proves it
 */
export function verifyLogged(logged: LoggedEntry, vkey: string): { readonly size: number } {
  const { size, root } = verifyCheckpoint(logged.checkpoint, parseVerifierKey(vkey));
  const { index } = logged;
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new LogError("log.index");
  const reached = rootFromProof(index, size, leafHash(logged.entry), logged.proof.map(decode));
  if (reached === null || !equal(reached, root)) throw new LogError("log.proof");
  return { size };
}

/** The proof as one text (C2SP tlog-proof v1, without extra data), for tools outside. */
export function proofText({ index, proof, checkpoint }: Omit<LoggedEntry, "entry">): string {
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${proof.map(hash => `${hash}\n`).join("")}\n${checkpoint}`;
}

function decode(hash: string): Uint8Array {
  try {
    const bytes = fromB64(hash);
    if (bytes.length === 32) return bytes;
  } catch {
    // Refused below.
  }
  throw new LogError("log.proof");
}
