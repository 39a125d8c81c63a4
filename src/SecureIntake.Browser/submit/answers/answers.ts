/**
 * What the person has typed so far: the only state of the form. It lives in this object, in memory, and nowhere else; `blankAnswers()` is
 * also how everything is forgotten. Texts are kept as typed; draft.ts turns them into what is sealed.
 */

import type { EvidenceKind, Relation } from "../../seal/records.js";

/** "I do not know" and "I would rather not say". The typed text stays beneath, so taking the choice back loses nothing. */
export type Unsaid = "unknown" | "withheld";

/** A group of questions that may each be left unsaid. */
interface Unsayable<Field extends string> { readonly unsaid: Partial<Record<Field, Unsaid>> }

export const nameKinds = ["official", "short", "patronymic", "father", "passport", "chinese"] as const;
export type NameKind = (typeof nameKinds)[number];
export interface NameRow { text: string; kind: NameKind }

export const idKinds = ["prc-id", "kz-iin", "passport", "other"] as const;
export type IdKind = (typeof idKinds)[number];
export interface IdRow { kind: IdKind; value: string }

export type SubjectText = "birthplace" | "residence" | "ethnicity" | "citizenship" | "profession";
export type SubjectField = "names" | "sex" | "birth" | "ids" | SubjectText;
export interface Subject extends Unsayable<SubjectField>, Record<SubjectText, string> {
  names: NameRow[];
  sex: "" | "male" | "female";
  birth: string;
  ids: IdRow[];
}

export const eventTypes = [
  "detained", "disappeared", "camp", "pre-trial", "prison", "forced-labour", "house-arrest", "papers-taken", "death", "released", "redetained", "other",
] as const;
export type EventType = (typeof eventTypes)[number];
export type EventText = "from" | "place" | "authority" | "officialReason" | "suspectedReason";
export type EventField = "type" | "ongoing" | EventText;
export interface EventAnswer extends Unsayable<EventField>, Record<EventText, string> {
  type: "" | EventType;
  ongoing: "" | "yes" | "no";
}

export const knowledgeWays = ["saw", "there", "phone", "letter", "document", "told", "inference"] as const;
export type KnowledgeWay = (typeof knowledgeWays)[number];
export interface KnowledgeRow { how: "" | KnowledgeWay; detail: string; when: string }

export const evidenceKinds: readonly EvidenceKind[] = ["document", "photo", "voice", "video", "other"];
export interface EvidenceRow { readonly file: Blob; readonly name: string; kind: EvidenceKind; note: string }

/** The uses asked one by one; `keep` and `verify` are one answer. */
export const askedUses = ["ngo", "un", "un-government", "courts", "press"] as const;
export type AskedUse = (typeof askedUses)[number];
/** `day` (`YYYY-MM-DD`) counts only with `after`. */
export interface UseAnswer { choice: "no" | "yes" | "ask" | "after"; day: string }

export const relations: readonly Relation[] = ["close", "distant", "acquaintance", "fellow-detainee", "other"];
export type SourceText = "name" | "contact" | "channel" | "hours" | "question" | "never" | "country" | "helper";
export interface Source extends Record<SourceText, string> {
  anonymous: boolean;
  relation: "" | Relation;
  /** Photos already made small enough (papers.ts). */
  papers: Blob[];
}

export interface Answers extends Unsayable<"narrative" | "knowledge"> {
  who: "" | "self" | "helper";
  readonly subject: Subject;
  events: EventAnswer[];
  /** Whether another event follows the last one; asked, not sent. */
  moreEvents: "" | "yes" | "no";
  narrative: string;
  knowledge: KnowledgeRow[];
  evidence: EvidenceRow[];
  readonly consent: { keepAndVerify: boolean; readonly uses: Record<AskedUse, UseAnswer> };
  readonly source: Source;
}

export const blankEvent = (): EventAnswer => ({
  type: "", from: "", place: "", authority: "", officialReason: "", suspectedReason: "", ongoing: "", unsaid: {},
});

export const blankAnswers = (): Answers => ({
  who: "",
  subject: {
    names: [{ text: "", kind: "official" }], sex: "", birth: "", birthplace: "", residence: "", ethnicity: "", citizenship: "", profession: "",
    ids: [{ kind: "prc-id", value: "" }], unsaid: {},
  },
  events: [blankEvent()],
  moreEvents: "",
  narrative: "",
  knowledge: [{ how: "", detail: "", when: "" }],
  evidence: [],
  consent: {
    keepAndVerify: false,
    uses: Object.fromEntries(askedUses.map((use) => [use, { choice: "no", day: "" }])) as Record<AskedUse, UseAnswer>,
  },
  source: {
    anonymous: true, name: "", contact: "", channel: "", hours: "", question: "", never: "", relation: "", country: "", helper: "", papers: [],
  },
  unsaid: {},
});
