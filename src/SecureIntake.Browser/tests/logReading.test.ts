import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogError } from "../log/failure.js";
import { nodeHash, leafHash } from "../log/proof.js";
import { confirmedState, readEntries } from "../log/reading.js";
import { BUNDLE, bundlePath, GrowingTree, parseBundle } from "../log/tiles.js";
import { fromUtf8, toB64, toUtf8 } from "../seal/bytes.js";
import { copyOf, SpecimenLog } from "./specimenLog.js";
import { SpecimenWitness } from "./specimenWitness.js";
import { withByte } from "./specimens.js";
import { vectors } from "./vectors.js";

const log = new SpecimenLog();
const [one, two, three] = ["one.example", "two.example", "three.example"].map(name => new SpecimenWitness(name)) as [SpecimenWitness, SpecimenWitness, SpecimenWitness];
const trust = { log: log.vkey, witnesses: "quorum none\n" };
const both = `${one.line}${two.line}group both 2 one.example two.example\nquorum both\n`;
const entriesOf = (count: number): Uint8Array[] => Array.from({ length: count }, (_, at) => toUtf8(`SPECIMEN ${at}`));

/** RFC 6962 §2.1, word by word. */
function rootOf(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 1) return leafHash(entries[0]!);
  let half = 1;
  while (half * 2 < entries.length) half *= 2;
  return nodeHash(rootOf(entries.slice(0, half)), rootOf(entries.slice(half)));
}

async function readAll(files: ReadonlyMap<string, Uint8Array>, by = trust): Promise<string[]> {
  const [copy, read] = [copyOf(files), [] as string[]];
  await readEntries(copy, await confirmedState(copy, by), entry => read.push(fromUtf8(entry)));
  return read;
}

test("A tree that grows has the root of the RFC, at every size", () => {
  const entries = entriesOf(300);
  const tree = new GrowingTree();
  for (const [at, entry] of entries.entries()) {
    expect(tree.add(entry)).toEqual(leafHash(entry));
    expect(tree.root()).toEqual(rootOf(entries.slice(0, at + 1)));
  }
});

test.each([
  [0, 256, "tile/entries/000"], [999, 256, "tile/entries/999"], [1000, 256, "tile/entries/x001/000"], [1_234_067, 256, "tile/entries/x001/x234/067"], [5, 3, "tile/entries/005.p/3"],
])("Bundle %i of %i entries lies where C2SP tlog-tiles says", (n, width, path) => expect(bundlePath(n, width)).toBe(path));

test("The log that C# wrote is read to its root, and its entries are those of the vectors", async () => {
  const { checkpoint, vkey, entries, size } = vectors<{ checkpoint: string; vkey: string; entries: string[]; size: number }>("log.json");
  expect(size).toBe(entries.length);
  // The vectors hold the entries, the specimen only cuts them into files.
  const files = log.files(entries.map(toUtf8)).set("checkpoint", toUtf8(checkpoint));
  expect(await readAll(files, { log: vkey, witnesses: "quorum none\n" })).toEqual(entries);
});

test("Every entry of a log of any size is read once, in order, and progress ends at the whole", async () => {
  for (const size of [0, 1, BUNDLE - 1, BUNDLE, BUNDLE + 1, 5 * BUNDLE + 7]) {
    const copy = copyOf(log.files(entriesOf(size)));
    const [read, shares] = [[] as string[], [] as number[]];
    await readEntries(copy, await confirmedState(copy, trust), entry => read.push(fromUtf8(entry)), share => shares.push(share));
    expect(read).toEqual(entriesOf(size).map(fromUtf8));
    expect(shares.at(-1) ?? 1).toBe(1);
  }
});

