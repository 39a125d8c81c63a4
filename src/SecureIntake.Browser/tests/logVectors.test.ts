import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { fromB64, fromUtf8, toB64, toUtf8 } from "../seal/bytes.js";
import { verifyRoster } from "../seal/documents.js";
import { rootFingerprint, rootReader, type SignedDocument } from "../seal/signed.js";
import { actMessage, entryBytes, signAct, type SignedAct } from "../log/acts.js";
import { parseCanonical } from "../log/canonical.js";
import { parseVerifierKey, verifyCheckpoint } from "../log/note.js";
import { leafHash, verifyLogged } from "../log/proof.js";
import { vectors } from "./vectors.js";

const log = vectors<{
  vkey: string; rootFingerprint: string; checkpoint: string; size: number; root: string; entries: string[]; leafHashes: string[];
  inclusion: { index: number; path: string[] }[];
  signedActs: { seed: string; key: string; message: string; signature: string; entry: string }[];
  canonicalJson: { utf8: string; canonical: boolean }[];
}>("log.json");

describe("the log that C# wrote", () => {
  test("has a checkpoint that its verifier key accepts", () => {
    expect(log.entries).toHaveLength(log.size);
    const { size, root } = verifyCheckpoint(log.checkpoint, parseVerifierKey(log.vkey));
    expect([size, toB64(root)]).toEqual([log.size, log.root]);
  });

  test("proves every entry at its index and at no other", () => {
    expect(log.inclusion).toHaveLength(log.size);
    for (const { index, path } of log.inclusion) {
      const entry = toUtf8(log.entries[index]!);
      expect(toB64(leafHash(entry))).toBe(log.leafHashes[index]);
      expect(verifyLogged({ entry, index, proof: path, checkpoint: log.checkpoint }, log.vkey)).toEqual({ size: log.size });
      expect(() => verifyLogged({ entry, index: (index + 1) % log.size, proof: path, checkpoint: log.checkpoint }, log.vkey)).toThrow("log.proof");
    }
  });

  test("holds entries that are canonical to us too", () => {
    for (const entry of log.entries) expect(() => parseCanonical(toUtf8(entry))).not.toThrow();
  });

  test("holds a roster that verifies under the root of its policy", () => {
    const documents = log.entries.map(entry => (JSON.parse(entry) as { act: { type: string; document: SignedDocument } }).act);
    const policy = documents.find(act => act.type === "policy/v1")!.document;
    const root = rootReader((JSON.parse(policy.body) as { root: unknown }).root);
    expect(rootFingerprint(root)).toBe(log.rootFingerprint);
    const roster = documents.find(act => act.type === "roster/v1")!.document;
    expect(verifyRoster(roster, { root }, "2026-11-24").signers).toHaveLength(3);
  });
});

test.each(log.signedActs.map(vector => [vector.entry.slice(-12), vector] as const))("An act signed here is the entry that C# signed (…%s)", (_, vector) => {
  const { act } = JSON.parse(vector.entry) as { act: SignedAct };
  expect(fromUtf8(actMessage(act))).toBe(vector.message);
  const seed = fromB64(vector.seed);
  const entry = signAct(act, { signer: toB64(ed25519.getPublicKey(seed)), signMessage: message => ed25519.sign(message, seed) });
  expect([entry.key, entry.signature]).toEqual([vector.key, vector.signature]);
  expect(fromUtf8(entryBytes(entry))).toBe(vector.entry);
});

test("What is canonical to C# is canonical here, and nothing else", () => {
  expect(log.canonicalJson.length).toBeGreaterThan(20);
  for (const { utf8, canonical } of log.canonicalJson) {
    const accepted = (): boolean => {
      try {
        parseCanonical(fromB64(utf8));
        return true;
      } catch {
        return false;
      }
    };
    expect([utf8, accepted()]).toEqual([utf8, canonical]);
  }
});
