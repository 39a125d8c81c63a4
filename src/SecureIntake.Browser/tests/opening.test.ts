import { Decrypter } from "age-encryption";
import { bech32 } from "@scure/base";
import { beforeAll, describe, expect, test } from "vitest";
import { Identity } from "../open/identity.js";
import { readdress } from "../open/header.js";
import { openPart, type ExpectedPart } from "../open/part.js";
import { concat, newId, systemRandom, toB64, toUtf8 } from "../seal/bytes.js";
import { HEADER_LENGTH } from "../seal/padding.js";
import { sealPart, type SealedPart } from "../seal/part.js";
import { withByte } from "./specimens.js";

const seed = systemRandom(32);
const identity = Identity.fromSeed(seed);
const file = systemRandom(60_000);
/** Beyond two chunks, so that chunks can be dropped, swapped and cut. */
const large = concat(...Array.from({ length: 4 }, () => systemRandom(50_000)));

let sealed: SealedPart;
let payload: Uint8Array;
let expected: ExpectedPart;

beforeAll(async () => {
  sealed = await sealPart({
    part: newId(), compartment: "evidence", recipient: identity.recipient,
    entries: [{ name: "evidence.json", content: toUtf8("{}") }, { name: "evidence.pdf", content: new Blob([large as BlobPart]) }],
  });
  payload = new Uint8Array(await sealed.blob.slice(HEADER_LENGTH).arrayBuffer());
  expected = { compartment: "evidence", payload: toB64(sealed.payload), commitment: toB64(sealed.commitment) };
});

describe("a sealed part", () => {
  test("opens from bytes, a Blob and a stream alike", async () => {
    for (const source of [payload, new Blob([payload as BlobPart]), new Blob([payload as BlobPart]).stream()]) {
      const entries = await openPart(sealed.header, source, identity, expected);
      expect(entries.map(entry => entry.name)).toEqual(["evidence.json", "evidence.pdf"]);
      expect(entries[1]!.content).toEqual(large);
    }
  });

  test("opens with age-encryption alone, before and after re-addressing", async () => {
    const nextSeed = systemRandom(32);
    const header = await readdress(sealed.header, identity, Identity.fromSeed(nextSeed).recipient);
    for (const [key, head] of [[seed, sealed.header], [nextSeed, header]] as const) {
      const decrypter = new Decrypter();
      decrypter.addIdentity(bech32.encode("age-secret-key-pq-", bech32.toWords(key), false).toUpperCase());
      const whole = new Uint8Array(await new Blob([head as BlobPart, payload as BlobPart]).arrayBuffer());
      const plaintext = await decrypter.decrypt(whole);
      expect(plaintext.subarray(1_536, 1_536 + large.length)).toEqual(large);
    }
  });

  test("opens with its re-addressed header to the same content", async () => {
    const next = Identity.fromSeed(systemRandom(32));
    const header = await readdress(sealed.header, identity, next.recipient);
    expect((await openPart(header, payload, next, expected))[1]!.content).toEqual(large);
    await expect(openPart(header, payload, identity, expected)).rejects.toThrow("header.no-match");
  });
});

describe("a sealed part is refused", () => {
  const CHUNK = 65_536 + 16;

  test("with its last chunk dropped", async () => {
    const last = 16 + CHUNK * Math.floor((payload.length - 16) / CHUNK);
    await expect(openPart(sealed.header, payload.subarray(0, last), identity, expected)).rejects.toThrow("payload.malformed");
  });

  test("with its first chunk dropped", async () => {
    await expect(openPart(sealed.header, concat(payload.subarray(0, 16), payload.subarray(16 + CHUNK)), identity, expected)).rejects.toThrow("payload.malformed");
  });

  test("with two chunks swapped", async () => {
    const swapped = payload.slice();
    swapped.set(payload.subarray(16 + CHUNK, 16 + 2 * CHUNK), 16);
    swapped.set(payload.subarray(16, 16 + CHUNK), 16 + CHUNK);
    await expect(openPart(sealed.header, swapped, identity, expected)).rejects.toThrow("payload.malformed");
  });

  test("with a byte more, a byte less or a byte changed anywhere", async () => {
    await expect(openPart(sealed.header, concat(payload, Uint8Array.of(0)), identity, expected)).rejects.toThrow("payload.malformed");
    await expect(openPart(sealed.header, payload.subarray(0, -1), identity, expected)).rejects.toThrow("payload.malformed");
    for (const at of [0, 15, 16, 70_000, payload.length - 1]) {
      const changed = withByte(payload, at, payload[at]! ^ 1);
      await expect(openPart(sealed.header, changed, identity, expected)).rejects.toThrow("payload.malformed");
    }
  });

  test("when it is another payload under the same file key", async () => {
    const other = { ...expected, payload: toB64(systemRandom(32)) };
    await expect(openPart(sealed.header, payload, identity, other)).rejects.toThrow("payload.digest");
  });

  test("when it is another part altogether, swapped in with its own header", async () => {
    const swapped = await sealPart({
      part: newId(), compartment: "evidence", recipient: identity.recipient,
      entries: [{ name: "evidence.json", content: toUtf8("{}") }, { name: "evidence.pdf", content: file }],
    });
    const body = swapped.blob.slice(HEADER_LENGTH);
    await expect(openPart(swapped.header, body, identity, expected)).rejects.toThrow("payload.commitment");
  });

  test("when it passes for another compartment", async () => {
    await expect(openPart(sealed.header, payload, identity, { ...expected, compartment: "account" })).rejects.toThrow("content.malformed");
  });

  test("when its payload is empty", async () => {
    await expect(openPart(sealed.header, new Uint8Array(0), identity, expected)).rejects.toThrow("payload.malformed");
  });
});

test("A part is never sealed to a classic recipient or under a foreign name", async () => {
  const entries = [{ name: "keyed.json", content: toUtf8("{}") }];
  await expect(sealPart({ part: newId(), compartment: "keyed", entries, recipient: `age1${"q".repeat(58)}` })).rejects.toThrow("recipient.malformed");
  await expect(sealPart({ part: newId(), compartment: "share", entries, recipient: identity.recipient })).rejects.toThrow(RangeError);
  const large = [{ name: "keyed.json", content: new Uint8Array(20_000) }];
  await expect(sealPart({ part: newId(), compartment: "keyed", entries: large, recipient: identity.recipient })).rejects.toThrow("part.too-large");
});
