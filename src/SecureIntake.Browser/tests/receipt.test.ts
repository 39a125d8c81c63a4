import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../seal/bytes.js";
import { SealError } from "../seal/failure.js";
import { CODE_LENGTH, codeFrom, codeFromDigits, codeFromWords, keysOf, receiptOf } from "../seal/receipt.js";

const code = fc.uint8Array({ minLength: CODE_LENGTH, maxLength: CODE_LENGTH });

describe("a receipt", () => {
  test("comes back from its digits and its words, however they are spaced", () => {
    fc.assert(fc.property(code, fc.constantFrom(" ", "", "-", "\n"), (bytes, separator) => {
      const { digits, words } = receiptOf(bytes);
      expect(digits).toMatch(/^[0-9]{6}( [0-9]{6}){7}$/);
      expect(words).toHaveLength(12);
      expect(toHex(codeFromDigits(digits.replaceAll(" ", separator)))).toBe(toHex(bytes));
      expect(toHex(codeFromWords(` ${words.join("  ").toUpperCase()} `))).toBe(toHex(bytes));
    }));
  });

  test("with one wrong digit names its group", () => {
    fc.assert(fc.property(code, fc.nat(47), fc.integer({ min: 1, max: 9 }), (bytes, at, change) => {
      const digits = [...receiptOf(bytes).digits.replaceAll(" ", "")];
      digits[at] = String((Number(digits[at]) + change) % 10);
      expect(groupOf(digits.join(""))).toBe(Math.floor(at / 6) + 1);
    }));
  });

  test("with two neighbours swapped names their group", () => {
    fc.assert(fc.property(code, fc.nat(7), fc.nat(4), (bytes, group, offset) => {
      const digits = [...receiptOf(bytes).digits.replaceAll(" ", "")];
      const at = group * 6 + offset;
      fc.pre(digits[at] !== digits[at + 1]);
      [digits[at], digits[at + 1]] = [digits[at + 1]!, digits[at]!];
      expect(groupOf(digits.join(""))).toBe(group + 1);
    }));
  });

  test("with two groups swapped names the first of them", () => {
    fc.assert(fc.property(code, fc.nat(7), fc.nat(7), (bytes, a, b) => {
      fc.pre(a !== b);
      const groups = receiptOf(bytes).digits.split(" ");
      fc.pre(groups[a] !== groups[b]);
      [groups[a], groups[b]] = [groups[b]!, groups[a]!];
      expect(groupOf(groups.join(" "))).toBe(Math.min(a, b) + 1);
    }));
  });

  test("that breaks off or goes on names the group where", () => {
    const { digits } = receiptOf(fromHex("00112233445566778899aabbccddeeff"));
    expect(groupOf("")).toBe(1);
    expect(groupOf(digits.slice(0, 18))).toBe(3);
    expect(groupOf(`${digits} 0`)).toBe(8);
  });

  test("beyond 128 bits is refused", () => {
    // Forty nines, each group with the check digit that fits: only the size is wrong.
    const groups = Array.from({ length: 8 }, (_, group) => Array.from({ length: 10 }, (_unused, check) => `99999${check}`)
      .find(spelled => groupOf(`${receiptOf(new Uint8Array(16)).digits.split(" ").slice(0, group).join("")}${spelled}`) !== group + 1)!);
    expect(groupOf(groups.join(" "))).toBe(1);
  });

  test("with a wrong word is refused, save one in sixteen that BIP39 cannot see", () => {
    const { words } = receiptOf(new Uint8Array(16));
    expect(() => codeFromWords(["notaword", ...words.slice(1)].join(" "))).toThrow(expect.objectContaining({ code: "receipt.words", place: 1 }));
    expect(() => codeFromWords(words.slice(1).join(" "))).toThrow(expect.objectContaining({ code: "receipt.words", place: undefined }));
  });

  test("is read as what was meant: digits with a letter among them, words with a digit", () => {
    const { digits, words } = receiptOf(fromHex("00112233445566778899aabbccddeeff"));
    expect(() => codeFrom(digits.replace(/.$/, "l"))).toThrow(expect.objectContaining({ code: "receipt.group", place: 8 }));
    expect(() => codeFrom(words.map((word, at) => (at === 6 ? `${word}1` : word)).join(" "))).toThrow(expect.objectContaining({ code: "receipt.words", place: 7 }));
    expect(() => codeFrom("")).toThrow(expect.objectContaining({ code: "receipt.group", place: 1 }));
  });

  test("gives five different keys", () => {
    fc.assert(fc.property(code, bytes => {
      const { sourcePart, ...keys } = keysOf(bytes);
      const spelled = Object.values(keys).map(toHex);
      expect(new Set(spelled).size).toBe(5);
      // An id is shorter than a key: it must not be the start of one, for it stands in the log.
      expect(spelled.filter(key => key.startsWith(sourcePart))).toEqual([]);
    }), { numRuns: 20 });
  });
});

function groupOf(typed: string): number | undefined {
  try {
    codeFromDigits(typed);
  } catch (error) {
    return (error as SealError).place;
  }
  return undefined;
}
