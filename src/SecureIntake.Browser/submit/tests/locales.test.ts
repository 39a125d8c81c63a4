import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { en } from "../../locales/en.js";
import { kk } from "../../locales/kk.js";
import { pseudo } from "../../locales/pseudo.js";
import { ru } from "../../locales/ru.js";
import type { Plural } from "../../locales/texts.js";
import { languages, Locale, pieces, preferred } from "../i18n.js";

const submit = join(dirname(fileURLToPath(import.meta.url)), "..");
const english: Readonly<Record<string, string | Plural>> = en;
const holes = (text: string): string[] => pieces(text).flatMap((p) => (typeof p === "string" ? [] : [p.hole])).sort();
const forms = (text: string | Plural): string[] => (typeof text === "string" ? [text] : Object.values(text));

describe.each([["kk", kk], ["ru", ru], ["pseudo", pseudo]])("Locale %s", (tag, texts) => {
  const entries = Object.entries(texts) as [string, string | Plural][];

  it("has every text of English and no other", () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of entries) for (const form of forms(text)) expect(form.trim(), key).not.toBe("");
  });

  it("keeps the placeholders", () => {
    for (const [key, text] of entries) {
      const expected = holes(forms(english[key]!)[0]!);
      for (const form of forms(text)) expect(holes(form), key).toEqual(expected);
    }
  });

  it("has the plural forms that its language uses", () => {
    const rules = new Intl.PluralRules(tag === "pseudo" ? "en" : tag).resolvedOptions().pluralCategories;
    for (const [key, text] of entries) if (typeof text !== "string") for (const rule of rules) expect(text, key).toHaveProperty(rule);
  });

  it("leaves nothing in English", () => {
    const same = entries.filter(([key, text]) => typeof text === "string" && text === english[key]).map(([key]) => key);
    expect(same).toEqual([]);
  });
});

it("Russian counts as Russian does", () => {
  const locale = new Locale("ru", "ru", "ltr", ru);
  expect([1, 3, 5, 21].map((n) => locale.count("files.added", n))).toEqual([
    "Добавлен 1 файл.", "Добавлено 3 файла.", "Добавлено 5 файлов.", "Добавлен 21 файл."]);
});

it("A helper is asked about the speaker where a text says so, and as everyone else where not", () => {
  const locale = new Locale("en", "en", "ltr", en);
  expect(locale.variant("country.title", true)).toBe(en["country.title.helper"]);
  expect(locale.variant("country.title", false)).toBe(en["country.title"]);
  expect(locale.variant("sex.title", true)).toBe(en["sex.title"]);
});

it("No text is written that no screen shows", () => {
  const source = readdirSync(submit, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("tests"))
    .map((file) => readFileSync(join(submit, file), "utf8")).join("\n");
  // Keys that are put together, such as `event.type.${type}`, are searched by what stands before the hole.
  const stems = [...source.matchAll(/`([a-z.-]+\.)\$\{/g)].map((m) => m[1]!);
  const unused = Object.keys(en).filter((key) => {
    const base = key.replace(/\.helper$/, "");
    return !source.includes(`"${base}"`) && !stems.some((stem) => base.startsWith(stem));
  });
  expect(unused).toEqual([]);
});

it("The browser's preference finds a language that is offered, else English", () => {
  expect(preferred(["de", "ru-RU", "en"])).toBe("ru");
  expect(preferred(["kk-KZ"])).toBe("kk");
  expect(preferred(["pseudo"])).toBe("en");
  expect(preferred([])).toBe("en");
});

describe("Right to left", () => {
  it("is a matter of the locale, and the pseudo locale is not offered in production", () => {
    expect(languages.pseudo).toBeUndefined();
    expect(Object.values(languages).map(({ dir }) => dir)).toEqual(["ltr", "ltr", "ltr"]);
  });

  it.each(["../style/tokens.css", "../style/base.css", "submit.css"])("%s uses logical properties only", (file) => {
    const css = readFileSync(join(submit, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    const physical = css.match(/(?:^|[\s;{])(?:margin|padding|border|inset)-(?:left|right|top|bottom)|(?:^|[\s;{])(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)/gm) ?? [];
    // Media queries know no logical width.
    expect(physical.filter((match) => !/min-width|max-width/.test(match))).toEqual([]);
  });

  it("Numbers and names that stand in a sentence are isolated", () => {
    const locale = new Locale("pseudo", "en", "rtl", pseudo);
    expect(locale.dir).toBe("rtl");
    expect(locale.rich("date.understood", { date: "X" as unknown as Node })).toContain("X");
  });
});
