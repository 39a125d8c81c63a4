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

/** The 1,216 bytes (ML-KEM-768 key ‖ X25519 key) of a recipient. Throws `recipient.malformed`. */
export function recipientBytes(recipient: string): Uint8Array {
  const bytes = keyBytes(PREFIX, recipient);
  if (bytes?.length !== LENGTH) throw new SealError("recipient.malformed");
  return bytes;
}

/** Whether this is an X25519 recipient of age, which a quantum computer would undo. */
export function isClassicRecipient(recipient: string): boolean {
  return keyBytes(CLASSIC_PREFIX, recipient)?.length === CLASSIC_LENGTH;
}

/**
 * Whether one can seal to it at all: the ML-KEM key is reduced (FIPS 203 §7.2), the X25519 key not of low order. Found out
 * by trying, for the library checks both before it encapsulates.
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
