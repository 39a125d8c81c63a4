import type { Compartment } from "../../seal/compartment.js";

/** What the portal knows of a case without opening anything; the page carries it for its island (`CaseFacts.cs`). */
export interface CaseFacts {
  readonly case: string;
  /** The member who looks at the page. */
  readonly member: string;
  readonly standing: "desk" | "reader" | "verifier";
  readonly parts: readonly FactPart[];
  readonly papers: readonly Paper[];
  /** Lead, deputy and verifiers. */
  readonly people: readonly Person[];
  /** Pseudonyms of the members whom the portal knows, for lists to choose from; the directory decides who may be chosen. */
  readonly names: Readonly<Record<string, string>>;
  /** Requests for the source that have not ended; the portal tells its readers only. */
  readonly custody: readonly CustodyFact[];
}

export interface CustodyFact {
  /** Who asks. */
  readonly by: string;
  readonly purpose: "contact" | "protect" | "court";
  /** Time at which it was signed. */
  readonly at: string;
  /** `untold` while the gate has not said that it has it. */
  readonly state: "untold" | "waiting" | "open";
  /** Time from which the gate gives what custodians hold; empty while it has not said so. */
  readonly from: string;
  /** Time at which it ends. */
  readonly until: string;
  readonly vetoedBy: readonly string[];
}

export interface FactPart {
  readonly part: string;
  readonly compartment: Compartment;
  readonly number: number;
  /** Payload length in bytes. */
  readonly length: number;
  /** Payload digest, b64. */
  readonly payload: string;
  /** Whether this member can ask for its header now. */
  readonly mine: boolean;
}

/** An evidence part. It has no number before the account is open, which alone tells the order of the source (`papers.ts`). */
export interface Paper {
  readonly part: string;
  readonly stage: "none" | "waiting" | "running" | "done" | "failed";
  /** Why it failed. */
  readonly code: string;
  /** Ids of the finding and copy parts that the bench made of it. */
  readonly results: readonly string[];
}

export interface Person {
  readonly member: string;
  readonly role: "lead" | "deputy" | "verifier";
  /** Time at which their access ends. */
  readonly until: string;
}
