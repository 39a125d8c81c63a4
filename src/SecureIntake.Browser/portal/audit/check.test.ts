import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafHash, nodeHash } from "../../log/proof.js";
import { concat, fromB64, sha256, systemRandom, toB64, toHex, toUtf8 } from "../../seal/bytes.js";
import { rootReader, type Root } from "../../seal/signed.js";
import { canonicalise, type Canonical } from "../../log/canonical.js";
import { makeRoot, signWith } from "../../tests/specimens.js";
import { vectors } from "../../tests/vectors.js";
import { checkLog, tileName, type LogFiles } from "./check.js";
import { TreeHasher } from "./tree.js";

const log = vectors<{ vkey: string; checkpoint: string; size: number; root: string; entries: string[]; leafHashes: string[] }>("log.json");
const policy = log.entries.map(entry => JSON.parse(entry).act).find(act => act.type === "policy/v1").document;
const root: Root = rootReader(JSON.parse(policy.body).root);
const idle = new AbortController().signal;

describe("the whole log, checked in a browser", () => {
  test("verifies as C# wrote it", async () => {
    const seen: number[] = [];
    const result = await checkLog(filesOf(log.entries, log.checkpoint), log.vkey, root, done => seen.push(done), idle);
    expect(result).toEqual({ size: log.size, root: toHex(fromB64(log.root)), note: log.checkpoint });
    expect(seen).toEqual([log.size]);
  });

  test("names the entry that was changed, whatever was changed in it", async () => {
    for (const [index, entry] of log.entries.entries()) {
      const changed = log.entries.map((kept, at) => (at === index ? `${entry.slice(0, -1)} }` : kept));
      const files = filesOf(changed, log.checkpoint, log.leafHashes);
      await expect(checkLog(files, log.vkey, root, () => {}, idle)).rejects.toMatchObject({ code: "log.entry", entry: index });
    }
  });

  test("a change that also the tiles carry still misses the root that was signed", async () => {
    const swapped = [...log.entries.slice(0, -2), log.entries.at(-1)!, log.entries.at(-2)!];
    await expect(checkLog(filesOf(swapped, log.checkpoint), log.vkey, root, () => {}, idle)).rejects.toMatchObject({ code: "log.root" });
  });

  test("an entry by a key that no roster before it lists is named, even in a log that is otherwise whole", async () => {
    const { vkey, sign } = ownLog();
    const roster = log.entries.find(entry => JSON.parse(entry).act.type === "roster/v1")!;
    const signed = log.entries.find(entry => JSON.parse(entry).act.by !== undefined)!;
    const good = [roster, signed];
    await expect(checkLog(filesOf(good, sign(good)), vkey, root, () => {}, idle)).resolves.toMatchObject({ size: 2 });
    const early = [signed, roster];
    await expect(checkLog(filesOf(early, sign(early)), vkey, root, () => {}, idle)).rejects.toMatchObject({ code: "log.signer", entry: 0 });
    const stripped = [roster, JSON.stringify({ act: JSON.parse(signed).act })];
    await expect(checkLog(filesOf(stripped, sign(stripped)), vkey, root, () => {}, idle)).rejects.toMatchObject({ code: "log.signer", entry: 1 });
    const foreign: Root = { threshold: 1, keys: [toB64(ed25519.getPublicKey(systemRandom(32)))] };
    await expect(checkLog(filesOf(good, sign(good)), vkey, foreign, () => {}, idle)).rejects.toMatchObject({ code: "log.signer", entry: 0 });
  });

  test("a roster that the root replaced, or issued earlier, is named whatever signature was added to it", async () => {
    const { vkey, sign } = ownLog();
    const { root: own, secrets } = makeRoot(1, 1);
    const stranger = makeRoot(1, 1).secrets;
    const roster = (expires: string, issued = "2026-11-24", more: ReadonlyMap<string, Uint8Array> = new Map()): string => {
      const body = { v: 1, policy: toB64(new Uint8Array(32)), directory: toB64(new Uint8Array(32)), signers: [], benches: [], issued, expires };
      return canonicalise({ act: { type: "roster/v1", document: signWith("roster/v1", body, [...secrets, ...more]) } } as unknown as Canonical);
    };
    const [first, second] = [roster("2027-01-01"), roster("2027-01-02")];
    const check = (entries: readonly string[]): Promise<unknown> => checkLog(filesOf(entries, sign(entries)), vkey, own, () => {}, idle);
    await expect(check([first, second, roster("2027-01-02", "2026-11-24", stranger)])).resolves.toMatchObject({ size: 3 });
    for (const late of [first, roster("2027-01-01", "2026-11-24", stranger), roster("2027-01-03", "2026-11-23")]) {
      await expect(check([first, second, late])).rejects.toMatchObject({ code: "log.signer", entry: 2 });
    }
  });

  test("missing, short and overlong files are named by their first entry", async () => {
    const whole = filesOf(log.entries, log.checkpoint);
    for (const change of [(bytes: Uint8Array) => bytes.subarray(1), (bytes: Uint8Array) => concat(bytes, Uint8Array.of(0)), () => new Uint8Array(0)]) {
      for (const kind of ["tile/entries/", "tile/0/"]) {
        const files: LogFiles = async path => path.startsWith(kind) ? change(await whole(path)) : whole(path);
        await expect(checkLog(files, log.vkey, root, () => {}, idle)).rejects.toMatchObject({ code: "log.tile", entry: 0 });
      }
    }
  });
});

