import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, sha256, toB64, toHex, toUtf8 } from "../seal/bytes.js";

/** A made-up witness of logs, its key made from its name. */
export class SpecimenWitness {
  readonly vkey: string;
  readonly #secret: Uint8Array;
  readonly #id: Uint8Array;

  constructor(readonly name: string) {
    this.#secret = sha256(toUtf8(`SPECIMEN ${name}`));
    const typed = concat(Uint8Array.of(4), ed25519.getPublicKey(this.#secret));
    this.#id = sha256(toUtf8(`${name}\n`), typed).subarray(0, 4);
    this.vkey = `${name}+${toHex(this.#id)}+${toB64(typed)}`;
  }

  /** Its line in a policy. */
  get line(): string {
    return `witness ${this.name} ${this.vkey}\n`;
  }

  /** Its line under a checkpoint of this text, without the line feed. */
  cosign(text: string, time: number): string {
    const at = new Uint8Array(8);
    new DataView(at.buffer).setBigInt64(0, BigInt(time));
    const signature = ed25519.sign(toUtf8(`cosignature/v1\ntime ${time}\n${text}`), this.#secret);
    return `\u2014 ${this.name} ${toB64(concat(this.#id, at, signature))}`;
  }
}
