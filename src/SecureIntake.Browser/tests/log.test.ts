import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StaffKey } from "../open/staffKey.js";
import { concat, fromB64, newId, sha256, systemRandom, toB64, toHex, toUtf8 } from "../seal/bytes.js";
import { verify } from "../seal/signed.js";
import { actMessage, entryBytes, newAct } from "../log/acts.js";
import { parseCanonical } from "../log/canonical.js";
import { parseVerifierKey, verifyCheckpoint } from "../log/note.js";
import { leafHash, nodeHash, rootFromProof, verifyLogged } from "../log/proof.js";

/** RFC 6962 §2.1, straight from its definition, to compare with. */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** ((leaves.length - 1).toString(2).length - 1);
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

function proofOf(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = 2 ** ((leaves.length - 1).toString(2).length - 1);
  return index < k
    ? [...proofOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...proofOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

class Log {
  private readonly pair = ed25519.keygen();
  readonly name = "specimen.example/log";

  get vkey(): string {
    const typed = concat(Uint8Array.of(1), this.pair.publicKey);
    return `${this.name}+${toHex(this.keyId(typed))}+${toB64(typed)}`;
  }

  checkpoint(leaves: readonly Uint8Array[], origin = this.name): string {
    return this.sign(`${origin}\n${leaves.length}\n${toB64(rootOf(leaves))}\n`);
  }

  sign(text: string): string {
    const typed = concat(Uint8Array.of(1), this.pair.publicKey);
    const signature = concat(this.keyId(typed), ed25519.sign(toUtf8(text), this.pair.secretKey));
    return `${text}\n\u2014 ${this.name} ${toB64(signature)}\n`;
  }

  private keyId(typed: Uint8Array): Uint8Array {
    return sha256(toUtf8(`${this.name}\n`), typed).subarray(0, 4);
  }
}

const log = new Log();
const entries = Array.from({ length: 77 }, (_, at) => toUtf8(`entry ${at}`));
const leaves = entries.map(leafHash);

function logged(index: number, size: number): Parameters<typeof verifyLogged>[0] {
  const tree = leaves.slice(0, size);
  return { entry: entries[index]!, index, proof: proofOf(index, tree).map(toB64), checkpoint: log.checkpoint(tree) };
}

const indexAndSize = fc.integer({ min: 1, max: 77 }).chain(size => fc.tuple(fc.nat(size - 1), fc.constant(size)));

describe("an entry", () => {
  test("is proven at every index of trees of every shape", () => {
    for (let size = 1; size <= leaves.length; size++) {
      const tree = leaves.slice(0, size);
      const root = rootOf(tree);
      for (let index = 0; index < size; index++) {
        expect(rootFromProof(index, size, tree[index]!, proofOf(index, tree))).toEqual(root);
      }
    }
    expect(verifyLogged(logged(40, 77), log.vkey)).toEqual({ size: 77 });
  });

  test("is proven at no other index and by no other proof", () => {
    fc.assert(fc.property(indexAndSize, fc.nat(80), ([index, size], other) => {
      const honest = logged(index, size);
      fc.pre(other !== index);
      expect(() => verifyLogged({ ...honest, index: other }, log.vkey)).toThrow(/^log\.(index|proof)$/);
      expect(() => verifyLogged({ ...honest, entry: concat(honest.entry, Uint8Array.of(0)) }, log.vkey)).toThrow("log.proof");
      expect(() => verifyLogged({ ...honest, proof: [...honest.proof, toB64(leaves[0]!)] }, log.vkey)).toThrow("log.proof");
      if (size > 1) expect(() => verifyLogged({ ...honest, proof: honest.proof.slice(1) }, log.vkey)).toThrow("log.proof");
    }), { numRuns: 60 });
  });

  test("that is a node of the tree in disguise is not proven", () => {
    const tree = leaves.slice(0, 2);
    const disguised = { entry: concat(...tree), index: 0, proof: [], checkpoint: log.checkpoint([rootOf(tree)]) };
    expect(() => verifyLogged(disguised, log.vkey)).toThrow("log.proof");
  });

  test("needs an index that is a whole number and hashes that are hashes", () => {
    for (const index of [-1, 0.5, Number.NaN]) expect(() => verifyLogged({ ...logged(3, 8), index }, log.vkey)).toThrow("log.index");
    expect(() => verifyLogged({ ...logged(3, 8), proof: ["", "", ""] }, log.vkey)).toThrow("log.proof");
  });
});

describe("a checkpoint", () => {
  const note = log.checkpoint(leaves);
  const key = parseVerifierKey(log.vkey);

  test("signed by the log is read, other signatures beside it ignored", () => {
    expect(verifyCheckpoint(note, key)).toEqual({ size: 77, root: rootOf(leaves) });
    const witness = `\u2014 witness.example ${toB64(systemRandom(76))}\n`;
    expect(verifyCheckpoint(note + witness, key).size).toBe(77);
  });

  test("with any byte changed is refused", () => {
    fc.assert(fc.property(fc.nat(note.length - 1), fc.constantFrom("0", "x", "\n", " "), (at, other) => {
      fc.pre(note[at] !== other);
      expect(() => verifyCheckpoint(note.slice(0, at) + other + note.slice(at + 1), key)).toThrow(/^log\./);
    }), { numRuns: 500 });
  });

  test("of another log, or signed by another log under this one's name, is refused", () => {
    expect(() => verifyCheckpoint(new Log().checkpoint(leaves), key)).toThrow("log.note");
    expect(() => verifyCheckpoint(log.checkpoint(leaves, "other.example"), key)).toThrow("log.checkpoint");
  });

  test.each(["01", "-1", "1.0", "", "9007199254740993", "1e3"])("of size %j is refused", size => {
    expect(() => verifyCheckpoint(log.sign(`${log.name}\n${size}\n${toB64(rootOf(leaves))}\n`), key)).toThrow("log.checkpoint");
  });

  test("with an extension line or a short root is refused", () => {
    expect(() => verifyCheckpoint(log.sign(`${log.name}\n1\n${toB64(leaves[0]!)}\nmore\n`), key)).toThrow("log.checkpoint");
    expect(() => verifyCheckpoint(log.sign(`${log.name}\n1\n${toB64(leaves[0]!.subarray(1))}\n`), key)).toThrow("log.checkpoint");
  });
});

test("A verifier key with a wrong character anywhere is refused", () => {
  const { vkey } = log;
  fc.assert(fc.property(fc.nat(vkey.length - 1), fc.constantFrom("0", "A", "+", "-"), (at, other) => {
    fc.pre(vkey[at] !== other);
    expect(() => parseVerifierKey(vkey.slice(0, at) + other + vkey.slice(at + 1))).toThrow("log.vkey");
  }));
});

test("An act's entry is canonical and signed by the member over type, case, purpose, time and nonce", () => {
  const key = StaffKey.generate(systemRandom);
  const content = { type: "open/v1", case: newId(), parts: [newId()], recipient: toB64(systemRandom(32)), purpose: "triage" } as const;
  const act = newAct(content, newId(), new Date("2026-11-24T10:00:00.500Z"), systemRandom);
  expect(act.at).toBe("2026-11-24T10:00:00Z");
  expect(fromB64(act.nonce)).toHaveLength(16);
  const entry = key.signAct(act);
  expect(parseCanonical(entryBytes(entry))).toEqual(entry);
  expect(verify(actMessage(act), entry.key, entry.signature)).toBe(true);
  expect(verify(actMessage({ ...act, purpose: "read" } as typeof act), entry.key, entry.signature)).toBe(false);
});
