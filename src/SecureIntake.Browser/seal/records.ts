/** The plaintext records of FORMAT.md §2, as types. What may be absent is optional; nothing else may be added. */

/** A date keeps the precision it was told with. */
export interface ToldDate {
  readonly date: string;
  readonly precision: "day" | "month" | "year" | "age" | "text";
}

export interface PersonName {
  readonly text: string;
  /** ISO 15924: `Latn`, `Cyrl`, `Arab`, `Hans`… */
  readonly script: string;
  readonly kind: string;
}

export interface Subject {
  readonly names: readonly PersonName[];
  readonly sex?: string;
  readonly birth?: ToldDate;
  readonly birthplace?: string;
  readonly residence?: string;
  readonly ethnicity?: string;
  readonly citizenship?: string;
  readonly profession?: string;
  readonly ids?: readonly { readonly kind: string; readonly value: string }[];
}

export interface ToldEvent {
  readonly type: string;
  readonly from?: ToldDate;
  readonly to?: ToldDate;
  readonly place?: string;
  readonly authority?: string;
  readonly officialReason?: string;
  readonly suspectedReason?: string;
  readonly ongoing?: string;
}

export interface Knowledge {
  readonly how: string;
  readonly detail?: string;
  readonly when?: ToldDate;
}

export const CONSENT_USES = ["keep", "verify", "ngo", "un", "un-government", "courts", "press"] as const;
export type ConsentUse = (typeof CONSENT_USES)[number];

/** `no` is what an unanswered question means. */
export type ConsentValue = "no" | "yes" | "ask" | `after:${string}`;

export interface Consent {
  readonly version: number;
  readonly language: string;
  readonly mode: string;
  readonly uses: Readonly<Record<ConsentUse, ConsentValue>>;
}

/** What the form asks: account.json without `v` and without what sealing adds. */
export interface AccountAnswers {
  readonly language: string;
  readonly mode: string;
  readonly subject: Subject;
  readonly events: readonly ToldEvent[];
  readonly narrative: string;
  readonly knowledge: readonly Knowledge[];
  readonly consent: Consent;
  readonly unsaid: Readonly<Record<string, "unknown" | "withheld">>;
}

export type MarkClass = "name" | "contact" | "place" | "other";

/** A span of the account that repeats a value of the source part; never the value. */
export interface Mark {
  /** Path of the text within the account, as in `events.0.place`. */
  readonly field: string;
  /** UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly class: MarkClass;
}

/** How the account names another part of its submission. */
export interface PartReference {
  readonly part: string;
  readonly compartment: "evidence" | "mailbox" | "source" | "share";
  /** b64 of 32 bytes: payload digest. */
  readonly payload: string;
  /** b64 of 32 bytes: file-key commitment. */
  readonly commitment: string;
}

export interface Account extends AccountAnswers {
  readonly v: 1;
  readonly marks: readonly Mark[];
  readonly parts: readonly PartReference[];
  readonly shares: { readonly k: number; readonly commitments: readonly { readonly number: number; readonly commitment: string }[] };
}

export type EvidenceKind = "document" | "photo" | "voice" | "video" | "other";

export interface Evidence {
  readonly v: 1;
  readonly file: string;
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly note: string;
}

export interface Mailbox {
  readonly v: 1;
  readonly reply: string;
  readonly addressKey: string;
  readonly followUpKey: string;
}

export type Relation = "close" | "distant" | "acquaintance" | "fellow-detainee" | "other";

export interface SafeContact {
  readonly channel: string;
  readonly hours: string;
  readonly question: string;
  readonly never: string;
}

/** What the form asks of the source: source.json without `v` and the list of papers. */
export interface SourceAnswers {
  readonly anonymous: boolean;
  readonly name: string;
  readonly contact: string;
  readonly safeContact: SafeContact;
  readonly relation: Relation;
  readonly country: string;
  readonly helper: string;
}

export interface Source extends SourceAnswers {
  readonly v: 1;
  readonly papers: readonly { readonly file: string; readonly type: string }[];
}

export interface ShareRecord {
  readonly v: 1;
  readonly part: string;
  readonly number: number;
  readonly k: number;
  readonly n: number;
  readonly share: string;
  readonly salt: string;
  readonly noticeKey: string;
}

export interface Keyed {
  readonly v: 1;
  readonly about: string;
  readonly mrz: readonly string[];
}

export interface Finding {
  readonly check: string;
  readonly level: "pass" | "note" | "conflict" | "cannot-tell";
  readonly values: Readonly<Record<string, string>>;
}

export interface Findings {
  readonly v: 1;
  readonly about: string;
  readonly stage: string;
  readonly findings: readonly Finding[];
}

export interface SafeCopy {
  readonly v: 1;
  readonly about: string;
  readonly pages: readonly { readonly file: string; readonly width: number; readonly height: number }[];
  readonly total: number;
}
