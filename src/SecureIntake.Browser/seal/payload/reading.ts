import { SealError } from "../failure.js";

/** A larger buffer gains nothing, a smaller one loses up to half the speed. */
const STEP = 1024 * 1024;
/** What is read at once of a long Blob. */
const STRETCH = 4 * STEP;

/**
 * All bytes of a Blob, which should be a few megabytes at most. Read into one buffer that travels to the browser and back (BYOB): three
 * to eight times as fast as `arrayBuffer()`, and reading is what takes longest where the cipher is fast.
 * Throws `file.unreadable`.
 * @param room memory to read into, given away; without it, or where it is too small, other memory is taken
 */
export async function readAll(blob: Blob, room?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = blob;
  let bytes = room !== undefined && room.byteLength >= size ? new Uint8Array(room, 0, size) : new Uint8Array(size);
  await reading(async () => {
    const reader = byobReader(blob);
    if (reader === null) {
      bytes = new Uint8Array(await blob.arrayBuffer());
      return;
    }
    underWay.add(reader);
    try {
      for (let at = 0; at < bytes.length;) {
        const { done, value } = await reader.read(bytes.subarray(at, Math.min(at + STEP, bytes.length)));
        if (done || value === undefined) throw new SealError("file.unreadable");
        // The buffer was handed over and has come back as another object.
        bytes = new Uint8Array(value.buffer, 0, size);
        at += value.length;
      }
      await reader.cancel();
    } finally {
      underWay.delete(reader);
    }
  });
  if (bytes.length !== size) throw new SealError("file.unreadable");
  return bytes;
}

/** Every reader that waits: where nothing else leads to it Chromium's collector takes it away with its stream, and the read never ends. */
const underWay = new Set<ReadableStreamBYOBReader>();

/**
 * Gives every piece of a Blob of any size to `take`, and reads the next one meanwhile; a piece is overwritten after that.
 * Throws `file.unreadable`.
 */
export async function readThrough(blob: Blob, take: (piece: Uint8Array) => void): Promise<void> {
  const read = (at: number, room?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> => readAll(blob.slice(at, at + STRETCH), room);
  let next = read(0);
  let spare: ArrayBuffer | undefined;
  for (let at = 0; at < blob.size; at += STRETCH) {
    const piece = await next;
    next = read(at + STRETCH, spare);
    // Told when its turn comes.
    next.catch(() => undefined);
    take(piece);
    spare = piece.buffer;
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
async function reading(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw error instanceof RangeError || error instanceof SealError ? error : new SealError("file.unreadable");
  }
}
