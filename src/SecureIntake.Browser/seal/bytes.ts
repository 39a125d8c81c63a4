import { sha256 as sha256Noble } from "@noble/hashes/sha2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";

/** Randomness is a parameter everywhere: `length` fresh bytes. */
export type Random = (length: number) => Uint8Array;

export const systemRandom: Random = length => crypto.getRandomValues(new Uint8Array(length));

/** 16 random bytes as 32 lower-case hex digits (FORMAT.md, conventions). */
export function newId(random: Random = systemRandom): string {
  return toHex(random(16));
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

export const toHex = bytesToHex;
export const fromHex = hexToBytes;

/** Canonical standard base64 with padding. */
export function toB64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** Throws on anything but the one canonical spelling. */
export function fromB64(text: string): Uint8Array {
  const bytes = base64.decode(text);
  // Encoding again refuses what a lenient decoder might forgive: spare bits, white space, missing padding.
  if (base64.encode(bytes) !== text) throw new RangeError("not canonical base64");
  return bytes;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Throws on malformed UTF-8 rather than replacing it; keeps a BOM, which JSON then refuses. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return join(parts);
}

/** `concat` for as many parts as there are: a call takes only so many arguments. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Equality that does not stop at the first difference. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256Noble.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** HKDF-SHA-256 with empty salt and 32 bytes out: the one derivation of FORMAT.md §3. */
export function derive(secret: Uint8Array, info: string): Uint8Array {
  return hkdf(sha256Noble, secret, undefined, toUtf8(info), 32);
}

/** `Blob` wants views over plain `ArrayBuffer`s; none of ours is shared memory. */
export function blobOf(parts: readonly (Uint8Array | Blob)[]): Blob {
  return new Blob(parts as BlobPart[]);
}
