import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portalEn } from "../../locales/portal.en.js";
import type { Account, Finding } from "../../seal/records.js";
import { wordsFor } from "./explain.js";
import type { CaseFacts, Paper } from "./facts.js";
import { spansOf } from "./marks.js";
import { nextSteps } from "./next.js";
import { inOrder, nameOf } from "./papers.js";
import { missing, sentenceOf, storyOf } from "./story.js";

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

describe("findings", () => {
  const codes = JSON.parse(file("../../../SecureIntake.Examination/findings.json")) as
    { check: string; levels: Record<Finding["level"], string[]> }[];

  test("every code has a sentence a level, which says every value that the bench gives", () => {
    expect(codes.length).toBeGreaterThan(20);
    for (const { check, levels } of codes) {
      for (const [level, names] of Object.entries(levels)) {
        const values = Object.fromEntries(names.map(name => [name, `<${name}>`]));
        const sentence = sentenceOf({ check, level: level as Finding["level"], values });
        for (const name of names) expect(sentence, `${check} ${level}`).toContain(`<${name}>`);
        expect(sentence).not.toMatch(/[{}]|does not know/);
      }
    }
  });

  test("no sentence is left over from a code that the bench does not have", () => {
    const known = new Set(codes.flatMap(({ check, levels }) => Object.keys(levels).map(level => `finding.${check}.${level}`)));
    const said = Object.keys(portalEn).filter(key => key.startsWith("finding."));
    expect(said.filter(key => !known.has(key))).toEqual([]);
  });

  test("a code from a newer bench is shown, not dropped", () => {
    expect(sentenceOf({ check: "seal.colour", level: "note", values: {} })).toContain("seal.colour");
  });

  test("stand where the reader looks for them, what is unusual after what conflicts", () => {
    const at = (level: Finding["level"]) => ({ paper: "Paper 1", finding: { check: level, level, values: {} } });
    const story = storyOf([at("note"), at("pass"), at("conflict"), at("cannot-tell")]);
    expect(story.supports.map(({ finding }) => finding.level)).toEqual(["pass"]);
    expect(story.against.map(({ finding }) => finding.level)).toEqual(["conflict", "note"]);
    expect(story.open.map(({ finding }) => finding.level)).toEqual(["cannot-tell"]);
  });
});

describe("marks", () => {
  const mark = fc.record({ offset: fc.nat(60), length: fc.nat(60) });

  test("lose no letter and repeat none, whatever they claim", () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), fc.array(mark), (text, marks) => {
      const spans = spansOf(text, marks);
      expect(spans.map(({ piece }) => piece).join("")).toBe(text);
      const marked = spans.flatMap(({ piece, mark }) => Array<boolean>(piece.length).fill(mark));
      for (let at = 0; at < text.length; at++) {
        expect(marked[at]).toBe(marks.some(({ offset, length }) => offset <= at && at < offset + length));
      }
    }));
  });
});

describe("what is missing, and what to do next", () => {
  const paper = (stage: Paper["stage"], number = 1): Paper => ({ part: `p${number}`, stage, code: "", results: stage === "done" ? [`f${number}`] : [] });
  const facts = (standing: CaseFacts["standing"], ...papers: Paper[]): CaseFacts => ({
    case: "c", member: "m", standing, papers, names: {}, custody: [],
    people: standing === "verifier" ? [{ member: "m", role: "verifier", until: "" }] : [{ member: "m", role: "lead", until: "" }],
    parts: papers.flatMap(({ results }) => results).map(part => ({ part, compartment: "finding", number: 0, length: 1, payload: "", mine: true })),
  });

  test("names what the source left unsaid, about which event ever", () => {
    const account = { unsaid: { "subject.birth": "unknown", "events.2.place": "withheld", "something.new": "unknown" } } as unknown as Account;
    expect(missing(facts("reader"), account, new Set())).toEqual([
      "Date of birth: the source does not know.",
      "Where it happened: the source would rather not say.",
      "something.new: the source does not know.",
      "No paper came with this testimony.",
    ]);
  });

  test("counts papers that are unexamined, and findings that are still sealed here", () => {
    expect(missing(facts("reader", paper("none"), paper("failed", 2), paper("done", 3)), null, new Set()))
      .toEqual(["2 papers have not been examined.", "The findings on 1 paper are still sealed on this page."]);
    expect(missing(facts("reader", paper("done")), null, new Set(["p1"]))).toEqual([]);
  });

  test("leads from the lease to the reading and the verifier", () => {
    expect(nextSteps(facts("reader", paper("none")), new Set()).map(({ key }) => key)).toEqual(["next.lease", "next.assign"]);
    expect(nextSteps(facts("reader", paper("waiting")), new Set()).map(({ key }) => key)).toEqual(["next.assign"]);
    expect(nextSteps(facts("verifier", paper("done")), new Set())).toEqual([{ key: "next.read", href: "#paper-p1" }]);
    expect(nextSteps(facts("verifier", paper("done")), new Set(["p1"]))).toEqual([]);
  });
});

describe("failures", () => {
  const fallback = wordsFor("no.such.code", {}, false);

  test("every code of the portal and of the case work has words of its own or of its kind", () => {
    const refusals = [...file("../../../SecureIntake.Portal/Access/Refusal.cs").matchAll(/, "([a-z.-]+)"\)/g)].map(match => match[1]!);
    expect(refusals.length).toBeGreaterThan(40);
    for (const code of refusals) expect(wordsFor(code, {}, true), code).not.toBe(fallback);
    const own = [...`${file("./failure.ts")}${file("../../open/custody.ts")}`.matchAll(/"([a-z]+\.[a-z-]+)"/g)].map(match => match[1]!);
    expect(own.length).toBeGreaterThan(10);
    for (const code of own) expect(wordsFor(code, {}, false), code).not.toBe(fallback);
  });

  test("the same kind of code reads differently when it is ours that was refused", () => {
    expect(wordsFor("grant.signature", {}, true)).not.toBe(wordsFor("grant.signature", {}, false));
  });

  test("a part that was swapped is named", () => {
    expect(wordsFor("account.part", { part: "0123abcd" }, false)).toContain("0123abcd");
  });
});

describe("papers", () => {
  const paper = (part: string): Paper => ({ part, stage: "none", code: "", results: [] });
  const papers = ["0aaa1", "0bbb2", "0ccc3"].map(paper);
  const listed = (compartment: string, part: string) => ({ compartment, part, payload: "", commitment: "" });
  const account = { parts: [listed("evidence", "0ccc3"), listed("mailbox", "0ddd4"), listed("evidence", "0aaa1")] } as unknown as Account;

  test("stand in the order of the source once the account is open, whatever their random ids; one that it does not name stands last", () => {
    expect(inOrder(papers, null)).toEqual(papers);
    expect(inOrder(papers, account).map(({ part }) => part)).toEqual(["0ccc3", "0aaa1", "0bbb2"]);
  });

  test("have a number only when the account gives them one", () => {
    expect(["0ccc3", "0aaa1", "0bbb2"].map(part => nameOf(part, account))).toEqual(["Paper 1", "Paper 2", "Paper 0bbb"]);
    expect(nameOf("0ccc3", null)).toBe("Paper 0ccc");
  });
});
