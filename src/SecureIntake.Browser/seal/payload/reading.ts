import { SealError } from "../failure.js";

/** A larger buffer gains nothing, a smaller one loses up to half the speed. */
const STEP = 1024 * 1024;

/**
 * Every stream that is being read. Where nothing but a waiting read leads to it Chromium's collector takes the stream away, and that read
 * never ends.
 */
const underWay = new Set<ReadableStreamBYOBReader>();

/**
 * Reads a Blob of any size once, from its beginning. One stream for all of it, whose buffers travel to the browser and back (BYOB): four times
 * as fast as a stream for each megabyte, eight times as fast as `arrayBuffer()`, and reading is what takes longest where the cipher is fast.
 * To be ended, whatever happens.
 */
export class BlobReader {
  readonly #reader: ReadableStreamBYOBReader | null;
  #at = 0;

  constructor(private readonly blob: Blob) {
    this.#reader = byobReader(blob);
    if (this.#reader !== null) underWay.add(this.#reader);
  }

  /**
   * The next `length` bytes, or as many as there are. Throws `file.unreadable`.
   * @param room memory to read into, given away; without it, or where it is too small, other memory is taken
   */
  async next(length: number, room?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
    const size = Math.min(length, this.blob.size - this.#at);
    const bytes = await readable(() => this.#read(size, room));
    this.#at += size;
    return bytes;
  }

  end(): void {
    if (this.#reader === null) return;
    underWay.delete(this.#reader);
    this.#reader.cancel().catch(() => undefined);
  }

  async #read(size: number, room?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#reader === null) {
      const bytes = new Uint8Array(await this.blob.slice(this.#at, this.#at + size).arrayBuffer());
      if (bytes.length !== size) throw new SealError("file.unreadable");
      return bytes;
    }
    let bytes = room !== undefined && room.byteLength >= size ? new Uint8Array(room, 0, size) : new Uint8Array(size);
    for (let filled = 0; filled < size;) {
      const { done, value } = await this.#reader.read(bytes.subarray(filled, Math.min(filled + STEP, size)));
      if (done || value === undefined) throw new SealError("file.unreadable");
      // The buffer was handed over and has come back as another object.
      bytes = new Uint8Array(value.buffer, 0, size);
      filled += value.length;
    }
    return bytes;
  }
}

/**
 * Gives every piece of a Blob of any size to `take`, and reads the next one meanwhile; a piece is overwritten after that.
 * Throws `file.unreadable`.
 */
export async function readThrough(blob: Blob, take: (piece: Uint8Array) => void): Promise<void> {
  const reader = new BlobReader(blob);
  try {
    let next = reader.next(STEP);
    let spare: ArrayBuffer | undefined;
    for (let at = 0; at < blob.size; at += STEP) {
      const piece = await next;
      next = reader.next(STEP, spare);
      // Told when its turn comes.
      next.catch(() => undefined);
      take(piece);
      spare = piece.buffer;
    }
  } finally {
    reader.end();
  }
}

function byobReader(blob: Blob): ReadableStreamBYOBReader | null {
  try {
    return blob.stream().getReader({ mode: "byob" });
  } catch {
    // Safari's Blob streams are not byte streams.
    return null;
  }
}

/** A file that was moved, changed or is on a device that is gone; browsers say so in different ways. */
async function readable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof RangeError || error instanceof SealError ? error : new SealError("file.unreadable");
  }
}
