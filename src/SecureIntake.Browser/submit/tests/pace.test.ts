import fc from "fast-check";
import { expect, it } from "vitest";
import { nextPiece, overall, Pace, retryDelay, sayLeft, SMALLEST_PIECE } from "../sending/pace.js";

it("A steady line gives the time that is left", () => {
  const pace = new Pace();
  for (let s = 0; s <= 10; s++) pace.add(s * 1000, s * 100_000);
  expect(pace.secondsLeft(1_000_000)).toBe(10);
});

it("Nothing is guessed before enough is known", () => {
  const pace = new Pace();
  pace.add(0, 0);
  pace.add(500, 100_000);
  expect(pace.secondsLeft(1)).toBeUndefined();
});

it("A line that became fast is believed after a while", () => {
  const pace = new Pace();
  for (let s = 0; s <= 30; s++) pace.add(s * 1000, s * 1000);
  for (let s = 31; s <= 60; s++) pace.add(s * 1000, 30_000 + (s - 30) * 100_000);
  expect(pace.secondsLeft(1_000_000)).toBe(10);
});

it("A pause does not count as slowness", () => {
  const pace = new Pace();
  for (let s = 0; s <= 5; s++) pace.add(s * 1000, s * 100_000);
  pace.forget();
  for (let s = 3600; s <= 3605; s++) pace.add(s * 1000, 500_000 + (s - 3600) * 100_000);
  expect(pace.secondsLeft(100_000)).toBe(1);
});

it("A total that fell back begins afresh and is never negative", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(5000), fc.nat(1_000_000))), fc.nat(1e9), (steps, remaining) => {
    const pace = new Pace();
    let at = 0;
    for (const [ms, bytes] of steps) pace.add((at += ms), bytes);
    const left = pace.secondsLeft(remaining);
    return left === undefined || left >= 0;
  }));
});

it.each([[3, "seconds", 10], [41, "seconds", 50], [55, "minutes", 1], [150, "minutes", 3], [5300, "minutes", 88], [7200, "hours", 2]] as const)(
  "%i seconds are said as %s, %i", (seconds, unit, n) => {
    expect(sayLeft(seconds)).toEqual({ unit, n });
  });

it("Pieces grow on a fast line, shrink on a slow one, and stay within their bounds", () => {
  expect(nextPiece(SMALLEST_PIECE, 100)).toBe(2 * SMALLEST_PIECE);
  expect(nextPiece(4 * 1024 * 1024, 60_000)).toBe(SMALLEST_PIECE);
  fc.assert(fc.property(fc.integer({ min: 1, max: 16 * 1024 * 1024 }), fc.integer({ min: 0, max: 1e6 }), (bytes, ms) => {
    const next = nextPiece(bytes, ms);
    return next >= SMALLEST_PIECE && next <= 8 * 1024 * 1024;
  }));
});

it("Tries come further apart, to half a minute, or as late as the other side asks", () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((n) => retryDelay(n))).toEqual([1000, 2000, 5000, 10_000, 20_000, 30_000, 30_000]);
  expect(retryDelay(0, 60_000)).toBe(60_000);
});

it("Sealing and sending together make the whole", () => {
  expect(overall(0, 0)).toBe(0);
  expect(overall(1, 1)).toBe(1);
  expect(overall(1, 0)).toBeLessThan(overall(1, 0.5));
});
