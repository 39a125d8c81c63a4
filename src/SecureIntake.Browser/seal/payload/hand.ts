import { SealError } from "../failure.js";
import { CIPHERS, cipherOf, sealChunks, type ChunkCipher, type CipherMaker, type Path } from "./cipher.js";
import { digestWithoutSodium, type Digest } from "./digest.js";
import { readAll, readThrough } from "./reading.js";

/** Some chunks of one payload, in a row. */
export interface Piece {
  /** Payload key, 32 bytes. */
  readonly key: Uint8Array;
  readonly content: Blob | Uint8Array;
  /** Number of its first chunk in the payload. */
  readonly first: number;
  /** Whether its last chunk is the payload's last. */
  readonly last: boolean;
  /** Whether the plaintext is wanted back, as it was read. */
  readonly keep: boolean;
}

export interface SealedPiece {
  readonly sealed: Uint8Array;
  readonly plaintext?: Uint8Array;
  readonly path: Path;
}

/**
 * Does the work of sealing in one thread. Every method throws `HandLost` where that thread is gone, and `file.unreadable`.
 * It remembers no payload: that no chunk is sealed twice is for the caller to see to.
 */
export interface Hand {
  seal(piece: Piece): Promise<SealedPiece>;
  /** Adds to the running SHA-256. The bytes are given away. @param total how many will come in all */
  hash(bytes: Uint8Array, total: number): Promise<void>;
  /** Ends the running SHA-256. */
  hashed(): Promise<Uint8Array>;
  /** SHA-256 of a Blob. @param progress bytes so far */
  digest(blob: Blob, progress?: (done: number) => void): Promise<Uint8Array>;
  end(): void;
}

/** The thread that was sealing ended: no memory, no script, a bug. What it had begun must be sealed anew, with another key. */
export class HandLost extends Error {
  override readonly name = "HandLost";
}

export interface Tools {
  readonly ciphers: readonly CipherMaker[];
  readonly digest: (total: number) => Digest;
}

/** What every thread has, without loading anything. */
export const TOOLS: Tools = { ciphers: CIPHERS, digest: digestWithoutSodium };

/** Works in the thread that calls it. */
export class LocalHand implements Hand {
  #cipher: { readonly key: Uint8Array; readonly made: Promise<ChunkCipher> } | undefined;
  #running: Digest | undefined;

  constructor(private readonly tools: Tools = TOOLS) {}

  async seal({ key, content, first, last, keep }: Piece): Promise<SealedPiece> {
    const cipher = await this.#cipherOf(key);
    const plaintext = content instanceof Uint8Array ? content : await readAll(content);
    const sealed = await sealChunks(cipher, plaintext, first, last);
    return { sealed, path: cipher.path, ...(keep ? { plaintext } : {}) };
  }

  hash(bytes: Uint8Array, total: number): Promise<void> {
    this.#running ??= this.tools.digest(total);
    this.#running.update(bytes);
    return Promise.resolve();
  }

  hashed(): Promise<Uint8Array> {
    const running = this.#running ?? this.tools.digest(0);
    this.#running = undefined;
    return running.finish();
  }

  async digest(blob: Blob, progress?: (done: number) => void): Promise<Uint8Array> {
    const digest = this.tools.digest(blob.size);
    let done = 0;
    await readThrough(blob, piece => {
      digest.update(piece);
      progress?.(done += piece.length);
    });
    return digest.finish();
  }

  end(): void {
    this.#cipher = undefined;
    this.#running = undefined;
  }

  /** A payload has one key and many pieces: the cipher stays until another key comes. */
  #cipherOf(key: Uint8Array): Promise<ChunkCipher> {
    const same = this.#cipher?.key.every((byte, at) => byte === key[at]);
    if (this.#cipher === undefined || same !== true) this.#cipher = { key: key.slice(), made: cipherOf(key, this.tools.ciphers) };
    return this.#cipher.made;
  }
}

/** Errors cross from one thread to another as a code. */
export type HandFailure = "file.unreadable" | "memory" | "lost";

export function failureOf(error: unknown): HandFailure {
  if (error instanceof SealError && error.code === "file.unreadable") return "file.unreadable";
  return error instanceof RangeError ? "memory" : "lost";
}

export function errorOf(failure: HandFailure): Error {
  return failure === "file.unreadable" ? new SealError("file.unreadable") : new HandLost();
}
