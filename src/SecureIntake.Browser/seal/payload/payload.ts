import { blobOf } from "../bytes.js";
import type { Path } from "./cipher.js";
import type { Hand, Piece, SealedPiece } from "./hand.js";
import { BlobReader } from "./reading.js";
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

/** Small enough that a bar moves often where script does the sealing. */
const PIECE = 16 * CHUNK;
/** From this size on what each Blob costs counts, and pieces are four times as large; four of them at once still fit into a telephone. */
const LARGE = 32 * PIECE;
/** Pieces under way for each hand: one waits while the other is being sealed. */
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
  readonly #piece: number;
  readonly #turns: Turns;
  /** Memory of pieces that are done, for those to come: what is held does not grow with the file. */
  readonly #rooms: ArrayBuffer[] = [];
  #path: Path = "script";

  constructor(private readonly request: PayloadToSeal) {
    const { late, plaintext, hands } = request;
    this.#key = payloadKey(request.fileKey, request.nonce);
    this.#head = late === undefined ? 0 : Math.min(plaintext.size, Math.ceil((late.at + late.length) / CHUNK) * CHUNK);
    this.#piece = plaintext.size < LARGE ? PIECE : 4 * PIECE;
    this.#turns = new Turns(hands);
  }

  async run(): Promise<SealedPayload> {
    const { plaintext, nonce } = this.request;
    const reader = new BlobReader(plaintext);
    try {
      const head = await reader.next(this.#head);
      await this.#hash(head.slice(), 0);
      const body = await this.#body(reader);
      if (this.#head === 0) return { blob: blobOf([nonce, ...body]), path: this.#path };
      await this.#writeLate(head);
      const { sealed, path } = await this.#seal(0, head);
      return { blob: blobOf([nonce, sealed, ...body]), path };
    } finally {
      reader.end();
    }
  }

  /** Everything behind the head. Results are taken in order, so that hashing sees them in order too. */
  async #body(reader: BlobReader): Promise<Blob[]> {
    const { plaintext, hands } = this.request;
    const { size } = plaintext;
    const sealed: Blob[] = [];
    const underWay: Promise<SealedPiece>[] = [];
    let taken = this.#head;
    let hashing = Promise.resolve();
    const takeFirst = async (): Promise<void> => {
      const piece = await underWay.shift()!;
      this.#path = piece.path;
      sealed.push(piece.sealed);
      await hashing;
      hashing = this.#hash(piece.bytes, taken).then(room => void this.#rooms.push(room));
      hashing.catch(() => undefined);
      taken = Math.min(taken + this.#piece, size);
      if (size - this.#head > this.#piece) this.request.onProgress?.(taken, piece.path);
    };
    // An empty plaintext is one empty chunk; a head that is all there is leaves none.
    for (let at = this.#head; at < size || at === 0; at += this.#piece) {
      const piece = this.#seal(at, await reader.next(this.#piece, this.#rooms.pop()));
      // The first that fails is told above; the others fail with it.
      piece.catch(() => undefined);
      underWay.push(piece);
      if (underWay.length >= AHEAD * hands.length) await takeFirst();
    }
    while (underWay.length > 0) await takeFirst();
    await hashing;
    return sealed;
  }

  #seal(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<SealedPiece> {
    const piece: Piece = { key: this.#key, bytes, first: at / CHUNK, last: at + bytes.length === this.request.plaintext.size };
    return this.#turns.give(hand => hand.seal(piece));
  }

  /** Hands what of these bytes belongs to the hashed range to the hand that hashes; their memory comes back. */
  async #hash(bytes: Uint8Array<ArrayBuffer>, at: number): Promise<ArrayBuffer> {
    const { late } = this.request;
    if (late === undefined) return bytes.buffer;
    const [start, end] = [Math.max(late.from - at, 0), Math.min(late.to - at, bytes.length)];
    if (start >= end) return bytes.buffer;
    return this.#turns.give(hand => hand.hash(bytes.subarray(start, end), at + start - late.from, late.to - late.from), HASHING);
  }

  async #writeLate(head: Uint8Array): Promise<void> {
    const { at, length, make } = this.request.late!;
    const bytes = make(await this.#turns.give(hand => hand.hashed(), HASHING));
    if (bytes.length !== length) throw new RangeError("late bytes have the length that was kept for them");
    head.set(bytes, at);
  }
}

/** One hand hashes everything, as a digest runs through all bytes in turn; it is given less to seal. */
const HASHING = 0;

/** Gives work to the hand that has the least of it. */
class Turns {
  readonly #loads: number[];

  constructor(private readonly hands: readonly Hand[]) {
    this.#loads = hands.map(() => 0);
  }

  async give<T>(work: (hand: Hand) => Promise<T>, at = this.#loads.indexOf(Math.min(...this.#loads))): Promise<T> {
    this.#loads[at]!++;
    try {
      return await work(this.hands[at]!);
    } finally {
      this.#loads[at]!--;
    }
  }
}