test("A copy with any entry changed, left out or exchanged is not the log", async () => {
  const entries = entriesOf(BUNDLE + 20);
  const { checkpoint } = Object.fromEntries(log.files(entries));
  await fc.assert(fc.asyncProperty(fc.nat(entries.length - 1), fc.nat(entries.length - 1), async (at, other) => {
    fc.pre(at !== other);
    const changed = entries.map((entry, i) => (i === at ? toUtf8("SPECIMEN other") : entry));
    const exchanged = entries.map((entry, i) => (i === at ? entries[other]! : i === other ? entries[at]! : entry));
    for (const copy of [changed, exchanged])
      await expect(readAll(log.files(copy).set("checkpoint", checkpoint!))).rejects.toThrow("log.root");
  }), { numRuns: 25 });
  await expect(readAll(log.files(entries.slice(1)).set("checkpoint", checkpoint!))).rejects.toThrow("log.missing");
});

describe("A bundle", () => {
  const [bytes] = [...log.files(entriesOf(9))].filter(([path]) => path !== "checkpoint").map(([, file]) => file);

  test("is read to the byte", () => {
    expect(parseBundle(bytes!, 9)).toEqual(entriesOf(9));
    for (const width of [8, 10]) expect(() => parseBundle(bytes!, width)).toThrow("log.bundle");
    for (let length = 0; length < bytes!.length; length++) expect(() => parseBundle(bytes!.subarray(0, length), 9)).toThrow("log.bundle");
  });

  test("that is anything else is refused by its code, or read as other entries", () => {
    fc.assert(fc.property(fc.nat(bytes!.length - 1), fc.nat(255), (at, value) => {
      try {
        parseBundle(withByte(bytes!, at, value), 9);
      } catch (error) {
        expect((error as LogError).code).toBe("log.bundle");
      }
    }));
  });
});

describe("A state of the log", () => {
  const entries = entriesOf(3);

  test("counts when its key signed and as many witnesses cosigned as the root asks for, and tells when the last one saw it", async () => {
    expect((await confirmedState(copyOf(log.files(entries)), trust)).seen).toBeNull();
    const { size, seen, root } = await confirmedState(copyOf(log.files(entries, [one, two], 1_795_000_123)), { log: log.vkey, witnesses: both });
    expect([size, seen?.getTime(), toB64(root)]).toEqual([3, 1_795_000_123_000, toB64(rootOf(entries))]);
    // The newest time that a quorum vouches for: of three of whom two are asked, one alone makes an old copy no newer.
    const twoOf = `${one.line}${two.line}${three.line}group g 2 one.example two.example three.example\nquorum g\n`;
    const text = fromUtf8(log.files(entries).get("checkpoint")!).split("\n\n")[0]! + "\n";
    const note = (times: readonly number[]): Map<string, Uint8Array> => new Map([["checkpoint",
      toUtf8(fromUtf8(log.files(entries).get("checkpoint")!) + [one, two, three].map((witness, at) => `${witness.cosign(text, times[at]!)}\n`).join(""))]]);
    for (const [times, seenAt] of [[[100, 200, 300], 200], [[300, 100, 100], 100], [[5, 5, 5], 5], [[1, 3, 2], 2]] as const) {
      expect((await confirmedState(copyOf(note(times)), { log: log.vkey, witnesses: twoOf })).seen?.getTime()).toBe(seenAt * 1000);
    }
    await expect(confirmedState(copyOf(log.files(entries, [one])), { log: log.vkey, witnesses: both })).rejects.toThrow("log.unwitnessed");
    await expect(confirmedState(copyOf(new SpecimenLog().files(entries, [one, two])), { log: log.vkey, witnesses: both })).rejects.toThrow("log.note");
    await expect(confirmedState(copyOf(new Map()), trust)).rejects.toThrow("log.missing");
  });

  test("keeps a date, whatever a witness's clock says", async () => {
    const { seen } = await confirmedState(copyOf(log.files(entries, [one, two], Number.MAX_SAFE_INTEGER)), { log: log.vkey, witnesses: both });
    for (const zone of ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Almaty"]) expect(new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: zone }).format(seen!)).toContain("9999");
  });
});
