/**
 * What a locale of the submit client must contain: English sets the keys, every other locale must have exactly these, so a missing
 * text does not compile. A text is a string with `{placeholders}`, or a set of plural forms chosen by `Intl.PluralRules`.
 */
import type { en } from "./en.ts";

/** Plural forms by CLDR category; `other` is always there. */
export type Plural = { readonly other: string } & { readonly [rule in Intl.LDMLPluralRule]?: string };

export type Texts = { readonly [K in keyof typeof en]: (typeof en)[K] extends string ? string : Plural };

/** Keys of plain texts. */
export type TextKey = { [K in keyof typeof en]: (typeof en)[K] extends string ? K : never }[keyof typeof en];

/** Keys of texts that count something, with the placeholder `{n}`. */
export type CountKey = Exclude<keyof typeof en, TextKey>;
