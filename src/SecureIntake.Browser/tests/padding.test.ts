import fc from "fast-check";
import { expect, test } from "vitest";
import { COMPARTMENTS } from "../seal/compartment.js";
import { isPadded, padme, paddedLength, sealedLength, SMALLEST, SOURCE_LENGTH } from "../seal/padding.js";

const length = fc.integer({ min: 0, max: 2 ** 45 });

test("Padmé gives the lengths of its paper", () => {
  expect([1, 2, 8, 9, 16_385, 1_000_000, 10_000_000].map(padme)).toEqual([1, 2, 8, 10, 17_408, 1_015_808, 10_223_616]);
});

test("Padding never shortens, adds at most one eighth and is reached again by itself", () => {
  fc.assert(fc.property(length, n => {
    const padded = padme(n);
    expect(padded).toBeGreaterThanOrEqual(n);
    expect(padded - n).toBeLessThanOrEqual(n / 8);
    expect(padme(padded)).toBe(padded);
  }));
});

test("Padding is exact beside powers of two, where logarithms in floating point are not", () => {
  for (let exponent = 14; exponent < 53; exponent++) {
    const power = 2 ** exponent;
    expect(padme(power)).toBe(power);
    expect(padme(power - 1)).toBe(power);
    expect(padme(power + 1)).toBe(power + 2 ** (exponent - exponent.toString(2).length));
  }
});

test("What padding gives is legal, and one byte more or less is not", () => {
  fc.assert(fc.property(fc.constantFrom(...COMPARTMENTS), length, (compartment, n) => {
    const padded = paddedLength(compartment, n);
    if (padded === null) return;
    expect(isPadded(compartment, padded)).toBe(true);
    expect(isPadded(compartment, padded - 1)).toBe(false);
    expect(isPadded(compartment, padded + 1)).toBe(false);
  }));
});

test("Compartments of one size have that size only", () => {
  expect(paddedLength("source", 1)).toBe(SOURCE_LENGTH);
  expect(paddedLength("source", SOURCE_LENGTH + 1)).toBeNull();
  for (const compartment of ["mailbox", "share", "keyed"] as const) {
    expect(paddedLength(compartment, 1)).toBe(SMALLEST);
    expect(paddedLength(compartment, SMALLEST + 1)).toBeNull();
  }
});

test("A sealed source part is as long as crypto.md's formula says", () => {
  expect(sealedLength(SOURCE_LENGTH)).toBe(1627 + 16 + 262_144 + 4 * 16);
});
