import * as vectors from "cctv-age";
import { inflateSync } from "node:zlib";
import { fromUtf8, toUtf8 } from "../seal/bytes.js";

/** One of C2SP's vectors: lines of `key: value`, an empty line, the file. */
export interface AgeVector {
  readonly name: string;
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly file: Uint8Array;
}

/** As many as the package had when this was written; fewer would mean that some are no longer run. */
export const KNOWN_VECTORS = 143;

export const AGE_VECTORS: readonly AgeVector[] = Object.entries(vectors).map(([name, bytes]) => read(name, bytes as Uint8Array));

function read(name: string, bytes: Uint8Array): AgeVector {
  const end = indexOf(bytes, toUtf8("\n\n"));
  const keys = new Map<string, string[]>();
  for (const line of fromUtf8(bytes.subarray(0, end)).split("\n")) {
    const at = line.indexOf(": ");
    const [key, value] = [line.slice(0, at), line.slice(at + 2)];
    keys.set(key, [...keys.get(key) ?? [], value]);
  }
  const file = bytes.subarray(end + 2);
  return { name, keys, file: keys.has("compressed") ? new Uint8Array(inflateSync(file)) : file };
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; at <= bytes.length - wanted.length; at++) if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  throw new Error("a vector without an empty line");
}
