/** What every screen may know and do; app.ts is the one implementation. */
import type { Receipt } from "../seal/receipt.js";
import type { Answers } from "./answers/answers.js";
import type { Child } from "./dom.js";
import type { Language, Locale } from "./i18n.js";
import type { Part } from "./questions/question.js";
import type { Awake } from "./sending/awake.js";
import type { Line } from "./sending/line.js";
import { isCardProblem, type CardProblemKind, type LookingState, type Problem } from "./sending/protocol.js";

/**
 * Where one is. Kept in memory; the browser's history holds only a number.
 * `editing`: came from the overview and goes back there, after this question (`one`) or after the whole new event (`event`).
 */
export type Place =
  | { readonly screen: "language" | "welcome" | "review" | "send" | "receipt" | "done" | "code" }
  | { readonly screen: "question"; readonly id: string; readonly editing?: "one" | "event" };

export type CardState = "checking" | "genuine" | Problem;

export const cardProblemKind = (card: CardState): CardProblemKind | undefined =>
  typeof card === "object" && isCardProblem(card.kind) ? card.kind : undefined;

/** A receipt code that is looked up: forgotten when its screen is left. */
export interface Look {
  typed: string;
  /** Whether words are typed, and not digits. */
  words: boolean;
  /** Whether the log is read however large it is: asked once. */
  whole: boolean;
  state: LookingState | undefined;
}

export interface Site {
  readonly answers: Answers;
  readonly locale: Locale;
  readonly today: string;
  readonly helper: boolean;
  /** The pinned fingerprint, 64 hex digits, or nothing where the site was not set up. */
  readonly root: string;
  /** The organisation's name as the deployment wrote it, or nothing. */
  readonly organisation: string;
  readonly card: CardState;
  readonly receipt: Receipt | undefined;
  readonly look: Look;
  /** The Worker; started when first asked for. */
  readonly line: Line;
  /** Keeps the screen on while that one sends. */
  readonly awake: Awake;

  go(place: Place): void;
  /** As the browser's own Back. */
  back(): void;
  redraw(): void;
  announce(text: string): void;
  speak(language: Language): Promise<void>;
  checkCard(): void;
  /** Ends the Worker with all it holds, and what kept the screen on. */
  hangUp(): void;
  /** The submission is in: the answers are forgotten, only the receipt is left. */
  committed(receipt: Receipt): void;
  /** The code is written down: nothing is left. */
  finish(): void;
  /** After `finish`: begins anew in the same language, for the same helper. */
  startOver(): void;
  /** Forgets everything and leaves for a neutral page. */
  leave(): void;
}

/** What a screen draws. */
export interface Drawn {
  readonly body: Child;
  /** Position for the frame: a part of the form, or the last one, "Check and send". */
  readonly part?: Part | "send";
  /** Beside the part's name, such as "Question 4 of 28". */
  readonly step?: string;
  /** 0…1 of the way. */
  readonly progress?: number;
}

/** Ids of the heading, which takes the focus on arrival, and of the line above it that says where one is. */
export const TITLE_ID = "title";
export const CAPTION_ID = "caption";
