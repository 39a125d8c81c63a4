import { sha256 as hash } from "@noble/hashes/sha2.js";
import { Decrypter } from "age-encryption";
import { combine } from "shamir-secret-sharing";
import { describe, expect, test } from "vitest";
import { fileKeyOf, readdress, writeHeader } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { prfInput, secretsOfStretched, StaffKey } from "../open/staffKey.js";
import { concat, fromB64, fromHex, sha256, toB64, toHex, toUtf8, type Random } from "../seal/bytes.js";
import type { Compartment } from "../seal/compartment.js";
import { verifyCard } from "../seal/documents.js";
import { findMarks } from "../seal/marks.js";
import { HEADER_LENGTH, isPadded, paddedLength, sealedLength } from "../seal/padding.js";
import { commitmentTo } from "../seal/part.js";
import { recipientOfSeed } from "../seal/recipients.js";
import { codeFromDigits, keysOf, receiptOf, replyRecipient } from "../seal/receipt.js";
import { commitmentToShare, requireSound } from "../seal/shares.js";
import { bodyDigest, signedMessage, validSigners, type SignedDocument } from "../seal/signed.js";
import { tarLength, writeTar } from "../seal/tar.js";
import { ACCOUNT, ANONYMOUS } from "./specimens.js";
import { vectors } from "./vectors.js";

/** Gives what C# drew, in the same order. */
function replay(random: Uint8Array): Random {
  let at = 0;
  return length => random.slice(at, at += length);
}

interface SealVector {
  length: number; identity: string; seed: string; recipient: string; random: string; fileKey: string; commitment: string;
  header: string; payload?: string; payloadLength: number; payloadDigest: string;
}

describe("sealed files", () => {
  const { cases } = vectors<{ cases: SealVector[] }>("seal.json");

  test.each(cases)("of $length bytes have the same recipient, commitment and header", async vector => {
    const identity = Identity.parse(vector.identity);
    const fileKey = fromHex(vector.fileKey);
    expect(recipientOfSeed(fromHex(vector.seed))).toBe(vector.recipient);
    expect(identity.recipient).toBe(vector.recipient);
    expect(toB64(commitmentTo(fileKey))).toBe(vector.commitment);
    const random = replay(fromHex(vector.random).slice(16));
    expect(writeHeader(fileKey, vector.recipient, random)).toEqual(toUtf8(vector.header));
    expect(await fileKeyOf(toUtf8(vector.header), identity)).toEqual(fileKey);
  });

  // Long payloads stand in the vectors by their digest only.
  test.each(cases.filter(({ payload }) => payload !== undefined))("of $length bytes open with npm's age", async vector => {
    const payload = fromB64(vector.payload!);
    expect(toB64(sha256(payload))).toBe(vector.payloadDigest);
    const decrypter = new Decrypter();
    decrypter.addIdentity(vector.identity);
    const opened = await decrypter.decrypt(concat(toUtf8(vector.header), payload));
    expect(opened).toEqual(Uint8Array.from({ length: vector.length }, (_, at) => at % 251));
  });
});

test("A header is re-addressed to the same bytes", async () => {
  const vector = vectors<{
    seed: string; header: string; newSeed: string; newRecipient: string; random: string; newHeader: string; commitment: string;
  }>("readdress.json");
  const identity = Identity.fromSeed(fromHex(vector.seed));
  const header = await readdress(toUtf8(vector.header), identity, vector.newRecipient, replay(fromHex(vector.random)));
  expect(header).toEqual(toUtf8(vector.newHeader));
  expect(toB64(commitmentTo(await fileKeyOf(header, Identity.fromSeed(fromHex(vector.newSeed)))))).toBe(vector.commitment);
});

interface PartVector {
  compartment: Compartment; files: { name: string; text: string }[]; tarLength: number; tarDigest: string; firstBlock: string;
  payloadLength: number; seed: string; header: string; commitment: string;
}

test.each(vectors<{ cases: PartVector[] }>("part.json").cases)("The archive of a part $compartment is the same bytes", async vector => {
  const entries = vector.files.map(({ name, text }) => ({ name, content: toUtf8(text) }));
  expect(tarLength(entries)).toBe(vector.tarLength);
  const archive = new Uint8Array(await writeTar(entries, vector.tarLength).arrayBuffer());
  expect(toB64(archive.subarray(0, 512))).toBe(vector.firstBlock);
  expect(toB64(hash(archive))).toBe(vector.tarDigest);
  const padded = paddedLength(vector.compartment, vector.tarLength)!;
  expect(sealedLength(padded) - HEADER_LENGTH).toBe(vector.payloadLength);
  const fileKey = await fileKeyOf(toUtf8(vector.header), Identity.fromSeed(fromHex(vector.seed)));
  expect(toB64(commitmentTo(fileKey))).toBe(vector.commitment);
});

