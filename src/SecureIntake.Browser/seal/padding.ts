import type { Compartment } from "./compartment.js";

/** Length of every header that this project writes: one `mlkem768x25519` stanza (FORMAT.md §1). */
export const HEADER_LENGTH = 1627;

export const SMALLEST = 16_384;
export const SOURCE_LENGTH = 262_144;

const CHUNK = 65_536;
const NONCE = 16;
const TAG = 16;

/**
 * Padmé: round up so that the length carries only about log log L bits. Exact for every integer below 2^53,
 * where `Math.log2` is not.
 */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = bitLength(length) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(length / step) * step;
}

/** Padded plaintext length for a tar of `length` bytes, or null where a compartment of one size cannot hold it. */
export function paddedLength(compartment: Compartment, length: number): number | null {
  const fixed = fixedLength(compartment);
  if (fixed !== null) return length <= fixed ? fixed : null;
  return padme(Math.max(length, SMALLEST));
}

/** Whether padding can have produced this plaintext length. */
export function isPadded(compartment: Compartment, length: number): boolean {
  return Number.isSafeInteger(length) && length >= SMALLEST && paddedLength(compartment, length) === length;
}

/** Length of the whole sealed file around a padded plaintext. */
export function sealedLength(padded: number): number {
  return HEADER_LENGTH + NONCE + padded + TAG * Math.max(1, Math.ceil(padded / CHUNK));
}

function fixedLength(compartment: Compartment): number | null {
  switch (compartment) {
    case "source": return SOURCE_LENGTH;
    case "mailbox": case "share": case "keyed": return SMALLEST;
    case "account": case "evidence": case "finding": case "copy": return null;
  }
}

function bitLength(n: number): number {
  return n.toString(2).length;
}
