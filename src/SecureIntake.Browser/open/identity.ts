import { keyBytes } from "../seal/keyText.js";
import { recipientOfSeed } from "../seal/recipients.js";
import { OpenError } from "./failure.js";
import { decodeCanonical, type FileIdentity, type Stanza } from "./header.js";
import { ENCAPSULATION_LENGTH, unwrap, WRAPPED_LENGTH } from "./hybrid.js";

const TYPE = "mlkem768x25519";
const PREFIX = "AGE-SECRET-KEY-PQ-";

/**
 * A hybrid identity: a 32-byte X-Wing seed. The seed is private to the object and has no getter; what JavaScript copies
 * of it while computing stays in the tab's memory until it is collected.
 */
export class Identity implements FileIdentity {
  readonly #seed: Uint8Array;
  /** `age1pq1…` */
  readonly recipient: string;

  private constructor(seed: Uint8Array) {
    this.#seed = seed;
    this.recipient = recipientOfSeed(seed);
  }

  /** Takes a copy. Throws `key.malformed` unless it is 32 bytes. */
  static fromSeed(seed: Uint8Array): Identity {
    if (seed.length !== 32) throw new OpenError("key.malformed");
    return new Identity(seed.slice());
  }

  /** Reads `AGE-SECRET-KEY-PQ-1…`. Throws `key.malformed`. */
  static parse(text: string): Identity {
    const seed = keyBytes(PREFIX, text);
    if (seed === null) throw new OpenError("key.malformed");
    return Identity.fromSeed(seed);
  }

  /**
   * The file key from the first stanza that is for this identity, or null. Throws `header.malformed` where a stanza of
   * this type has another shape: age treats that as a broken header, not as someone else's.
   */
  unwrap(stanzas: readonly Stanza[]): Uint8Array | null {
    let fileKey: Uint8Array | null = null;
    for (const { args, body } of stanzas) {
      if (args[0] !== TYPE) continue;
      if (args.length !== 2 || body.length !== WRAPPED_LENGTH) throw malformed();
      const encapsulation = decodeCanonical(args[1]!);
      if (encapsulation.length !== ENCAPSULATION_LENGTH) throw malformed();
      try {
        const found = unwrap({ encapsulation, body }, this.#seed);
        fileKey ??= found;
      } catch {
        throw malformed();
      }
    }
    return fileKey;
  }

  /** Nothing of the seed may end up in a message or a log. */
  toString(): string {
    return "Identity";
  }

  toJSON(): never {
    throw new TypeError("an identity is not serialised");
  }
}

function malformed(): OpenError {
  return new OpenError("header.malformed");
}
