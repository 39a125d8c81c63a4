/**
 * From what was typed to what is sealed (FORMAT.md §2): blanks leave no member, an answer left unsaid is named in `unsaid` and its typed text
 * stays out, dates get their precision. Nothing of the source enters the account.
 */
import type { AccountAnswers, Knowledge, PersonName, SourceAnswers, Subject, ToldDate, ToldEvent } from "../../seal/records.js";
import type { Draft } from "../../seal/submission.js";
import type { Answers, EventAnswer, Unsaid, UseAnswer } from "./answers.js";
import { askedUses } from "./answers.js";
import { readDate } from "./dates.js";

/** `language` is the page's, `today` a day in UTC. */
export function draftOf(answers: Answers, language: string, today: string): Draft {
  const anonymous = answers.source.anonymous;
  return {
    account: accountOf(answers, language, today),
    evidence: answers.evidence.map(({ file, name, kind, note }) => ({ file, name, kind, note: note.trim() })),
    source: anonymous ? nobody : sourceOf(answers),
    papers: anonymous ? [] : [...answers.source.papers],
  };
}

/** Whether there is at least one fact: the only thing required beside consent. */
export function saysSomething(answers: Answers, today: string): boolean {
  const { subject, events, narrative, knowledge } = accountOf(answers, "en", today);
  const { names, ...others } = subject;
  return names.length > 0 || Object.keys(others).length > 0 || narrative !== "" || knowledge.length > 0 || answers.evidence.length > 0
    || events.some((event) => event.type !== "other" || Object.keys(event).length > 1);
}

function accountOf(answers: Answers, language: string, today: string): AccountAnswers {
  const events = answers.events.map((event) => eventOf(event, today)).filter((event) => event !== undefined);
  return {
    language,
    mode: answers.who === "helper" ? "helper" : "self",
    subject: subjectOf(answers.subject, today),
    events: events.map(({ event }) => event),
    narrative: answers.unsaid.narrative ? "" : answers.narrative.trim(),
    knowledge: answers.unsaid.knowledge ? [] : answers.knowledge.map((row) => knowledgeOf(row, today)).filter((row) => row !== undefined),
    consent: {
      version: 1, language, mode: "read",
      uses: {
        keep: answers.consent.keepAndVerify ? "yes" : "no",
        verify: answers.consent.keepAndVerify ? "yes" : "no",
        ...Object.fromEntries(askedUses.map((use) => [use, useOf(answers.consent.uses[use])])) as Record<(typeof askedUses)[number], "no">,
      },
    },
    unsaid: {
      ...prefixed("subject", answers.subject.unsaid),
      ...Object.assign({}, ...events.map(({ unsaid }, index) => prefixed(`events.${index}`, unsaid))),
      ...answers.unsaid,
    },
  };
}

function subjectOf(typed: Answers["subject"], today: string): Subject {
  const { unsaid } = typed;
  const said = (field: "birthplace" | "residence" | "ethnicity" | "citizenship" | "profession"): string => (unsaid[field] ? "" : typed[field].trim());
  const ids = unsaid.ids ? [] : typed.ids.map(({ kind, value }) => ({ kind, value: value.trim() })).filter(({ value }) => value !== "");
  return {
    names: unsaid.names ? [] : typed.names.map(nameOf).filter((name) => name.text !== ""),
    ...optional("sex", unsaid.sex ? "" : typed.sex),
    ...optional("birth", unsaid.birth ? undefined : readDate(typed.birth, today, true)),
    ...optional("birthplace", said("birthplace")),
    ...optional("residence", said("residence")),
    ...optional("ethnicity", said("ethnicity")),
    ...optional("citizenship", said("citizenship")),
    ...optional("profession", said("profession")),
    ...(ids.length > 0 ? { ids } : {}),
  };
}

const nameOf = ({ text, kind }: { text: string; kind: string }): PersonName => ({ text: text.trim(), script: scriptOf(text), kind });

/** An event with nothing in it leaves no trace; one of unsaid kind is kept as `other` for what else is known of it. */
function eventOf(typed: EventAnswer, today: string): { event: ToldEvent; unsaid: EventAnswer["unsaid"] } | undefined {
  const { unsaid } = typed;
  const said = (field: "place" | "authority" | "officialReason" | "suspectedReason"): string => (unsaid[field] ? "" : typed[field].trim());
  const type = unsaid.type ? "" : typed.type;
  const known = {
    ...optional("from", unsaid.from ? undefined : readDate(typed.from, today)),
    ...optional("place", said("place")),
    ...optional("authority", said("authority")),
    ...optional("officialReason", said("officialReason")),
    ...optional("suspectedReason", said("suspectedReason")),
    ...optional("ongoing", unsaid.ongoing ? "" : typed.ongoing),
  };
  if (type === "" && Object.keys(known).length === 0 && Object.keys(unsaid).length === 0) return undefined;
  return { event: { type: type || "other", ...known }, unsaid };
}

function knowledgeOf(typed: Answers["knowledge"][number], today: string): Knowledge | undefined {
  const known = { ...optional("detail", typed.detail.trim()), ...optional("when", readDate(typed.when, today)) };
  if (typed.how === "" && Object.keys(known).length === 0) return undefined;
  return { how: typed.how || "other", ...known };
}

/** `after` without a day is not a permission. */
function useOf({ choice, day }: UseAnswer): "no" | "yes" | "ask" | `after:${string}` {
  if (choice !== "after") return choice;
  return day === "" ? "no" : `after:${day}`;
}

const nobody: SourceAnswers = {
  anonymous: true, name: "", contact: "", safeContact: { channel: "", hours: "", question: "", never: "" }, relation: "other", country: "", helper: "",
};

function sourceOf({ who, source }: Answers): SourceAnswers {
  return {
    anonymous: false,
    name: source.name.trim(),
    contact: source.contact.trim(),
    safeContact: {
      channel: source.channel.trim(), hours: source.hours.trim(), question: source.question.trim(), never: source.never.trim(),
    },
    relation: source.relation || "other",
    country: source.country.trim(),
    helper: who === "helper" ? source.helper.trim() : "",
  };
}

/** ISO 15924 code of the script most letters belong to; `Zyyy` when there are none. */
export function scriptOf(text: string): string {
  const scripts: readonly (readonly [string, RegExp])[] = [
    ["Latn", /\p{Script=Latin}/gu], ["Cyrl", /\p{Script=Cyrillic}/gu], ["Arab", /\p{Script=Arabic}/gu], ["Hans", /\p{Script=Han}/gu],
  ];
  const counted = scripts.map(([script, letters]) => ({ script, letters: text.match(letters)?.length ?? 0 }));
  const most = counted.reduce((a, b) => (b.letters > a.letters ? b : a));
  return most.letters === 0 ? "Zyyy" : most.script;
}

function optional<K extends string, V extends string | ToldDate>(key: K, value: V | "" | undefined): { [_ in K]?: Exclude<V, ""> } {
  return value === "" || value === undefined ? {} : { [key]: value } as { [_ in K]?: Exclude<V, ""> };
}

function prefixed(path: string, unsaid: Partial<Record<string, Unsaid>>): Record<string, Unsaid> {
  return Object.fromEntries(Object.entries(unsaid).filter((entry): entry is [string, Unsaid] => entry[1] !== undefined).map(([k, v]) => [`${path}.${k}`, v]));
}
