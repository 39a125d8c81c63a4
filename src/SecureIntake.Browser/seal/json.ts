import { fromB64, isId } from "./bytes.js";
import { isDay, isTime, isWeek } from "./calendar.js";

/**
 * Strict reading of JSON from outside: every member named, none unknown, none twice. A `Reader` returns the typed value
 * or throws `Malformed`; readers compose into the shapes of FORMAT.md.
 */
export type Reader<T> = (value: unknown) => T;

export type Read<R> = R extends Reader<infer T> ? T : never;

/** Not the shape that FORMAT.md gives. Carries no content. */
export class Malformed extends Error {
  override readonly name = "Malformed";

  constructor() {
    super("malformed");
  }
}

/** `JSON.parse` that refuses repeated members, on whose meaning two parsers could differ. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed();
  }
  if (hasRepeatedMember(text)) throw new Malformed();
  return value;
}

export function object<S extends Record<string, Reader<unknown>>>(shape: S): Reader<{ readonly [K in keyof S]: Read<S[K]> }> {
  const names = Object.keys(shape);
  return value => {
    const members = record(value);
    if (Object.keys(members).length !== names.length) throw new Malformed();
    const result: Record<string, unknown> = {};
    for (const name of names) {
      if (!Object.hasOwn(members, name)) throw new Malformed();
      result[name] = shape[name]!(members[name]);
    }
    return result as { readonly [K in keyof S]: Read<S[K]> };
  };
}

export function list<T>(item: Reader<T>): Reader<readonly T[]> {
  return value => {
    if (!Array.isArray(value)) throw new Malformed();
    return value.map(entry => item(entry));
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return value => values.find(known => known === value) ?? refuse();
}

export function integer(from: number, to: number): Reader<number> {
  return value => typeof value === "number" && Number.isInteger(value) && value >= from && value <= to ? value : refuse();
}

export function exactly<const T extends string | number>(expected: T): Reader<T> {
  return value => value === expected ? expected : refuse();
}

/** b64 of exactly `length` bytes; stays text, as what is signed is text. */
export function b64(length: number): Reader<string> {
  return value => {
    const spelled = text(value);
    try {
      if (fromB64(spelled).length === length) return spelled;
    } catch {
      // Refused below like any other shape.
    }
    throw new Malformed();
  };
}

/** Any text that has a UTF-8: a lone surrogate would be signed and digested as something else than it is. */
export const text: Reader<string> = matching(value => !/\p{Surrogate}/u.test(value));
export const id: Reader<string> = matching(isId);
export const day: Reader<string> = matching(isDay);
export const time: Reader<string> = matching(isTime);
export const week: Reader<string> = matching(isWeek);

export function matching(test: (value: string) => boolean): Reader<string> {
  return value => typeof value === "string" && test(value) ? value : refuse();
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed();
  return value as Record<string, unknown>;
}

function refuse(): never {
  throw new Malformed();
}

/** Walks the tokens of a text that `JSON.parse` has already accepted. */
function hasRepeatedMember(json: string): boolean {
  const open: (Set<string> | null)[] = [];
  let last: string | undefined;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      // Unescaped before comparing: "\u0061" and "a" are one member.
      const name = JSON.parse(last!) as string;
      const names = open.at(-1)!;
      if (names.has(name)) return true;
      names.add(name);
    }
    last = token;
  }
  return false;
}
