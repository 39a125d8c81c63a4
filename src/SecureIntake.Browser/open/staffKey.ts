import { ed25519 } from "@noble/curves/ed25519.js";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { derive, sha256, toB64, toUtf8, type Random } from "../seal/bytes.js";
import { signedMessage, type Kind, type Signature, type SignedDocument } from "../seal/signed.js";
import { signAct, type SignedAct, type SignedEntry } from "../log/acts.js";
import { OpenError } from "./failure.js";
import { Identity } from "./identity.js";
import { openSeed, sealSeed } from "./seed.js";

/**
 * A member's key: one 32-byte seed that gives an age identity and an Ed25519 signer (FORMAT.md §3). It exists in the
 * member's browser only; at rest it is sealed to what a passkey or passphrase yields.
 */
export class StaffKey {
  readonly #seed: Uint8Array;
  readonly #signing: Uint8Array;
  readonly identity: Identity;
  /** Ed25519 public key, b64. */
  readonly signer: string;

  private constructor(seed: Uint8Array) {
    this.#seed = seed;
    this.#signing = derive(seed, "secureintake/staff/signer/v1");
    this.identity = Identity.fromSeed(derive(seed, "secureintake/staff/identity/v1"));
    this.signer = toB64(ed25519.getPublicKey(this.#signing));
  }

  static generate(random: Random): StaffKey {
    return StaffKey.fromSeed(random(32));
  }

  /** Takes a copy. Throws `key.malformed` unless it is 32 bytes. */
  static fromSeed(seed: Uint8Array): StaffKey {
    if (seed.length !== 32) throw new OpenError("key.malformed");
    return new StaffKey(seed.slice());
  }

  /** `age1pq1…` */
  get recipient(): string {
    return this.identity.recipient;
  }

  /** Signs a document's body, which is fixed as text here and never encoded again. */
  sign(kind: Kind, body: object): SignedDocument {
    return this.countersign({ kind, body: JSON.stringify(body), signatures: [] });
  }

  /** Adds this key's signature to those of others; a key signs once, so signing again changes nothing. */
  countersign(document: SignedDocument): SignedDocument {
    if (document.signatures.some(({ key }) => key === this.signer)) return document;
    const message = signedMessage(document.kind, document.body);
    const signature: Signature = { key: this.signer, signature: toB64(this.signMessage(message)) };
    return { ...document, signatures: [...document.signatures, signature] };
  }

  /** The entry that goes to the portal and, unchanged, into the log. */
  signAct(act: SignedAct): SignedEntry {
    return signAct(act, this);
  }

  signMessage(message: Uint8Array): Uint8Array {
    return ed25519.sign(message, this.#signing);
  }

  /** The sealed staff key: an age file to the unsealing identity. */
  sealTo(unsealing: Identity): Promise<Uint8Array> {
    return sealSeed(this.#seed, unsealing.recipient);
  }

  toString(): string {
    return "StaffKey";
  }

  toJSON(): never {
    throw new TypeError("a staff key is not serialised");
  }
}

export function sealStaffKey(key: StaffKey, unsealing: Identity): Promise<Uint8Array> {
  return key.sealTo(unsealing);
}

/** Throws `staff-key.wrong` where the passkey or passphrase is another one, `header.…` or `payload.…` on damage. */
export async function openStaffKey(sealed: Uint8Array, unsealing: Identity): Promise<StaffKey> {
  try {
    return StaffKey.fromSeed(await openSeed(sealed, unsealing));
  } catch (error) {
    if (error instanceof OpenError && error.code === "header.no-match") throw new OpenError("staff-key.wrong");
    throw error;
  }
}

/** `prf.eval.first` of every passkey ceremony. */
export function prfInput(): Uint8Array {
  return sha256(toUtf8("secureintake/staff/prf/v1"));
}

/** The unsealing identity of a passkey's 32-byte PRF output. */
export function unsealingFromPrf(output: Uint8Array): Identity {
  return unsealingFrom(output);
}

export interface PassphraseSecrets {
  /** Unseals the staff key; never leaves the browser. */
  readonly unsealing: Identity;
  /** b64: what the browser sends in place of the passphrase. Tells nothing of the other. */
  readonly signIn: string;
}

/** 64 MiB, 3 passes, 1 lane. */
const ARGON2 = { t: 3, m: 64 * 1024, p: 1, dkLen: 32 };

/**
 * Both values of one passphrase. Takes about a second or several; yields to the event loop.
 * @param salt 16 bytes, the member's own; not secret
 * @param onProgress fraction done, 0…1
 */
export async function passphraseSecrets(
    passphrase: string, salt: Uint8Array, onProgress?: (fraction: number) => void,
): Promise<PassphraseSecrets> {
  return secretsOfStretched(await stretchPassphrase(passphrase, salt, onProgress));
}

/** The slow half, for a Worker: 32 bytes, from which `secretsOfStretched` derives both values. */
export async function stretchPassphrase(
    passphrase: string, salt: Uint8Array, onProgress?: (fraction: number) => void,
): Promise<Uint8Array> {
  if (salt.length !== 16) throw new OpenError("key.malformed");
  const progress = onProgress === undefined ? {} : { onProgress };
  return argon2idAsync(toUtf8(passphrase.normalize("NFKC")), salt, { ...ARGON2, ...progress });
}

/** The fast half. Overwrites what it is given. */
export function secretsOfStretched(stretched: Uint8Array): PassphraseSecrets {
  const secrets = { unsealing: unsealingFrom(stretched), signIn: toB64(derive(stretched, "secureintake/staff/sign-in/v1")) };
  stretched.fill(0);
  return secrets;
}

function unsealingFrom(secret: Uint8Array): Identity {
  if (secret.length !== 32) throw new OpenError("key.malformed");
  return Identity.fromSeed(derive(secret, "secureintake/staff/unseal/v1"));
}
