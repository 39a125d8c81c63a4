import { openPart, type TarEntry } from "../../open/part.js";
import type { HeldPart } from "./grants.js";
import type { CasePortal } from "./portal.js";

/**
 * Fetches the payload of a part and opens it in this tab. Nothing is returned before everything is checked. Throws `OpenError`, `Refused`,
 * and `AbortError` when `signal` aborts.
 *
 * @param progress bytes of the payload that arrived
 */
export async function readPart(
    portal: CasePortal, held: HeldPart, progress: (done: number) => void, signal: AbortSignal,
): Promise<TarEntry[]> {
  let done = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      done += piece.length;
      progress(done);
      controller.enqueue(piece);
    },
  });
  const payload = (await portal.payload(held.part, signal)).pipeThrough(counting, { signal });
  try {
    return await openPart(held.header, payload, held.identity, held);
  } catch (error) {
    // A broken connection looks like a damaged payload to the one who decrypts; what was cancelled is not called damaged.
    signal.throwIfAborted();
    throw error;
  }
}
