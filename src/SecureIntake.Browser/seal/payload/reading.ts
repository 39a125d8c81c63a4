import { SealError } from "../failure.js";

/** A larger buffer gains nothing, a smaller one loses up to half the speed. */
const STEP = 1024 * 1024;

/**
 * All bytes of a Blob, which should be a few megabytes at most. Read into one buffer that travels to the browser and back (BYOB): three
 * to eight times as fast as `arrayBuffer()`, and reading is what takes longest where the cipher is fast.
 * Throws `file.unreadable`.
 */
export async function readAll(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(blob.size);
  await reading(async () => {
    const reader = byobReader(blob);
    if (reader === null) {
      bytes = new Uint8Array(await blob.arrayBuffer());
      return;
    }
    for (let at = 0; at < bytes.length;) {
      const { done, value } = await reader.read(bytes.subarray(at, Math.min(at + STEP, bytes.length)));
      if (done || value === undefined) throw new SealError("file.unreadable");
      // The buffer was handed over and has come back as another object.
      bytes = new Uint8Array(value.buffer);
      at += value.length;
    }
    await reader.cancel();
  });
  if (bytes.length !== blob.size) throw new SealError("file.unreadable");
  return bytes;
}

/** Gives every piece of a Blob of any size to `take`; a piece is overwritten after that. Throws `file.unreadable`. */
export async function readThrough(blob: Blob, take: (piece: Uint8Array) => void): Promise<void> {
  for (let at = 0; at < blob.size; at += 4 * STEP) take(await readAll(blob.slice(at, at + 4 * STEP)));
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
