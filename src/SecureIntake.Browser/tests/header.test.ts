import { Decrypter } from "age-encryption";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, systemRandom, toUtf8 } from "../seal/bytes.js";
import { OpenError } from "../open/failure.js";
import { fileKeyOf, headerLength, parseHeader, readdress, writeHeader } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { AGE_VECTORS } from "./ageVectors.js";

const HEADERS = AGE_VECTORS.filter(({ keys }) => !keys.has("armored"));

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
