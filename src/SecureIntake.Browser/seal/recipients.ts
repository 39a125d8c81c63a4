import { x25519 } from "@noble/curves/ed25519.js";
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
import { bech32 } from "@scure/base";
import { sha256 } from "./bytes.js";
import { SealError } from "./failure.js";
import { keyBytes } from "./keyText.js";

/** `age1pq1…`: the only recipient type this project seals to. Classic recipients are refused, never mixed in. */
const PREFIX = "age1pq";
const LENGTH = 1216;
/** `age1…`: X25519 alone. */
const CLASSIC_PREFIX = "age";
const CLASSIC_LENGTH = 32;

/** Of an ML-KEM-768 key: 768 coefficients of 12 bits, then a seed. */
const COEFFICIENT_BYTES = 1152;
const MODULUS = 3329;

/** The 1,216 bytes (ML-KEM-768 key ‖ X25519 key) of a recipient. Throws `recipient.malformed`. */
export function recipientBytes(recipient: string): Uint8Array {
  const bytes = keyBytes(PREFIX, recipient);
  if (bytes?.length !== LENGTH || !isReduced(bytes)) throw new SealError("recipient.malformed");
  return bytes;
}

/** FIPS 203 §7.2, the check of the encapsulation key; @noble/post-quantum 0.5 has it, but decodes 12 bits without reducing them and so finds nothing. */
function isReduced(mlKemKey: Uint8Array): boolean {
  for (let at = 0; at < COEFFICIENT_BYTES; at += 3) {
    const three = mlKemKey[at]! | mlKemKey[at + 1]! << 8 | mlKemKey[at + 2]! << 16;
    if ((three & 0xfff) >= MODULUS || three >> 12 >= MODULUS) return false;
  }
  return true;
}

/** Whether this is an X25519 recipient of age, which a quantum computer would undo, and not of low order. */
export function isClassicRecipient(recipient: string): boolean {
  try {
    const bytes = keyBytes(CLASSIC_PREFIX, recipient);
    // Any scalar agrees on zeros with a key of low order: the library refuses them.
    return bytes?.length === CLASSIC_LENGTH && x25519.getSharedSecret(new Uint8Array(CLASSIC_LENGTH).fill(1), bytes).length > 0;
  } catch {
    return false;
  }
}

/**
 * Whether one can seal to it at all: the ML-KEM key is reduced (FIPS 203 §7.2), the X25519 key not of low order. The
 * latter is found out by trying, for the library checks it before it encapsulates.
 */
export function isUsableRecipient(recipient: string): boolean {
  try {
    MLKEM768X25519.encapsulate(recipientBytes(recipient));
    return true;
  } catch {
    return false;
  }
}

/** Recipient of a hybrid identity's 32-byte seed. */
export function recipientOfSeed(seed: Uint8Array): string {
  return bech32.encode(PREFIX, bech32.toWords(MLKEM768X25519.getPublicKey(seed)), false);
}

/** SHA-256 of the recipient's bytes, as a grant names its recipient. */
export function recipientDigest(recipient: string): Uint8Array {
  return sha256(recipientBytes(recipient));
}