test("The tree grows as RFC 6962 defines it", () => {
  const define = (leaves: Uint8Array[]): Uint8Array => {
    if (leaves.length <= 1) return leaves[0] ?? sha256(new Uint8Array(0));
    let split = 1;
    while (split * 2 < leaves.length) split *= 2;
    return nodeHash(define(leaves.slice(0, split)), define(leaves.slice(split)));
  };
  fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 70 }), leaves => {
    const tree = new TreeHasher();
    for (const leaf of leaves) tree.add(leaf);
    expect(toHex(tree.root())).toBe(toHex(define(leaves)));
  }));
});

test("Tiles are named in groups of three digits", () => {
  expect([0, 67, 1000, 1_234_067].map(tileName)).toEqual(["000", "067", "x001/000", "x001/x234/067"]);
});

/** The public files of a log with fewer than 256 entries. */
function filesOf(entries: readonly string[], checkpoint: string, leaves?: readonly string[]): LogFiles {
  const bytes = entries.map(toUtf8);
  const hashes = leaves?.map(fromB64) ?? bytes.map(leafHash);
  const files: Record<string, Uint8Array> = {
    checkpoint: toUtf8(checkpoint),
    [`tile/entries/000.p/${entries.length}`]: concat(...bytes.map(entry => concat(Uint8Array.of(entry.length >> 8, entry.length & 255), entry))),
    [`tile/0/000.p/${entries.length}`]: concat(...hashes),
  };
  return async path => {
    const file = files[path];
    if (file === undefined) throw new Error("no such file");
    return file;
  };
}

/** A log of our own, to make logs that are whole but wrong in what they say. */
function ownLog(): { vkey: string; sign(entries: readonly string[]): string } {
  const seed = systemRandom(32);
  const origin = "secureintake.example/log";
  const typed = concat(Uint8Array.of(1), ed25519.getPublicKey(seed));
  const id = sha256(toUtf8(`${origin}\n`), typed).subarray(0, 4);
  return {
    vkey: `${origin}+${toHex(id)}+${toB64(typed)}`,
    sign(entries) {
      const tree = new TreeHasher();
      for (const entry of entries) tree.add(leafHash(toUtf8(entry)));
      const text = `${origin}\n${entries.length}\n${toB64(tree.root())}\n`;
      return `${text}\n— ${origin} ${toB64(concat(id, ed25519.sign(toUtf8(text), seed)))}\n`;
    },
  };
}
