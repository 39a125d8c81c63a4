/** What a question is, and what it may ask of the form around it. */
import type { TextKey } from "../../locales/texts.js";
import type { Answers, Unsaid } from "../answers/answers.js";
import type { Child } from "../dom.js";
import type { Locale } from "../i18n.js";

export const parts = ["start", "person", "events", "knowledge", "consent", "source"] as const;
export type Part = (typeof parts)[number];

/** The form as a question sees it. */
export interface Form {
  readonly answers: Answers;
  readonly locale: Locale;
  /** Today in UTC, `YYYY-MM-DD`. */
  readonly today: string;
  /** Someone types for another. */
  readonly helper: boolean;
  /** Id of the heading, which names the control of a one-field question. */
  readonly titleId: string;
  /** Says something to a screen reader without moving the focus. */
  announce(text: string): void;
  /** Shows a message under the controls; `undefined` takes it away. */
  complain(text: string | undefined): void;
  /** Draws the same question again, after rows were added or removed. */
  redraw(): void;
  /** Leaves this question after the answers changed the list of questions. */
  advance(): void;
}

export interface Question {
  /** Stable while the page lives; tests use it. */
  readonly id: string;
  readonly part: Part;
  /** The heading; `.helper` variants are found by the frame. */
  readonly title: TextKey;
  /** Number of the event a question belongs to, when there are several. */
  readonly event?: number;
  readonly hint?: TextKey;
  readonly readers: TextKey;
  readonly unsaid?: { readonly get: () => Unsaid | undefined; readonly set: (value: Unsaid | undefined) => void };
  readonly body: (form: Form) => Child;
  /** What was answered, one line each, for the overview; empty when nothing was. */
  readonly summary: (form: Form) => readonly string[];
  /** Why one may not go on yet; only consent has such reasons. */
  readonly error?: (form: Form) => string | undefined;
}

/** `unsaid` of a field of `record`. */
export function unsayable<Field extends string>(record: { readonly unsaid: Partial<Record<Field, Unsaid>> }, field: Field): NonNullable<Question["unsaid"]> {
  return {
    get: () => record.unsaid[field],
    set: (value) => {
      if (value === undefined) delete record.unsaid[field];
      else record.unsaid[field] = value;
    },
  };
}
