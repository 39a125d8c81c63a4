import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMarks } from "../seal/marks.js";
import type { AccountAnswers, Mark, SourceAnswers } from "../seal/records.js";
import { ACCOUNT, ANONYMOUS, NAMED } from "./specimens.js";

function account(narrative: string): AccountAnswers {
  return { ...ACCOUNT, narrative };
}

function marked(narrative: string, source: Partial<SourceAnswers>): string[] {
  return spansOf(account(narrative), findMarks(account(narrative), { ...ANONYMOUS, ...source }));
}

function spansOf(of: AccountAnswers, marks: readonly Mark[]): string[] {
  return marks.map(({ field, offset, length }) => {
    const text = field.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], of) as string;
    return text.slice(offset, offset + length);
  });
}

describe("marks", () => {
  test("name the spans that repeat the source's values, and no value", () => {
    const marks = findMarks(ACCOUNT, NAMED);
    // "SPECIMEN" alone is no word of the source's name; "Specimenova" is.
    expect(marks).toEqual([{ field: "narrative", offset: 10, length: 20, class: "name" }]);
    expect(spansOf(ACCOUNT, marks)).toEqual(["Relative Specimenova"]);
    expect(JSON.stringify(marks)).not.toContain("Specimenova");
  });

  test("are none for an anonymous source", () => {
    expect(findMarks(ACCOUNT, ANONYMOUS)).toEqual([]);
  });

  test("find a single name, in any case and with an ending", () => {
    expect(marked("I am ГҮЛНАР. Гүлнарға айтты.", { name: "Гүлнар Үлгі" })).toEqual(["ГҮЛНАР", "Гүлнар"]);
  });

  test("find no name inside another word", () => {
    expect(marked("alibek and Ali", { name: "Ali" })).toEqual(["ali", "Ali"]);
    expect(marked("Vali", { name: "Ali" })).toEqual([]);
  });

  test("leave out a family name that the missing person has too", () => {
    const source = { ...ANONYMOUS, name: "Sample Person" };
    expect(spansOf(account("Sample and Person"), findMarks(account("Sample and Person"), source))).toEqual(["Sample"]);
  });

  test("find full-width, decomposed and Chinese spellings and point at the original", () => {
    expect(marked("called Ｓａｍｐｌｅ!", { name: "Sample" })).toEqual(["Ｓａｍｐｌｅ"]);
    expect(marked("Zoe\u0308 came", { name: "Zoë" })).toEqual(["Zoe\u0308"]);
    expect(marked("我叫样本吐尔逊别克。", { name: "吐尔逊别克" })).toEqual(["吐尔逊别克"]);
    expect(marked("𝒮ample 😀 Sample", { name: "Sample" })).toEqual(["𝒮ample", "Sample"]);
  });

  test("look for each way of contact by itself", () => {
    expect(marked("mail specimen@example.org", { contact: "+00 000 000, specimen@example.org" })).toEqual(["specimen@example.org"]);
  });

  test("reach every free text of the account", () => {
    const everywhere: AccountAnswers = {
      ...ACCOUNT,
      subject: { ...ACCOUNT.subject, birthplace: "Zyx", ids: [{ kind: "other", value: "Zyx" }] },
      events: [{ type: "detained", place: "Zyx", authority: "Zyx", officialReason: "Zyx", suspectedReason: "Zyx" }],
      knowledge: [{ how: "phone", detail: "Zyx" }],
      narrative: "Zyx",
    };
    const fields = findMarks(everywhere, { ...ANONYMOUS, helper: "Zyx" }).map(mark => mark.field);
    expect(fields).toEqual([
      "narrative", "subject.birthplace", "subject.ids.0.value", "events.0.place", "events.0.authority", "events.0.officialReason",
      "events.0.suspectedReason", "knowledge.0.detail",
    ]);
  });

  test("lie within their text, whatever the text", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme", maxLength: 3 }), (narrative, name) => {
      for (const mark of findMarks(account(narrative), { ...ANONYMOUS, name })) {
        if (mark.field !== "narrative") continue;
        expect(mark.length).toBeGreaterThan(0);
        expect(mark.offset + mark.length).toBeLessThanOrEqual(narrative.length);
      }
    }));
  });
});
