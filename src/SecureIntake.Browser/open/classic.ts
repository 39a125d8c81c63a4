import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, toUtf8 } from "../seal/bytes.js";
import { keyBytes } from "../seal/keyText.js";
import { OpenError } from "./failure.js";
import { decodeCanonical, type FileIdentity, type Stanza } from "./header.js";

/*
 * age's older ways in, X25519 and a passphrase. Nothing of ours is sealed to them; they are here so that whatever `age` wrote can be
 * read, and so that all of age's vectors run over the code that reads our own files.
 */

/** Each wrap key is used once, so its nonce is fixed. */
const NONCE = new Uint8Array(12);
const WRAPPED = 32;

/** `AGE-SECRET-KEY-1…` */
export class ClassicIdentity implements FileIdentity {
  readonly #secret: Uint8Array;

  private constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** Throws `key.malformed`. */
  static parse(text: string): ClassicIdentity {
    const secret = keyBytes("AGE-SECRET-KEY-", text);
    if (secret?.length !== 32) throw new OpenError("key.malformed");
    return new ClassicIdentity(secret);
  }

  unwrap(stanzas: readonly Stanza[]): Uint8Array | null {
    let fileKey: Uint8Array | null = null;
    for (const { args, body } of stanzas) {
      if (args[0] !== "X25519") continue;
      if (args.length !== 2 || body.length !== WRAPPED) throw malformed();
      const share = decodeCanonical(args[1]!);
      if (share.length !== 32) throw malformed();
      const found = opened(this.#wrapKey(share), body);
      fileKey ??= found;
    }
    return fileKey;
  }

  #wrapKey(share: Uint8Array): Uint8Array {
    let secret: Uint8Array;
    try {
      secret = x25519.getSharedSecret(this.#secret, share);
    } catch {
      // A share of low order gives zeros whatever the key: the library refuses it.
      throw malformed();
    }
    const salt = concat(share, x25519.getPublicKey(this.#secret));
    return hkdf(sha256, secret, salt, toUtf8("age-encryption.org/v1/X25519"), 32);
  }
}

/** 2^20 needs 1 GiB: a header may not ask for more. */
const MOST_WORK = 20;

/** A passphrase; takes as long as the file's writer wanted. */
export class Passphrase implements FileIdentity {
  readonly #passphrase: Uint8Array;

  constructor(passphrase: string) {
    this.#passphrase = toUtf8(passphrase);
  }

  unwrap(stanzas: readonly Stanza[]): Uint8Array | null {
    const stanza = stanzas.find(({ args }) => args[0] === "scrypt");
    if (stanza === undefined) return null;
    const { args, body } = stanza;
    if (args.length !== 3 || body.length !== WRAPPED || !/^[1-9][0-9]{0,2}$/.test(args[2]!)) throw malformed();
    const [salt, work] = [decodeCanonical(args[1]!), Number(args[2])];
    if (salt.length !== 16 || work > MOST_WORK) throw malformed();
    const fullSalt = concat(toUtf8("age-encryption.org/v1/scrypt"), salt);
    return opened(scrypt(this.#passphrase, fullSalt, { N: 2 ** work, r: 8, p: 1, dkLen: 32, maxmem: 2 ** 31 }), body);
  }
}

function opened(wrapKey: Uint8Array, body: Uint8Array): Uint8Array | null {
  try {
    return chacha20poly1305(wrapKey, NONCE).decrypt(body);
  } catch {
    return null;
  }
}

function malformed(): OpenError {
  return new OpenError("header.malformed");
}
