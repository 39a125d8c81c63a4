import { describe, expect, test } from "vitest";
import { HandLost } from "../seal/payload/hand.js";
import { RemoteHand } from "../seal/payload/remoteHand.js";

/** A Worker as this thread sees it; what it answers, and when, is for the test to say. */
class FakeWorker extends EventTarget {
  terminated = false;
  readonly orders: { id: number }[] = [];

  postMessage(order: { id: number }): void { this.orders.push(order); }
  terminate(): void { this.terminated = true; }

  answer(id: number): void {
    this.dispatchEvent(new MessageEvent("message", { data: { id, is: "did", result: new Uint8Array(32) } }));
  }
}

const asWorker = (fake: FakeWorker): Worker => fake as unknown as Worker;

/** Holds this thread, as a telephone does with a page that it put to sleep. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe("A Worker counts as gone", () => {
  test("when it falls silent, also when others of its answers came before", async () => {
    const fake = new FakeWorker();
    const hand = new RemoteHand(asWorker(fake), 120);
    const [first, second] = [hand.hashed(), hand.hashed()];
    second.catch(() => undefined);
    fake.answer(0);
    await first;
    await expect(second).rejects.toBeInstanceOf(HandLost);
    expect(fake.terminated).toBe(true);
  });

  test.each(["error", "messageerror"])("at the event %s, for all that wait and all that ask later", async event => {
    const fake = new FakeWorker();
    const hand = new RemoteHand(asWorker(fake));
    const waiting = hand.hashed();
    fake.dispatchEvent(new Event(event));
    await expect(waiting).rejects.toBeInstanceOf(HandLost);
    await expect(hand.hashed()).rejects.toBeInstanceOf(HandLost);
  });

  test("not because this thread slept: what it waits for comes when both are awake", async () => {
    const fake = new FakeWorker();
    const hand = new RemoteHand(asWorker(fake), 120);
    const waiting = hand.hashed();
    sleep(400);
    setTimeout(() => fake.answer(0), 30);
    await expect(waiting).resolves.toHaveLength(32);
    expect(fake.terminated).toBe(false);
  });

  test("not while nothing is asked of it", async () => {
    const fake = new FakeWorker();
    const hand = new RemoteHand(asWorker(fake), 60);
    const waiting = hand.hashed();
    fake.answer(0);
    await waiting;
    await new Promise(resolve => setTimeout(resolve, 150));
    expect(fake.terminated).toBe(false);
  });
});
