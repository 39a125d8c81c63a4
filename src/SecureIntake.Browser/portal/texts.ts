/** The words of the islands. English now; a second locale has the same keys, or it does not compile. */
import { portalEn } from "../locales/portal.en.js";

/** Plural forms by CLDR category; `other` is always there. */
type Plural = { readonly other: string } & { readonly [rule in Intl.LDMLPluralRule]?: string };

export type PortalTexts = { readonly [K in keyof typeof portalEn]: (typeof portalEn)[K] extends string ? string : Plural };

/** Keys of plain texts. */
export type TextKey = { [K in keyof PortalTexts]: PortalTexts[K] extends string ? K : never }[keyof PortalTexts];

/** Keys of texts that count `{n}` things. */
export type CountKey = Exclude<keyof PortalTexts, TextKey>;

type Values = Readonly<Record<string, string | number>>;

// Days before months and a clock of 24 hours, as the pages of the server write them.
const locale = { tag: "en-GB", texts: portalEn as PortalTexts };
const plural = new Intl.PluralRules(locale.tag);
const numbers = new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 1 });
const moments = new Intl.DateTimeFormat(locale.tag, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const days = new Intl.DateTimeFormat(locale.tag, { dateStyle: "long", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(locale.tag, { month: "long", year: "numeric", timeZone: "UTC" });

/** A text with its placeholders filled. */
export function t(key: TextKey, values: Values = {}): string {
  return filled(locale.texts[key], values);
}

/** A text that counts, in the plural form of the language. */
export function count(key: CountKey, n: number, values: Values = {}): string {
  const forms = locale.texts[key];
  return filled(forms[plural.select(n)] ?? forms.other, { ...values, n });
}

/** A text whose key is made of data, such as a finding's code; null where there is none. */
export function lookUp(key: string, values: Values = {}): string | null {
  const text = Object.hasOwn(locale.texts, key) ? locale.texts[key as TextKey] : undefined;
  return typeof text === "string" ? filled(text, values) : null;
}

/** The word for a coded value, or the value itself: people may write what no list foresees. */
export function word(group: string, value: string): string {
  return lookUp(`${group}.${value}`) ?? value;
}

/** `24 November 2026 at 14:05 UTC` */
export function moment(time: string): string {
  return `${moments.format(new Date(time))} UTC`;
}

/** `November 2026` of `2026-11` */
export function monthInWords(month: string): string {
  return months.format(new Date(`${month}-01T00:00:00Z`));
}

/** `24 November 2026` */
export function dayInWords(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`));
}

function filled(text: string, values: Values): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (hole, name: string) => {
    const value = values[name];
    return value === undefined ? hole : typeof value === "number" ? numbers.format(value) : value;
  });
}
