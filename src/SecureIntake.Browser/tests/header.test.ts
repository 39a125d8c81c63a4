import * as vectors from "cctv-age";
import { armor, Decrypter } from "age-encryption";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { concat, fromUtf8, systemRandom, toHex, toUtf8 } from "../seal/bytes.js";
import { OpenError } from "../open/failure.js";
import { fileKeyOf, headerLength, parseHeader, readdress, writeHeader } from "../open/header.js";
import { Identity } from "../open/identity.js";

interface Vector {
  readonly name: string;
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly file: Uint8Array;
}

/** C2SP's age vectors: lines of `key: value`, an empty line, the file. */
const ALL: Vector[] = Object.entries(vectors).map(([name, bytes]) => {
  const end = indexOf(bytes as Uint8Array, toUtf8("\n\n"));
  const keys = new Map<string, string[]>();
  for (const line of fromUtf8((bytes as Uint8Array).subarray(0, end)).split("\n")) {
    const [key, value] = line.split(": ") as [string, string];
    keys.set(key, [...keys.get(key) ?? [], value]);
  }
  const file = (bytes as Uint8Array).subarray(end + 2);
  return { name, keys, file: keys.has("compressed") ? new Uint8Array(inflateSync(file)) : file };
});

/** Those whose every identity is a hybrid one: one more vector looks for a hybrid argument in a classic stanza. */
const HYBRID = ALL.filter(({ keys }) => keys.get("identity")?.every(identity => identity.startsWith("AGE-SECRET-KEY-PQ-1")));

const HEADERS = ALL.filter(({ keys }) => !keys.has("armored"));

test("No vector is missing", () => {
  expect(ALL.length).toBe(143);
  expect(HYBRID.length).toBe(18);
});

describe("age's hybrid vectors", () => {
  test.each(HYBRID.map(vector => [vector.name, vector] as const))("%s", async (_, vector) => {
    const { keys } = vector;
    const file = keys.has("armored") ? armor.decode(fromUtf8(vector.file)) : vector.file;
    const identities = keys.get("identity")!.map(text => Identity.parse(text));
    expect(await outcome(file, identities)).toBe(keys.get("expect")![0]);
    const fileKey = keys.get("file key")?.[0];
    if (fileKey !== undefined && keys.get("expect")![0] === "success") {
      const end = headerLength(file)!;
      expect(toHex(await fileKeyOf(file.subarray(0, end), identities[0]!))).toBe(fileKey);
    }
  });
});

test("A header that we refuse as malformed is one that age's vectors refuse, whatever its stanzas", () => {
  const refused = HEADERS.filter(({ file }) => {
    const end = headerLength(file);
    try {
      parseHeader(file.subarray(0, end ?? file.length));
      return false;
    } catch {
      return true;
    }
  });
  expect(refused.length).toBeGreaterThan(15);
  for (const { name, keys } of refused) expect([name, keys.get("expect")![0]]).toEqual([name, "header failure"]);
});

describe("a header of ours", () => {
  const seed = systemRandom(32);
  const identity = Identity.fromSeed(seed);
  const fileKey = systemRandom(16);
  const header = writeHeader(fileKey, identity.recipient);

  test("is 1,627 bytes that age-encryption opens", async () => {
    expect(header.length).toBe(1627);
    const decrypter = new Decrypter();
    decrypter.addIdentity(bech32.encode("age-secret-key-pq-", bech32.toWords(seed), false).toUpperCase());
    expect(await decrypter.decryptHeader(header)).toEqual(fileKey);
  });

  test("is malleable nowhere: any changed byte is refused", async () => {
    await fc.assert(fc.asyncProperty(fc.nat(header.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = header.slice();
      changed[at]! ^= change;
      await expect(fileKeyOf(changed, identity)).rejects.toBeInstanceOf(OpenError);
    }), { numRuns: 300 });
  });

  test("is refused with a byte more or less", async () => {
    await expect(fileKeyOf(header.subarray(1), identity)).rejects.toThrow("header.malformed");
    await expect(fileKeyOf(header.subarray(0, -1), identity)).rejects.toThrow("header.malformed");
    await expect(fileKeyOf(concat(header, toUtf8("\n")), identity)).rejects.toThrow("header.malformed");
  });

  test("keeps its file key however often it is re-addressed, and the former reader is out", async () => {
    let current = header;
    let holder = identity;
    for (let i = 0; i < 5; i++) {
      const next = Identity.fromSeed(systemRandom(32));
      const readdressed = await readdress(current, holder, next.recipient);
      await expect(fileKeyOf(readdressed, holder)).rejects.toThrow("header.no-match");
      [current, holder] = [readdressed, next];
    }
    expect(await fileKeyOf(current, holder)).toEqual(fileKey);
  });

  test("over 128 KiB is refused before it is read", () => {
    expect(() => parseHeader(new Uint8Array(128 * 1024 + 1))).toThrow("header.malformed");
  });
});

test("An identity shows nothing of its seed", () => {
  const identity = Identity.fromSeed(systemRandom(32));
  expect(String(identity)).toBe("Identity");
  expect(() => JSON.stringify(identity)).toThrow(TypeError);
  expect(Object.values(identity)).toEqual([identity.recipient]);
});

/** In the vectors' own words. */
async function outcome(file: Uint8Array, identities: readonly Identity[]): Promise<string> {
  const end = headerLength(file);
  if (end === null) return "header failure";
  for (const identity of identities) {
    try {
      const fileKey = await fileKeyOf(file.subarray(0, end), identity);
      const decrypter = new Decrypter();
      decrypter.addIdentity({ unwrapFileKey: () => fileKey });
      try {
        await decrypter.decrypt(file);
      } catch {
        return file.length < end + 16 ? "header failure" : "payload failure";
      }
      return "success";
    } catch (error) {
      const { code } = error as OpenError;
      if (code === "header.mac") return "HMAC failure";
      if (code === "header.malformed") return "header failure";
      expect(code).toBe("header.no-match");
    }
  }
  return "no match";
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; ; at++) if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
}