test("Padded lengths are the same", () => {
  const { padded, parts } = vectors<{
    padded: { tar: number; padded: number }[]; parts: { compartment: Compartment; length: number; possible: boolean }[];
  }>("padding.json");
  for (const vector of padded) expect(paddedLength("evidence", vector.tar)).toBe(vector.padded);
  for (const { compartment, length, possible } of parts) {
    // The length of a part is possible exactly when some padded plaintext has it.
    const plaintext = length - HEADER_LENGTH - 16 - 16 * Math.ceil((length - HEADER_LENGTH - 16) / 65_552);
    expect([compartment, length, isPadded(compartment, plaintext) && sealedLength(plaintext) === length]).toEqual([compartment, length, possible]);
  }
});

describe("receipt codes", () => {
  const { codes, refused } = vectors<{ codes: Record<string, string>[]; refused: { digits: string; group: number }[] }>("receipt.json");

  test.each(codes)("$code gives the same digits and keys", vector => {
    const code = fromHex(vector["code"]!);
    expect(receiptOf(code).digits).toBe(vector["digits"]);
    expect(codeFromDigits(vector["digits"]!)).toEqual(code);
    const keys = keysOf(code);
    expect([keys.mailbox, keys.notice, keys.followUpMac, keys.replySeed].map(toHex))
      .toEqual([vector["mailbox"], vector["notice"], vector["followUpMac"], vector["replySeed"]]);
    expect(toB64(keys.logTag)).toBe(vector["logTag"]);
    expect(replyRecipient(keys)).toBe(vector["replyRecipient"]);
  });

  test.each(refused)("$digits is none", ({ digits }) => {
    expect(() => codeFromDigits(digits)).toThrow("receipt.group");
  });
});

describe("shares", () => {
  const { cases, refused } = vectors<{
    cases: {
      k: number; seed: string; recipient: string; sourcePart: string;
      shares: { number: number; share: string; salt: string; commitment: string }[];
    }[];
    refused: { why: string; shares: string[] }[];
  }>("shares.json");

  test.each(cases)("$k of them give the seed", async vector => {
    for (const { number, share, salt, commitment } of vector.shares) {
      expect(toB64(commitmentToShare(vector.sourcePart, number, fromB64(salt), fromB64(share)))).toBe(commitment);
    }
    const seed = await combine(vector.shares.slice(-vector.k).map(({ share }) => fromB64(share)));
    expect(toHex(seed)).toBe(vector.seed);
    expect(recipientOfSeed(seed)).toBe(vector.recipient);
  });

  test.each(refused)("are refused: $why", async ({ shares }) => {
    const bytes = shares.map(fromB64);
    await expect((async () => {
      requireSound(bytes);
      await combine(bytes);
    })()).rejects.toThrow();
  });
});

test("A staff seed gives the same keys", () => {
  const vector = vectors<Record<string, string>>("staff-key.json");
  const key = StaffKey.fromSeed(fromHex(vector["seed"]!));
  expect([key.recipient, key.signer]).toEqual([vector["recipient"], vector["signer"]]);
  expect(Identity.parse(vector["identity"]!).recipient).toBe(key.recipient);
  expect(toB64(key.signMessage(fromHex(vector["message"]!)))).toBe(vector["signature"]);
  expect(toHex(prfInput())).toBe(vector["prfInput"]);
  const { unsealing, signIn } = secretsOfStretched(fromHex(vector["stretched"]!));
  expect([unsealing.recipient, signIn]).toEqual([vector["unsealingRecipient"], vector["signIn"]]);
});

describe("organisation cards", () => {
  const { fingerprint, cases } = vectors<{
    fingerprint: string; cases: { name: string; today: string; expect: string; card: unknown }[];
  }>("card.json");

  test.each(cases)("$name: $expect", ({ today, expect: expected, card }) => {
    let outcome = "ok";
    try {
      verifyCard(card, fingerprint, today);
    } catch (error) {
      outcome = (error as Error).message;
    }
    expect(outcome).toBe(expected);
  });
});

test.each(vectors<{ documents: { kind: string; signer: string; bodyDigest: string; signedBytesDigest: string; document: SignedDocument }[] }>("documents.json").documents)(
  "A signed $kind is the same to both", ({ signer, bodyDigest: digest, signedBytesDigest, document }) => {
    expect(toB64(bodyDigest(document))).toBe(digest);
    expect(toB64(sha256(signedMessage(document.kind, document.body)))).toBe(signedBytesDigest);
    expect(validSigners(document, [signer])).toEqual(new Set([signer]));
  });

interface MarkVector {
  narrative: string; name: string; contact: string; country: string;
  marks: { offset: number; length: number; class: string; span: string }[];
}

test.each(vectors<{ cases: MarkVector[] }>("marks.json").cases)("'$narrative' is marked alike", ({ narrative, name, contact, country, marks }) => {
  const subject = { names: [{ text: "Specimen Person", script: "Latn", kind: "official" }] };
  const account = { ...ACCOUNT, subject, events: [], knowledge: [], narrative };
  expect(findMarks(account, { ...ANONYMOUS, name, contact, country }))
    .toEqual(marks.map(({ offset, length, class: kind }) => ({ field: "narrative", offset, length, class: kind })));
  for (const { offset, length, span } of marks) expect(narrative.slice(offset, offset + length)).toBe(span);
});
