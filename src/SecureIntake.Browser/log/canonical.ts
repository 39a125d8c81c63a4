import { fromUtf8, toUtf8 } from "../seal/bytes.js";
import { Malformed, parseJson } from "../seal/json.js";

/** The values an entry may hold: RFC 8785 without fractions, so that no two writers can differ over a number. */
export type Canonical = string | boolean | null | number | readonly Canonical[] | { readonly [name: string]: Canonical };

/** Deeper nesting is refused: no act comes near it, and a parser's stack is no place for a stranger's bytes to probe. */
const DEEPEST = 16;

/**
 * RFC 8785: members sorted by UTF-16 code units, no white space, `JSON.stringify`'s escapes. Throws `Malformed` on a lone
 * surrogate, on any number that is no integer below 2^53 and on nesting deeper than 16.
 */
export function canonicalise(value: Canonical): string {
  return written(value, 0);
}

function written(value: Canonical, depth: number): string {
  if (typeof value === "string") return spelled(value);
  if (typeof value === "number") return integer(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (depth === DEEPEST) throw new Malformed();
  if (isArray(value)) return `[${value.map(item => written(item, depth + 1)).join(",")}]`;
  const members = Object.keys(value).sort(byCodeUnits).map(name => `${spelled(name)}:${written(value[name]!, depth + 1)}`);
  return `{${members.join(",")}}`;
}

export function canonicalBytes(value: Canonical): Uint8Array {
  return toUtf8(canonicalise(value));
}

/** Reads bytes that must already be canonical, to the byte. Throws `Malformed`. */
export function parseCanonical(bytes: Uint8Array): Canonical {
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new Malformed();
  }
  const value = parseJson(text) as Canonical;
  if (canonicalise(value) !== text) throw new Malformed();
  return value;
}

function spelled(text: string): string {
  // A lone surrogate has no UTF-8; JSON.stringify would escape it, and canonical JSON has no such escape.
  if (/\p{Surrogate}/u.test(text)) throw new Malformed();
  return JSON.stringify(text);
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Malformed();
  return String(value);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isArray(value: readonly Canonical[] | { readonly [name: string]: Canonical }): value is readonly Canonical[] {
  return Array.isArray(value);
}
