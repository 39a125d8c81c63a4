import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256, toB64, toUtf8 } from "../seal/bytes.js";
import { LogError } from "../log/failure.js";
import { parseWitnessPolicy, quorumWords } from "../log/policy.js";
import { witnessing } from "../log/witnessing.js";
import { SpecimenWitness } from "./specimenWitness.js";
import { vectors } from "./vectors.js";

const shared = vectors<{
  policies: { text: string; words: string | null }[];
  notes: { name: string; policy: string; note: string; isNote: boolean; signed: string[]; enough: boolean }[];
}>("witnesses.json");

test("Whatever text C# takes for a policy that the root signed is one here, in the same words, and nothing else is", () => {
  expect(shared.policies.length).toBeGreaterThan(50);
  for (const { text, words } of shared.policies) expect([text, readWords(text)]).toEqual([text, words]);
});

test.each(shared.notes.map(vector => [vector.name, vector] as const))("What C# finds under a checkpoint is found here: %s", (_, { policy, note, isNote, signed, enough }) => {
  const parsed = parseWitnessPolicy(policy);
  if (!isNote) return expect(() => witnessing(note, parsed)).toThrow("log.note");
  const found = witnessing(note, parsed);
  expect(found).toMatchObject({ signed, enough });
  expect([...found.signed, ...found.missing].sort()).toEqual(parsed.witnesses.map(({ name }) => name).sort());
});

describe("any witnesses under any policy", () => {
  const makers = Array.from({ length: 6 }, (_, i) => new SpecimenWitness(`w${i}.example`));
  const text = "specimen.example/log\n7\n" + toB64(sha256(toUtf8("SPECIMEN"))) + "\n";
  const sets = fc.uniqueArray(fc.nat(5));

  test("make the quorum when there are as many as it asks for, in whatever order and however often they signed", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(5), { maxLength: 12 }), (k, signers) => {
      const policy = parseWitnessPolicy(`${makers.map(({ line }) => line).join("")}group g ${k} ${makers.map(({ name }) => name).join(" ")}\nquorum g\n`);
      const found = witnessing(noteOf(text, signers.map(at => makers[at]!.cosign(text, at))), policy);
      const distinct = new Set(signers);
      expect(found.enough).toBe(distinct.size >= k);
      expect(found.signed).toHaveLength(distinct.size);
      expect(found.missing).toHaveLength(6 - distinct.size);
    }), { numRuns: 60 });
  });

  test("and more of them never undo it", () => {
    fc.assert(fc.property(sets, sets, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (some, more, one, other) => {
      const [a, b] = [makers.slice(0, 3), makers.slice(3)].map(half => half.map(({ name }) => name).join(" "));
      const policy = parseWitnessPolicy(
        `${makers.map(({ line }) => line).join("")}group a ${one} ${a}\ngroup b ${other} ${b}\ngroup c all a b\nquorum c\n`);
      const enough = (signers: readonly number[]): boolean => witnessing(noteOf(text, signers.map(at => makers[at]!.cosign(text, 1))), policy).enough;
      const count = (from: number): number => some.filter(at => at >= from && at < from + 3).length;
      expect(enough(some)).toBe(count(0) >= one && count(3) >= other);
      if (enough(some)) expect(enough([...some, ...more])).toBe(true);
    }), { numRuns: 40 });
  });

  test("do not cosign another text, nor by a line that was changed anywhere", () => {
    const [maker] = makers as [SpecimenWitness];
    const policy = parseWitnessPolicy(`${maker.line}quorum ${maker.name}\n`);
    const line = maker.cosign(text, 1_795_000_000);
    expect(witnessing(noteOf(text, [line]), policy).enough).toBe(true);
    expect(witnessing(noteOf(text.replace("7", "8"), [line]), policy).enough).toBe(false);
    fc.assert(fc.property(fc.nat(line.length - 1), fc.constantFrom("0", "A", "w"), (at, other) => {
      fc.pre(line[at] !== other);
      const changed = noteOf(text, [line.slice(0, at) + other + line.slice(at + 1)]);
      let enough = false;
      try {
        ({ enough } = witnessing(changed, policy));
      } catch (error) {
        expect(error).toMatchObject({ code: "log.note" });
      }
      expect(enough).toBe(false);
    }), { numRuns: 200 });
  });

  test("nor does random text pass for a policy", () => {
    const word = fc.constantFrom("witness", "group", "quorum", "none", "all", "any", "1", "2", "a", "b", makers[0]!.vkey, makers[1]!.vkey);
    fc.assert(fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), lines => {
      const written = lines.map(words => `${words.join(" ")}\n`).join("");
      const words = readWords(written);
      // What is read has a quorum, and whoever it names has a line of their own.
      if (words !== null) {
        expect(lines.filter(([kind]) => kind === "quorum")).toHaveLength(1);
        for (const name of words.match(/w\d\.example/g) ?? []) expect(written).toContain(`${name}+`);
      }
    }), { numRuns: 2000 });
  });
});

/** A note with these lines; the log's own is nobody's that the policy knows. */
function noteOf(text: string, lines: readonly string[]): string {
  return [`${text}\n\u2014 specimen.example/log ${toB64(new Uint8Array(68))}`, ...lines, ""].join("\n");
}

function readWords(text: string): string | null {
  try {
    return quorumWords(parseWitnessPolicy(text).quorum);
  } catch (error) {
    expect(error).toBeInstanceOf(LogError);
    expect(error).toMatchObject({ code: "log.policy" });
    return null;
  }
}
