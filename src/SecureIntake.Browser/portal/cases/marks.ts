import type { Mark } from "../../seal/records.js";

/** A piece of a text, and whether it repeats something about the source. */
export interface Span {
  readonly piece: string;
  readonly mark: boolean;
}

/**
 * Cuts a text at its marks. Marks that touch become one, and one that reaches beyond the text ends with it: the marks come from the same
 * hands as the text, and none may make a letter vanish or appear twice.
 */
export function spansOf(text: string, marks: readonly Pick<Mark, "offset" | "length">[]): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { from, to } of joined(marks, text.length)) {
    spans.push({ piece: text.slice(at, from), mark: false }, { piece: text.slice(from, to), mark: true });
    at = to;
  }
  spans.push({ piece: text.slice(at), mark: false });
  return spans.filter(({ piece }) => piece !== "");
}

/** The marks as rising stretches that do not touch. */
function joined(marks: readonly Pick<Mark, "offset" | "length">[], end: number): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const { offset, length } of [...marks].sort((a, b) => a.offset - b.offset)) {
    const to = Math.min(offset + length, end);
    const last = stretches.at(-1);
    if (last !== undefined && offset <= last.to) last.to = Math.max(last.to, to);
    else if (offset < to) stretches.push({ from: offset, to });
  }
  return stretches;
}
