import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { toUtf8 } from "../bytes.js";

/*
 * age's STREAM: payload = nonce 16 ‖ chunks, each ChaCha20-Poly1305 of 64 KiB under one key. A chunk's place and whether it is the last
 * stand in its nonce, so chunks can be sealed in any order and by several hands, but none of them twice with different content.
 */

export const CHUNK = 65_536;
export const TAG = 16;
export const PAYLOAD_NONCE = 16;

/** 32 bytes, for this one payload. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hkdf(sha256, fileKey, nonce, toUtf8("payload"), 32);
}

/** Eleven bytes of counter, one of flag. */
export function chunkNonce(counter: number, last: boolean): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  // A number that JavaScript counts exactly needs no more than the last seven bytes of the counter.
  new DataView(nonce.buffer).setBigUint64(3, BigInt(counter));
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** An empty plaintext too has one chunk. */
export function chunksOf(length: number): number {
  return Math.max(1, Math.ceil(length / CHUNK));
}

/** Length of the chunks around `length` bytes of plaintext. */
export function sealedChunksLength(length: number): number {
  return length + TAG * chunksOf(length);
}
