import { combine } from "shamir-secret-sharing";
import { expect, test } from "vitest";
import { newId, systemRandom, toHex } from "../seal/bytes.js";
import { commitmentToShare, requireSound, splitSeed } from "../seal/shares.js";
import { withByte } from "./specimens.js";

test("Any two of three shares give the seed, and one alone gives nothing", async () => {
  const seed = systemRandom(32);
  const shares = await splitSeed(seed, newId(), 2, 3, systemRandom);
  for (const pair of [[0, 1], [0, 2], [1, 2], [2, 0]]) {
    expect(await combine(pair.map(at => shares[at]!.share))).toEqual(seed);
  }
  for (const { share } of shares) expect(share.subarray(0, 32)).not.toEqual(seed);
});

test("Three of five need three", async () => {
  const seed = systemRandom(32);
  const shares = await splitSeed(seed, newId(), 3, 5, systemRandom);
  expect(await combine([4, 1, 2].map(at => shares[at]!.share))).toEqual(seed);
  expect(await combine([4, 1].map(at => shares[at]!.share))).not.toEqual(seed);
});

test("A commitment names part, number, salt and share", async () => {
  const part = newId();
  const [first] = await splitSeed(systemRandom(32), part, 2, 2, systemRandom);
  const { number, salt, share, commitment } = first!;
  expect(commitmentToShare(part, number, salt, share)).toEqual(commitment);
  const others = [
    commitmentToShare(newId(), number, salt, share),
    commitmentToShare(part, number + 1, salt, share),
    commitmentToShare(part, number, systemRandom(32), share),
    commitmentToShare(part, number, salt, withByte(share, 0, share[0]! ^ 1)),
  ];
  for (const other of others) expect(toHex(other)).not.toBe(toHex(commitment));
});

test("A share with x = 0, which would dictate the seed, and a repeated x are refused", () => {
  const at = (x: number): Uint8Array => withByte(systemRandom(33), 32, x);
  expect(() => requireSound([at(0), at(2)])).toThrow("share.x");
  expect(() => requireSound([at(7), at(7)])).toThrow("share.x");
  expect(() => requireSound([at(7), systemRandom(32)])).toThrow("share.length");
  expect(() => requireSound([at(7), at(255)])).not.toThrow();
});
