import fc from "fast-check";
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { toUtf8 } from "../seal/bytes.js";
import { padme } from "../seal/padding.js";
import { TarError, tarLength, TarReader, writeTar, type TarEntry, type TarSource } from "../seal/tar.js";

const name = fc.stringMatching(/^[a-z0-9]{1,20}(\.[a-z]{1,4})?$/);
const entries = fc.uniqueArray(
  fc.record({ name, content: fc.uint8Array({ maxLength: 3_000 }) }), { minLength: 1, maxLength: 6, selector: entry => entry.name });

async function tarBytes(sources: readonly TarSource[], padded: number): Promise<Uint8Array> {
  return new Uint8Array(await writeTar(sources, padded).arrayBuffer());
}

function readTar(bytes: Uint8Array): TarEntry[] {
  const reader = new TarReader();
  reader.push(bytes);
  return reader.finish();
}

async function archive(sources: { name: string; content: Uint8Array }[]): Promise<Uint8Array> {
  return tarBytes(sources, padme(Math.max(16_384, tarLength(sources))));
}

describe("the tar of a part", () => {
  test("is read back as it was written, however it is cut", async () => {
    await fc.assert(fc.asyncProperty(entries, fc.integer({ min: 1, max: 2_000 }), async (sources, step) => {
      const bytes = await archive(sources);
      const reader = new TarReader();
      for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
      expect(reader.finish()).toEqual(sources);
    }), { numRuns: 50 });
  });

  test("is what the system's tar reads, its padding ignored", async () => {
    const bytes = await archive([{ name: "account.json", content: toUtf8("SPECIMEN") }, { name: "evidence.pdf", content: new Uint8Array(1_000) }]);
    const listed = execFileSync("tar", ["-tvf", "-", "--numeric-owner", "--utc"], { input: bytes, encoding: "utf8" });
    expect(listed.split("\n").filter(line => line !== "")).toEqual([
      "-rw------- 0/0               8 1970-01-01 00:00 account.json",
      "-rw------- 0/0            1000 1970-01-01 00:00 evidence.pdf",
    ]);
    expect(execFileSync("tar", ["-xOf", "-", "account.json"], { input: bytes, encoding: "utf8" })).toBe("SPECIMEN");
  });

  test("takes content from a Blob", async () => {
    const content = toUtf8("SPECIMEN".repeat(1_000));
    const bytes = await tarBytes([{ name: "evidence.txt", content: new Blob([content as BlobPart]) }], 16_384);
    expect(readTar(bytes)).toEqual([{ name: "evidence.txt", content }]);
  });

  test("is refused after any change of a header byte that carries meaning", async () => {
    const bytes = await archive([{ name: "account.json", content: toUtf8("SPECIMEN") }]);
    for (const at of [0, 5, 100, 124, 135, 148, 156, 257, 345, 511]) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      expect(() => readTar(changed)).toThrow(TarError);
    }
  });

  test("is refused when something follows its end", async () => {
    const bytes = await archive([{ name: "account.json", content: toUtf8("SPECIMEN") }]);
    bytes[bytes.length - 1] = 1;
    expect(() => readTar(bytes)).toThrow("tar.padding");
  });

  test("is refused when it does not end", async () => {
    const bytes = await archive([{ name: "account.json", content: toUtf8("SPECIMEN") }]);
    for (const length of [0, 511, 512, 520, 1_024, 1_536]) expect(() => readTar(bytes.subarray(0, length))).toThrow("tar.end");
  });

  test("that claims gigabytes and brings none sets nothing aside", () => {
    const reader = new TarReader();
    const before = process.memoryUsage().arrayBuffers;
    // A hand-made header: 8 GiB − 1 in eleven octal digits.
    const header = new Uint8Array(512);
    const put = (at: number, text: string): void => header.set(toUtf8(text), at);
    put(0, "evidence.json");
    put(124, "77777777777\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u000000");
    put(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
    reader.push(header);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    expect(() => reader.finish()).toThrow("tar.end");
  });

  test("is refused when a name comes twice", async () => {
    const bytes = await archive([{ name: "a", content: toUtf8("1") }, { name: "a", content: toUtf8("2") }]);
    expect(() => readTar(bytes)).toThrow("tar.name");
  });

  test("never gets a name that could leave a folder", async () => {
    for (const bad of ["../a", "/a", "a/b", "A", "", ".a", "a".repeat(101)]) {
      await expect(archive([{ name: bad, content: new Uint8Array(0) }])).rejects.toThrow(RangeError);
    }
  });
});
