/**
 * Locales are loaded on demand, one bundle each; English sets the keys (locales/texts.ts). Direction comes from the locale, never from
 * the page. Placeholders may be filled with text or with nodes, so that a name inside a sentence can be isolated in a `<bdi>`.
 */
import type { CountKey, TextKey, Texts } from "../locales/texts.js";

/** Set by build.mjs: the pseudo right-to-left locale exists only in test builds. */
declare const PSEUDO: boolean;

export type Language = "en" | "kk" | "ru" | "pseudo";

interface LocaleSource {
  /** The language"s own name for itself. */
  readonly name: string;
  /** BCP 47 tag for `lang`, dates and plural rules. */
  readonly tag: string;
  readonly dir: "ltr" | "rtl";
  readonly load: () => Promise<Texts>;
}

export const languages: Readonly<Partial<Record<Language, LocaleSource>>> = {
  kk: { name: "Қазақша", tag: "kk", dir: "ltr", load: () => import("../locales/kk.js").then((m) => m.kk) },
  ru: { name: "Русский", tag: "ru", dir: "ltr", load: () => import("../locales/ru.js").then((m) => m.ru) },
  en: { name: "English", tag: "en-GB", dir: "ltr", load: () => import("../locales/en.js").then((m) => m.en) },
  // Written out in the condition, so that the bundler drops the import with the branch.
  ...(typeof PSEUDO !== "undefined" && PSEUDO
    ? { pseudo: { name: "Pseudo (right to left)", tag: "en", dir: "rtl" as const, load: () => import("../locales/pseudo.js").then((m) => m.pseudo) } }
    : {}),
};

export type Params = Readonly<Record<string, string | number>>;

/** One loaded language: texts, plural forms, numbers. */
export class Locale {
  readonly #texts: Texts;
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;

  constructor(readonly language: Language, readonly tag: string, readonly dir: "ltr" | "rtl", texts: Texts) {
    this.#texts = texts;
    this.#plural = new Intl.PluralRules(tag);
    this.#number = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
  }

  static async load(language: Language): Promise<Locale> {
    const source = languages[language];
    if (source === undefined) throw new Error("no such locale");
    return new Locale(language, source.tag, source.dir, await source.load());
  }

  /** A text with its placeholders filled. */
  readonly t = (key: TextKey, params: Params = {}): string =>
    pieces(this.#texts[key]).map((p) => (typeof p === "string" ? p : this.#show(params[p.hole]))).join("");

  /** A text that counts `n` things, in the plural form of the language. */
  readonly count = (key: CountKey, n: number, params: Params = {}): string => {
    const forms = this.#texts[key];
    const form = forms[this.#plural.select(n)] ?? forms.other;
    return pieces(form).map((p) => (typeof p === "string" ? p : this.#show({ ...params, n }[p.hole]))).join("");
  };

  /** As `t`, for placeholders that are nodes. */
  readonly rich = (key: TextKey, holes: Readonly<Record<string, Node>>): (string | Node)[] =>
    pieces(this.#texts[key]).map((p) => (typeof p === "string" ? p : (holes[p.hole] ?? "")));

  /** The text for someone who types for another, where there is one. */
  readonly variant = (key: TextKey, helper: boolean): string => {
    const other = `${key}.helper`;
    return helper && Object.hasOwn(this.#texts, other) ? this.t(other as TextKey) : this.t(key);
  };

  readonly number = (n: number): string => this.#number.format(n);

  #show(value: string | number | undefined): string {
    return typeof value === "number" ? this.number(value) : (value ?? "");
  }
}

type Piece = string | { readonly hole: string };

/** Splits `"About {n} left"` into texts and holes. */
export function pieces(text: string): Piece[] {
  return text.split(/(\{[a-z]+\})/).filter((p) => p !== "").map((p) => (p.startsWith("{") ? { hole: p.slice(1, -1) } : p));
}

/** The offered language that fits the browser"s preferences best; it is only marked, never chosen for the person. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0] as Language;
    if (language !== "pseudo" && languages[language] !== undefined) return language;
  }
  return "en";
}
