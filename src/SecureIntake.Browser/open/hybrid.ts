import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
import { concat, toUtf8, type Random } from "../seal/bytes.js";

/*
 * How age's `mlkem768x25519` stanza wraps a file key: HPKE (RFC 9180) in base mode with X-Wing as KEM. The KEM, HKDF and
 * the AEAD are the libraries'; what stands here is HPKE's key schedule. `age-encryption` has it too but lets nobody wrap a
 * file key that already exists, and that is all re-addressing does. Tested against it both ways.
 */

/** ML-KEM-768 ciphertext ‖ X25519 share. */
export const ENCAPSULATION_LENGTH = 1120;
/** File key and tag. */
export const WRAPPED_LENGTH = 32;

const INFO = "age-encryption.org/mlkem768x25519";
/** "HPKE" ‖ KEM X-Wing ‖ KDF HKDF-SHA-256 ‖ AEAD ChaCha20-Poly1305. */
const SUITE = concat(toUtf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0x00, 0x01, 0x00, 0x03));
const EMPTY = new Uint8Array(0);

export interface Wrapped {
  /** 1,120 bytes. */
  readonly encapsulation: Uint8Array;
  /** 32 bytes. */
  readonly body: Uint8Array;
}

/** Wraps a file key for the 1,216 bytes of a recipient. */
export function wrap(fileKey: Uint8Array, recipient: Uint8Array, random: Random): Wrapped {
  const { cipherText, sharedSecret } = MLKEM768X25519.encapsulate(recipient, random(64));
  const { key, nonce } = schedule(sharedSecret);
  return { encapsulation: cipherText, body: chacha20poly1305(key, nonce).encrypt(fileKey) };
}

/**
 * The file key, or null when it was wrapped for another key: ML-KEM answers a foreign ciphertext with a random secret, so
 * only the tag tells. Throws where the X25519 share is of low order, which no honest writer makes.
 */
export function unwrap(wrapped: Wrapped, seed: Uint8Array): Uint8Array | null {
  const { key, nonce } = schedule(MLKEM768X25519.decapsulate(wrapped.encapsulation, seed));
  try {
    return chacha20poly1305(key, nonce).decrypt(wrapped.body);
  } catch {
    return null;
  }
}

/** RFC 9180 §5.1, mode_base, empty psk. The nonce is used once: every encapsulation has a fresh key. */
function schedule(sharedSecret: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const context = concat(
    Uint8Array.of(0x00),
    labeledExtract(EMPTY, "psk_id_hash", EMPTY),
    labeledExtract(EMPTY, "info_hash", toUtf8(INFO)),
  );
  const secret = labeledExtract(sharedSecret, "secret", EMPTY);
  return { key: labeledExpand(secret, "key", context, 32), nonce: labeledExpand(secret, "base_nonce", context, 12) };
}

function labeledExtract(salt: Uint8Array, label: string, secret: Uint8Array): Uint8Array {
  return extract(sha256, concat(toUtf8("HPKE-v1"), SUITE, toUtf8(label), secret), salt);
}

function labeledExpand(secret: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  const size = Uint8Array.of(0, length);
  return expand(sha256, secret, concat(size, toUtf8("HPKE-v1"), SUITE, toUtf8(label), info), length);
}
