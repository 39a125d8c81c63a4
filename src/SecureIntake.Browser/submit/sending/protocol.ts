/** What the page and its Worker say to each other. Plain data; files pass as Blobs, which are handles, not copies. */
import type { Receipt } from "../../seal/receipt.js";
import type { Draft } from "../../seal/submission.js";
import type { Standing } from "../looking/standing.js";

export type Command =
  /** Fetch and verify the organisation card; answered by one `card` report. */
  | { readonly do: "check"; readonly root: string }
  /** Seal and send; answered by `sending` reports until one has a `receipt` or a `problem`. */
  | { readonly do: "send"; readonly root: string; readonly draft: Draft }
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  /** After a `problem`: go on from what is already sealed and sent. */
  | { readonly do: "again" }
  /** Look a receipt code up in the log; answered by `looking` reports, of which the last is none of `reading`. */
  | { readonly do: "look"; readonly order: LookOrder };

export interface LookOrder {
  readonly root: string;
  /** Digits or words, as typed. */
  readonly typed: string;
  /** Whether the log is read however large it is. */
  readonly whole: boolean;
}

export type Report =
  /** Every few seconds, whatever else is told. */
  | { readonly is: "alive" }
  | { readonly is: "card"; readonly problem?: Problem }
  | { readonly is: "sending"; readonly sending: SendingState }
  | { readonly is: "looking"; readonly looking: LookingState };

export type LookingState =
  /** 0…1 */
  | { readonly is: "reading"; readonly share: number }
  /** Too large to be read unasked. */
  | { readonly is: "large"; readonly megabytes: number }
  /** `entries`: of the log, all of which were read; `seen`: when a witness last saw it, or null where the root asks for none. */
  | { readonly is: "read"; readonly standing: Standing; readonly entries: number; readonly seen: string | null }
  | { readonly is: "problem"; readonly problem: LookingProblem };

export interface LookingProblem {
  /** `group`, `words`: mistyped; `key`, `date`: no policy to hold the log against; `log`: the log itself. */
  readonly kind: "group" | "words" | "key" | "date" | "network" | "log" | "fault";
  readonly code: string;
  /** For `group`: the first wrong one, 1…8. For `words`: the first that is not in the list, 1…12, if one is not. */
  readonly place?: number;
}

/** Kinds a person can do something about; each has its text. `code` is for the organisation, never shown alone. */
export type CardProblemKind = "signature" | "date" | "desk" | "network" | "unpinned";
export type SendProblemKind = "unreadable" | "toolarge" | "full" | "refused" | "memory" | "fault";
export interface Problem {
  readonly kind: CardProblemKind | SendProblemKind;
  readonly code: string;
  /** Index of the evidence file at fault, where one is. */
  readonly file?: number;
}

export const isCardProblem = (kind: Problem["kind"]): kind is CardProblemKind =>
  kind === "signature" || kind === "date" || kind === "desk" || kind === "network" || kind === "unpinned";

/** `sealed`: waits for its turn to be sent. `safe`: stored under seal at the other side. */
export type ItemStage = "waiting" | "reading" | "sealing" | "sealed" | "sending" | "safe";

export interface Item {
  /** `answers` is the account, a number the evidence file of that index, `envelope` everything else: mailbox, source, shares. */
  readonly what: "answers" | "envelope" | number;
  readonly stage: ItemStage;
}

export interface SendingState {
  readonly items: readonly Item[];
  /** 0…1 over sealing and sending. */
  readonly done: number;
  /** Whether there is still something to seal; nothing has been sent then. */
  readonly sealing: boolean;
  /** Of sealing, then of sending, from the speed measured so far; absent while that says little. */
  readonly secondsLeft?: number;
  readonly paused: boolean;
  /** `offline`: no answer at all; `busy`: the other side asks to come back later. It is tried again without the person. */
  readonly waiting?: "offline" | "busy";
  /** The desk key had changed; everything is sealed again. */
  readonly renewed: boolean;
  readonly problem?: Problem;
  /** Present once the submission is committed. */
  readonly receipt?: Receipt;
}
