import { blobOf } from "../bytes.js";
import { SealError } from "../failure.js";
import { CIPHERS, cipherOf, sealChunks, type ChunkCipher, type CipherMaker, type Path } from "./cipher.js";
import { digestWithoutSodium, type Digest } from "./digest.js";
import { readThrough } from "./reading.js";
import { sealedChunksLength } from "./stream.js";

/** Some chunks of one payload, in a row. */
export interface Piece {
  /** Payload key, 32 bytes. */
  readonly key: Uint8Array;
  /** Plaintext; given away. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of its first chunk in the payload. */
  readonly first: number;
  /** Whether its last chunk is the payload's last. */
  readonly last: boolean;
}

export interface SealedPiece {
  /** In the browser's keeping already: sealed bytes take up no memory of a thread. */
  readonly sealed: Blob;
  /** The plaintext that was given away. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly path: Path;
}

/**
 * Does the work of sealing in one thread. Every method throws `HandLost` where that thread is gone, `seal` also `device.full`, `digest` also `file.unreadable`.
 * It remembers no payload: that no chunk is sealed twice is for the caller to see to.
 */
export interface Hand {
  seal(piece: Piece): Promise<SealedPiece>;
  /**
   * Adds to the running SHA-256, which begins where `at` is 0. The bytes are given away, their memory comes back.
   * @param total how many will come in all
   */
  hash(bytes: Uint8Array<ArrayBuffer>, at: number, total: number): Promise<ArrayBuffer>;
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
  readonly digest: (total: number) => Digest | Promise<Digest>;
}

/** What every thread has, without loading anything. */
export const TOOLS: Tools = { ciphers: CIPHERS, digest: digestWithoutSodium };

/** Works in the thread that calls it. */
export class LocalHand implements Hand {
  #cipher: { readonly key: Uint8Array; readonly made: Promise<ChunkCipher> } | undefined;
  #running: Digest | undefined;
  /** Where pieces were sealed and the next ones will be: without it every byte would be waste for the collector, which comes when it likes. */
  readonly #benches: Uint8Array<ArrayBuffer>[] = [];

  #keeping = Promise.resolve();

  constructor(private readonly tools: Tools = TOOLS) {}

  async seal({ key, bytes, first, last }: Piece): Promise<SealedPiece> {
    const cipher = await this.#cipherOf(key);
    const length = sealedChunksLength(bytes.length);
    let bench = this.#benches.pop();
    if (bench === undefined || bench.length < length) bench = new Uint8Array(length);
    await sealChunks(cipher, bytes, first, last, bench.subarray(0, length));
    // A Blob is a copy, in the browser's own memory or on its disk.
    const sealed = blobOf([bench.subarray(0, length)]);
    this.#benches.push(bench);
    const before = this.#keeping;
    this.#keeping = kept(sealed);
    // Told with the next piece, or by whoever reads the whole.
    this.#keeping.catch(() => undefined);
    await before;
    return { sealed, bytes, path: cipher.path };
  }

  async hash(bytes: Uint8Array<ArrayBuffer>, at: number, total: number): Promise<ArrayBuffer> {
    if (at === 0) this.#running = await this.tools.digest(total);
    this.#running!.update(bytes);
    return bytes.buffer;
  }

  async hashed(): Promise<Uint8Array> {
    const running = this.#running ?? await this.tools.digest(0);
    this.#running = undefined;
    return running.finish();
  }

  async digest(blob: Blob, progress?: (done: number) => void): Promise<Uint8Array> {
    const digest = await this.tools.digest(blob.size);
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
    this.#benches.length = 0;
  }

  /** A payload has one key and many pieces: the cipher stays until another key comes. */
  #cipherOf(key: Uint8Array): Promise<ChunkCipher> {
    const same = this.#cipher?.key.every((byte, at) => byte === key[at]);
    if (this.#cipher === undefined || same !== true) this.#cipher = { key: key.slice(), made: cipherOf(key, this.tools.ciphers) };
    return this.#cipher.made;
  }
}

/**
 * Until the browser has fetched the bytes of a Blob, which it does when it has time, they lie in this process: who seals faster than that waits
 * here, or the whole file would pile up. Where there is no room for them, it is said here too. Throws `device.full`.
 */
async function kept(blob: Blob): Promise<void> {
  try {
    await blob.slice(-1).arrayBuffer();
  } catch {
    throw new SealError("device.full");
  }
}

/** Errors cross from one thread to another as a code. */
export type HandFailure = "file.unreadable" | "device.full" | "memory" | "lost";

export function failureOf(error: unknown): HandFailure {
  if (error instanceof SealError && (error.code === "file.unreadable" || error.code === "device.full")) return error.code;
  return error instanceof RangeError ? "memory" : "lost";
}

export function errorOf(failure: HandFailure): Error {
  return failure === "file.unreadable" || failure === "device.full" ? new SealError(failure) : new HandLost();
}
