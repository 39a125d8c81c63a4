import { ed25519 } from "@noble/curves/ed25519.js";
import { leafHash } from "../log/proof.js";
import type { LogCopy } from "../log/reading.js";
import { BUNDLE, bundlePath, GrowingTree } from "../log/tiles.js";
import { concat, sha256, systemRandom, toB64, toHex, toUtf8 } from "../seal/bytes.js";
import type { SpecimenWitness } from "./specimenWitness.js";

/** A log that holds whatever it is asked to. */
export class SpecimenLog {
  static readonly origin = "secureintake.example/log";

  constructor(private readonly seed = systemRandom(32)) {}

  /** As a policy names it. */
  get vkey(): string {
    return `${SpecimenLog.origin}+${toHex(this.#keyId())}+${toB64(this.#typedKey())}`;
  }

  /** The proof that this log holds the entry; signed by another key where one is given. */
  prove(entry: Uint8Array, seed = this.seed): { index: number; entry: string; proof: readonly string[]; checkpoint: string } {
    return { index: 0, entry: new TextDecoder().decode(entry), proof: [], checkpoint: this.#note(1, leafHash(entry), seed) };
  }

  /** As static files, with a checkpoint that these witnesses cosigned. */
  files(entries: readonly Uint8Array[], witnesses: readonly SpecimenWitness[] = [], time = 1_795_000_000): Map<string, Uint8Array> {
    const tree = new GrowingTree();
    for (const entry of entries) tree.add(entry);
    const note = this.#note(entries.length, entries.length === 0 ? sha256() : tree.root());
    const text = note.slice(0, note.indexOf("\n\n") + 1);
    const files = new Map([["checkpoint", toUtf8(note + witnesses.map(witness => `${witness.cosign(text, time)}\n`).join(""))]]);
    for (let at = 0; at < entries.length; at += BUNDLE) {
      const bundle = entries.slice(at, at + BUNDLE);
      files.set(bundlePath(at / BUNDLE, bundle.length), concat(...bundle.flatMap(entry => [Uint8Array.of(entry.length >> 8, entry.length), entry])));
    }
    return files;
  }

  #note(size: number, root: Uint8Array, seed = this.seed): string {
    const { origin } = SpecimenLog;
    const text = `${origin}\n${size}\n${toB64(root)}\n`;
    return `${text}\n— ${origin} ${toB64(concat(this.#keyId(), ed25519.sign(toUtf8(text), seed)))}\n`;
  }

  #typedKey(): Uint8Array {
    return concat(Uint8Array.of(1), ed25519.getPublicKey(this.seed));
  }

  #keyId(): Uint8Array {
    return sha256(toUtf8(`${SpecimenLog.origin}\n`), this.#typedKey()).subarray(0, 4);
  }
}

/** A copy of a log that serves these files. */
export function copyOf(files: ReadonlyMap<string, Uint8Array>): LogCopy {
  return { file: path => Promise.resolve(files.get(path) ?? null) };
}
