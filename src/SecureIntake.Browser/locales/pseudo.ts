/**
 * A right-to-left locale for tests, made from English: accented letters show what was not translated, a third more length shows what does
 * not fit. Only builds with `pseudo: true` carry it.
 */
import { en } from "./en.js";
import type { Plural, Texts } from "./texts.js";

const letters: Readonly<Record<string, string>> = { a: "á", e: "é", i: "í", o: "ó", u: "ú", n: "ñ", c: "ç", s: "š", A: "Á", E: "É", I: "Í", O: "Ó", U: "Ú" };

/** RLE … PDF: the sentence runs from the right, as Arabic script would. */
const shown = (text: string): string => {
  const accented = text.split(/(\{[a-z]+\})/).map((p) => (p.startsWith("{") ? p : p.replace(/[a-zA-Z]/g, (c) => letters[c] ?? c))).join("");
  return `\u202B${accented}${" ·".repeat(Math.ceil(text.length / 6))}\u202C`;
};

const all = (plural: Plural): Plural => ({ other: shown(plural.other), one: shown(plural.one ?? plural.other) });

export const pseudo = Object.fromEntries(
  Object.entries(en).map(([key, text]: [string, string | Plural]) => [key, typeof text === "string" ? shown(text) : all(text)]),
) as unknown as Texts;
