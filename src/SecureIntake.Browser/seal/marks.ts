import type { AccountAnswers, Mark, MarkClass, SourceAnswers } from "./records.js";

/**
 * Finds where the account repeats what the source part holds, so that whoever reviews for harm sees the spans without
 * opening the source part (design: no custody for a review).
 *
 * A value is looked for whole; of a name also each word, since people are called by one. Words that the missing person's
 * own names contain are left out: a marked family name would tell a reader that source and subject share it.
 */
export function findMarks(account: AccountAnswers, source: SourceAnswers): Mark[] {
  const wanted = valuesOf(source, account);
  const marks = textsOf(account).flatMap(({ field, text }) => {
    const folded = fold(text);
    return wanted.flatMap(({ value, kind }) => spans(folded, value).map(span => ({ field, ...span, class: kind })));
  });
  return outermost(marks);
}

interface Wanted {
  /** Folded as the texts are. */
  readonly value: string;
  readonly kind: MarkClass;
}

/** Shorter words are initials and particles and would mark half of a text. */
const SHORTEST_WORD = 3;

function valuesOf(source: SourceAnswers, account: AccountAnswers): Wanted[] {
  const subject = new Set(account.subject.names.flatMap(name => wordsOf(name.text)));
  const wanted: Wanted[] = [];
  for (const name of [source.name, source.helper]) {
    wanted.push({ value: fold(name.trim()).text, kind: "name" });
    wanted.push(...wordsOf(name).filter(word => !subject.has(word)).map(value => ({ value, kind: "name" as const })));
  }
  // Several ways to reach someone stand in one field; the account would repeat only one of them.
  for (const contact of source.contact.split(/[,;\n]/)) wanted.push({ value: fold(contact.trim()).text, kind: "contact" });
  wanted.push({ value: fold(source.country.trim()).text, kind: "place" });
  wanted.push({ value: fold(source.safeContact.question.trim()).text, kind: "other" });
  return wanted.filter(({ value }) => value.length >= 2);
}

function wordsOf(name: string): string[] {
  return fold(name).text.split(/[^\p{L}\p{M}\p{N}]+/u).filter(word => [...word].length >= SHORTEST_WORD);
}

/** Every free text of the account with its path. Closed choices and dates name nobody. */
function textsOf(account: AccountAnswers): { field: string; text: string }[] {
  const texts: { field: string; text: string }[] = [{ field: "narrative", text: account.narrative }];
  const add = (field: string, text: string | undefined): void => {
    if (text !== undefined && text !== "") texts.push({ field, text });
  };
  const { subject } = account;
  subject.names.forEach((name, at) => add(`subject.names.${at}.text`, name.text));
  for (const field of ["birthplace", "residence", "ethnicity", "citizenship", "profession"] as const) {
    add(`subject.${field}`, subject[field]);
  }
  subject.ids?.forEach((id, at) => add(`subject.ids.${at}.value`, id.value));
  account.events.forEach((event, at) => {
    for (const field of ["place", "authority", "officialReason", "suspectedReason"] as const) {
      add(`events.${at}.${field}`, event[field]);
    }
  });
  account.knowledge.forEach((knowledge, at) => add(`knowledge.${at}.detail`, knowledge.detail));
  return texts;
}

interface Folded {
  readonly text: string;
  /** For each code unit of `text`: where its original begins, in code units. */
  readonly origin: readonly number[];
  /** For each code unit of `text`: where its original ends. */
  readonly end: readonly number[];
}

/** NFKC and lower case, letter by letter with its marks, so that every folded unit knows the span it came from. */
function fold(text: string): Folded {
  let folded = "";
  const origin: number[] = [];
  const end: number[] = [];
  for (const match of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const piece = match[0].normalize("NFKC").toLowerCase();
    for (let i = 0; i < piece.length; i++) {
      origin.push(match.index);
      end.push(match.index + match[0].length);
    }
    folded += piece;
  }
  return { text: folded, origin, end };
}

/**
 * Occurrences that begin a word. Their end is open, for Kazakh, Uyghur, Turkish and Russian add endings to names; Chinese
 * separates no words, so there any place will do.
 */
function spans(folded: Folded, value: string): { offset: number; length: number }[] {
  const found: { offset: number; length: number }[] = [];
  const anywhere = /^\p{Script=Han}/u.test(value);
  for (let at = folded.text.indexOf(value); at >= 0; at = folded.text.indexOf(value, at + 1)) {
    if (!anywhere && /[\p{L}\p{N}]$/u.test(folded.text.slice(Math.max(0, at - 2), at))) continue;
    const offset = folded.origin[at]!;
    found.push({ offset, length: folded.end[at + value.length - 1]! - offset });
  }
  return found;
}

/** Drops what lies within another mark of the same text; the first in reading order comes first. */
function outermost(marks: readonly Mark[]): Mark[] {
  const covers = (a: Mark, b: Mark): boolean =>
    a.field === b.field && a.offset <= b.offset && a.offset + a.length >= b.offset + b.length;
  return marks.filter((mark, at) =>
    !marks.some((other, position) => position !== at && covers(other, mark) && (!covers(mark, other) || position < at)));
}
