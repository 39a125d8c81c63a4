import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toUtf8 } from "../seal/bytes.js";
import { canonicalBytes, canonicalise, parseCanonical, type Canonical } from "../log/canonical.js";

const value: fc.Arbitrary<Canonical> = fc.letrec<{ value: Canonical }>(tie => ({
  value: fc.oneof({ maxDepth: 4 },
    fc.string({ unit: "grapheme" }), fc.boolean(), fc.constant(null), fc.maxSafeInteger().map(n => n === 0 ? 0 : n),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme" }).filter(name => name !== "__proto__"), tie("value"), { maxKeys: 4 }),
  ),
})).value;

describe("canonical JSON", () => {
  test("comes back as it was, and only from its one spelling", () => {
    fc.assert(fc.property(value, original => {
      const bytes = canonicalBytes(original);
      expect(canonicalise(parseCanonical(bytes))).toBe(canonicalise(original));
      expect(() => parseCanonical(toUtf8(` ${canonicalise(original)}`))).toThrow("malformed");
    }));
  });

  test("sorts members by UTF-16 code units, as RFC 8785 shows", () => {
    const members = { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew", "1": "One", "\ud83d\ude00": "Emoji", "\u0080": "Control", "\u00f6": "o" };
    expect(Object.values(JSON.parse(canonicalise(members)) as object)).toContain("Euro Sign");
    expect(canonicalise(members)).toBe(
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"o\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji\",\"\ufb33\":\"Hebrew\"}");
  });

  test("escapes as RFC 8785 does", () => {
    expect(canonicalise("\u20ac$\u000f\nA'B\"\\\\\"/")).toBe("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  });

  test.each(["{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "[1.0]", "[1e2]", "[-0]", "[0.5]", "[9007199254740992]", "\"\\u0041\"", "\"\\/\"", "[1, 2]",
    "\ufeff{}", "", "nul", "{\"a\":\"\\ud800\"}"])("is refused from %j", text => {
    expect(() => parseCanonical(toUtf8(text))).toThrow("malformed");
  });

  test("has no fraction, no infinity and no lone surrogate", () => {
    for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 53, "\ud800", { "\udfff": 1 }]) {
      expect(() => canonicalise(bad)).toThrow("malformed");
    }
  });

  test("is refused from malformed UTF-8", () => {
    expect(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22))).toThrow("malformed");
  });
});
