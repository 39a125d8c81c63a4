import { ed25519 } from "@noble/curves/ed25519.js";
import { leafHash } from "../log/proof.js";
import { concat, sha256, systemRandom, toB64, toHex, toUtf8 } from "../seal/bytes.js";

/** A log of one entry, whichever it is asked to hold. */
export class SpecimenLog {
  static readonly origin = "secureintake.example/log";

  constructor(private readonly seed = systemRandom(32)) {}

  /** As a policy names it. */
  get vkey(): string {
    return `${SpecimenLog.origin}+${toHex(this.#keyId())}+${toB64(this.#typedKey())}`;
  }

  /** The proof that this log holds the entry; signed by another key where one is given. */
  prove(entry: Uint8Array, seed = this.seed): { index: number; entry: string; proof: readonly string[]; checkpoint: string } {
    const { origin } = SpecimenLog;
    const text = `${origin}\n1\n${toB64(leafHash(entry))}\n`;
    const checkpoint = `${text}\n— ${origin} ${toB64(concat(this.#keyId(), ed25519.sign(toUtf8(text), seed)))}\n`;
    return { index: 0, entry: new TextDecoder().decode(entry), proof: [], checkpoint };
  }

  #typedKey(): Uint8Array {
    return concat(Uint8Array.of(1), ed25519.getPublicKey(this.seed));
  }

  #keyId(): Uint8Array {
    return sha256(toUtf8(`${SpecimenLog.origin}\n`), this.#typedKey()).subarray(0, 4);
  }
}
