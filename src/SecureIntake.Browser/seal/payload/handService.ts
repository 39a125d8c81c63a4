import { failureOf, type Hand, type SealedPiece } from "./hand.js";
import type { Answer, Order } from "./messages.js";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const answer = (message: Answer, moved: readonly ArrayBuffer[] = []): void => scope.postMessage(message, moved as Transferable[]);

/** Lets this Worker be the hand that remoteHand.ts speaks to. */
export function serve(hand: Promise<Hand>): void {
  scope.addEventListener("message", ({ data }: MessageEvent<Order>) => void obey(hand, data));
  // An order that found no room here has no number to answer to: an error that nobody catches tells the other end.
  scope.addEventListener("messageerror", () => { throw new Error("an order was lost"); });
}

async function obey(hand: Promise<Hand>, order: Order): Promise<void> {
  const { id } = order;
  try {
    // All wait for the same promise, and so begin in the order in which they came: a running hash needs that.
    const ready = await hand;
    switch (order.do) {
      case "seal": return sealed(id, await ready.seal(order.piece));
      case "hash": {
        const room = await ready.hash(order.bytes, order.at, order.total);
        return answer({ id, is: "did", result: room }, [room]);
      }
      case "hashed": return answer({ id, is: "did", result: await ready.hashed() });
      case "digest": return answer({ id, is: "did", result: await ready.digest(order.blob, done => answer({ id, is: "at", done })) });
    }
  } catch (error) {
    answer({ id, is: "failed", why: failureOf(error) });
  }
}

/** Moved, not copied; a Blob is only a handle. */
function sealed(id: number, result: SealedPiece): void {
  answer({ id, is: "did", result }, [result.bytes.buffer]);
}
