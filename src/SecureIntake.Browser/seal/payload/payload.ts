import { blobOf } from "../bytes.js";
import type { Path } from "./cipher.js";
import type { Hand, Piece, SealedPiece } from "./hand.js";
import { readAll } from "./reading.js";
import { CHUNK, PAYLOAD_NONCE, payloadKey } from "./stream.js";

export interface PayloadToSeal {
  readonly plaintext: Blob;
  /** 16 bytes, never used before: every call seals under what follows from it and a nonce of its own. */
  readonly fileKey: Uint8Array;
  readonly nonce: Uint8Array;
  /** One or more; they take turns. */
  readonly hands: readonly Hand[];
  readonly late?: Late;
  /** Bytes of the plaintext so far; only where there is more than one piece. */
  readonly onProgress?: (done: number, path: Path) => void;
}

/**
 * Bytes of the plaintext that depend on the SHA-256 of other bytes of it, further on. Those are read once: what is hashed is what is
 * sealed, even while the file changes.
 */
export interface Late {
  /** Where the bytes stand, and how many they are. */
  readonly at: number;
  readonly length: number;
  /** Range of the plaintext that is hashed. */
  readonly from: number;
  readonly to: number;
  readonly make: (digest: Uint8Array) => Uint8Array;
}

export interface SealedPayload {
  /** nonce ‖ chunks */
  readonly blob: Blob;
  /** The cipher that did it. */
  readonly path: Path;
}

/** Large enough that going to and fro costs nothing, small enough that four of them at once fit into a telephone. */
const PIECE = 16 * CHUNK;
/** Pieces under way for each hand: one is being read while the other is being sealed. */
const AHEAD = 2;
/**
 * Seals a payload: each chunk once, no byte of the plaintext read twice. Throws `file.unreadable`, or `HandLost`; either way nothing of
 * it may be kept, and trying again takes another file key: the plaintext may have changed meanwhile, and a nonce that seals two
 * plaintexts shows their difference.
 */
export async function sealPayload(request: PayloadToSeal): Promise<SealedPayload> {
  if (request.nonce.length !== PAYLOAD_NONCE) throw new RangeError("a payload's nonce is 16 bytes");
  return new Run(request).run();
}

class Run {
  readonly #key: Uint8Array;
  /** Bytes at the front that are sealed last, because the late ones are among them. */
  readonly #head: number;
  #path: Path = "script";

  constructor(private readonly request: PayloadToSeal) {
    const { late, plaintext } = request;
    this.#key = payloadKey(request.fileKey, request.nonce);
    this.#head = late === undefined ? 0 : Math.min(plaintext.size, Math.ceil((late.at + late.length) / CHUNK) * CHUNK);
  }

  async run(): Promise<SealedPayload> {
    const { plaintext, hands, nonce } = this.request;
    const head = this.#head > 0 ? await readAll(plaintext.slice(0, this.#head)) : undefined;
    if (head !== undefined) await this.#hash(head.slice(), 0);
    const body = await this.#body();
    if (head === undefined) return { blob: blobOf([nonce, ...body]), path: this.#path };
    await this.#writeLate(head);
    const { sealed, path } = await hands[0]!.seal(this.#piece(0, head));
    return { blob: blobOf([nonce, sealed, ...body]), path };
  }

  /** Everything behind the head. Results are taken in order, so that hashing sees them in order too. */
  async #body(): Promise<Blob[]> {
    const { plaintext, hands, late, onProgress } = this.request;
    const sealed: Blob[] = [];
    const starts = startsOf(this.#head, plaintext.size);
    const underWay: Promise<SealedPiece>[] = [];
    let hashing = Promise.resolve();
    for (let taken = 0; taken < starts.length; taken++) {
      while (underWay.length < Math.min(starts.length, taken + AHEAD * hands.length)) {
        const at = starts[underWay.length]!;
        underWay.push(hands[underWay.length % hands.length]!.seal(this.#piece(at, plaintext.slice(at, at + PIECE))));
        // The first that fails is told below; the others fail with it.
        underWay.at(-1)!.catch(() => undefined);
      }
      const piece = await underWay[taken]!;
      // Given away, or it would stay in memory until the last one is done.
      underWay[taken] = NOTHING;
      this.#path = piece.path;
      sealed.push(blobOf([piece.sealed]));
      await hashing;
      if (late !== undefined) hashing = this.#hash(piece.plaintext!, starts[taken]!);
      hashing.catch(() => undefined);
      if (starts.length > 1) onProgress?.(Math.min(starts[taken]! + PIECE, plaintext.size), piece.path);
    }
    await hashing;
    return sealed;
  }

  #piece(at: number, content: Blob | Uint8Array): Piece {
    const { plaintext, late } = this.request;
    const length = content instanceof Uint8Array ? content.length : content.size;
    return { key: this.#key, content, first: at / CHUNK, last: at + length === plaintext.size, keep: late !== undefined && at > 0 };
  }

  /** Hands what of these bytes belongs to the hashed range to the last hand, which has least else to do. */
  async #hash(bytes: Uint8Array, at: number): Promise<void> {
    const { from, to } = this.request.late!;
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, bytes.length)];
    if (start < end) await this.request.hands.at(-1)!.hash(bytes.subarray(start, end), to - from);
  }

  async #writeLate(head: Uint8Array): Promise<void> {
    const { at, length, make } = this.request.late!;
    const bytes = make(await this.request.hands.at(-1)!.hashed());
    if (bytes.length !== length) throw new RangeError("late bytes have the length that was kept for them");
    head.set(bytes, at);
  }
}

const NOTHING: Promise<SealedPiece> = Promise.resolve({ sealed: new Uint8Array(0), path: "script" });

/** An empty plaintext is one empty chunk. */
function startsOf(from: number, to: number): number[] {
  if (to === 0) return [0];
  return Array.from({ length: Math.ceil((to - from) / PIECE) }, (_, at) => from + at * PIECE);
}
