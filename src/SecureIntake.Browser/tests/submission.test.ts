import { combine } from "shamir-secret-sharing";
import { beforeAll, describe, expect, test } from "vitest";
import { openPart } from "../open/part.js";
import { Identity } from "../open/identity.js";
import { fileKeyOf } from "../open/header.js";
import { fromB64, fromHex, fromUtf8, sha256, toB64, toUtf8 } from "../seal/bytes.js";
import { HEADER_LENGTH, sealedLength, SOURCE_LENGTH } from "../seal/padding.js";
import { commitmentTo } from "../seal/part.js";
import { codeFromDigits, keysOf } from "../seal/receipt.js";
import type { Account, Evidence, Mailbox, ShareRecord, Source } from "../seal/records.js";
import { commitmentToShare } from "../seal/shares.js";
import { commitBody, sealSubmission, type Draft, type SealedSubmission, type SealedUpload, type SealingProgress } from "../seal/submission.js";
import { ACCOUNT, ANONYMOUS, changedFile, NAMED, Organisation } from "./specimens.js";

const organisation = new Organisation();
const card = organisation.verified();
const document = toUtf8("%PDF SPECIMEN ".repeat(3_000));

const DRAFT: Draft = {
  account: ACCOUNT,
  evidence: [{ file: new Blob([document as BlobPart], { type: "application/pdf" }), name: "SPECIMEN.PDF", kind: "document", note: "" }],
  source: NAMED,
  papers: [new Blob([toUtf8("SPECIMEN paper") as BlobPart], { type: "image/jpeg" })],
};

async function open<T>(upload: SealedUpload, identity: Identity): Promise<{ record: T; files: Uint8Array[] }> {
  const header = new Uint8Array(await upload.blob.slice(0, HEADER_LENGTH).arrayBuffer());
  const payload = new Uint8Array(await upload.blob.slice(HEADER_LENGTH).arrayBuffer());
  const expected = {
    compartment: upload.compartment, payload: toB64(sha256(payload)), commitment: toB64(commitmentTo(await fileKeyOf(header, identity))),
  };
  const [first, ...others] = await openPart(header, payload, identity, expected);
  return { record: JSON.parse(fromUtf8(first!.content)) as T, files: others.map(entry => entry.content) };
}

describe("a sealed submission", () => {
  let sealed: SealedSubmission;
  const progress: SealingProgress[] = [];
  const only = (compartment: string): SealedUpload => sealed.uploads.find(upload => upload.compartment === compartment)!;

  beforeAll(async () => {
    sealed = await sealSubmission(DRAFT, card, { onProgress: at => progress.push(at) });
  });

  test("has every part, the account last", () => {
    expect(sealed.uploads.map(({ compartment, number }) => [compartment, number])).toEqual([
      ["evidence", undefined], ["mailbox", undefined], ["source", undefined], ["share", 1], ["share", 2], ["share", 3], ["account", undefined],
    ]);
    expect(sealed.week).toBe("2026-W48");
  });

  test("opens at the desk to what was told", async () => {
    const { record } = await open<Account>(only("account"), organisation.desk);
    expect(record).toMatchObject({ v: 1, ...ACCOUNT });
    expect(record.marks).toHaveLength(1);
    const evidence = await open<Evidence>(only("evidence"), organisation.desk);
    expect(evidence.files).toEqual([document]);
    expect(evidence.record).toEqual({
      v: 1, file: "evidence.pdf", name: "SPECIMEN.PDF", kind: "document", type: "application/pdf", size: document.length,
      sha256: toB64(sha256(document)), note: "",
    });
  });

  test("names every other part in its account by digest and commitment", async () => {
    const { record } = await open<Account>(only("account"), organisation.desk);
    expect(record.parts.map(part => part.part)).toEqual(sealed.uploads.slice(0, -1).map(upload => upload.part));
    for (const [at, reference] of record.parts.entries()) {
      const payload = new Uint8Array(await sealed.uploads[at]!.blob.slice(HEADER_LENGTH).arrayBuffer());
      expect(reference.payload).toBe(toB64(sha256(payload)));
    }
  });

  test("gives its source part to two custodians together and to no desk", async () => {
    await expect(open(only("source"), organisation.desk)).rejects.toThrow("header.no-match");
    const held = await Promise.all(sealed.uploads.filter(upload => upload.compartment === "share")
      .map((upload, at) => open<ShareRecord>(upload, organisation.custodians[at]!)));
    const account = (await open<Account>(only("account"), organisation.desk)).record;
    for (const { record } of held) {
      const commitment = commitmentToShare(record.part, record.number, fromB64(record.salt), fromB64(record.share));
      expect(account.shares.commitments[record.number - 1]!.commitment).toBe(toB64(commitment));
    }
    const seed = await combine(held.slice(1).map(({ record }) => fromB64(record.share)));
    const { record, files } = await open<Source>(only("source"), Identity.fromSeed(seed));
    expect(record).toEqual({ v: 1, ...NAMED, papers: [{ file: "paper-1.jpg", type: "image/jpeg" }] });
    expect(fromUtf8(files[0]!)).toBe("SPECIMEN paper");
  });

  test("ties mailbox, shares and log to the receipt code", async () => {
    const keys = keysOf(codeFromDigits(sealed.receipt.digits));
    expect(sealed.tag).toBe(toB64(keys.logTag));
    const mailbox = (await open<Mailbox>(only("mailbox"), organisation.desk)).record;
    expect(mailbox).toEqual({
      v: 1, reply: Identity.fromSeed(keys.replySeed).recipient, addressKey: toB64(keys.mailbox), followUpKey: toB64(keys.followUpMac),
    });
    const share = (await open<ShareRecord>(only("share"), organisation.custodians[0]!)).record;
    expect(share.noticeKey).toBe(toB64(keys.notice));
    expect([share.part, only("source").part]).toEqual([keys.sourcePart, keys.sourcePart]);
  });

  test("shows progress for each part to its end", () => {
    expect(new Set(progress.map(at => at.count))).toEqual(new Set([7]));
    for (const index of sealed.uploads.keys()) {
      const last = progress.filter(at => at.index === index).at(-1)!;
      expect(last.done).toBe(last.total);
      expect(last.total).toBe(sealed.uploads[index]!.blob.size);
    }
  });

  test("commits with upload ids in order and numbers for shares only", () => {
    const ids = sealed.uploads.map((_, at) => String(at));
    const body = JSON.parse(commitBody(sealed, ids)) as { parts: Record<string, unknown>[] };
    expect(body).toMatchObject({ week: sealed.week, tag: sealed.tag });
    expect(body.parts[3]).toEqual({ upload: "3", part: sealed.uploads[3]!.part, compartment: "share", number: 1 });
    expect(body.parts[0]).toEqual({ upload: "0", part: sealed.uploads[0]!.part, compartment: "evidence" });
    expect(JSON.stringify(body)).not.toContain("SPECIMEN");
    expect(() => commitBody(sealed, ids.slice(1))).toThrow(RangeError);
  });

  test("looks alike from outside whether the source is named or not", async () => {
    const anonymous = await sealSubmission({ ...DRAFT, source: ANONYMOUS, papers: [] }, card);
    const outside = (of: SealedSubmission): unknown => of.uploads.map(({ compartment, number, blob }) => [compartment, number, blob.size]);
    expect(outside(anonymous)).toEqual(outside(sealed));
    expect(anonymous.uploads.find(upload => upload.compartment === "source")!.blob.size).toBe(sealedLength(SOURCE_LENGTH));
  });

  test("uses no id, key or payload twice", async () => {
    const again = await sealSubmission(DRAFT, card);
    const ids = [...sealed.uploads, ...again.uploads].map(upload => upload.part);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again.tag).not.toBe(sealed.tag);
  });
});

describe("a submission is refused", () => {
  test("when the papers do not fit the source part", async () => {
    const papers = [new Blob([new Uint8Array(SOURCE_LENGTH)], { type: "image/jpeg" })];
    await expect(sealSubmission({ ...DRAFT, evidence: [], papers }, card)).rejects.toThrow("source.too-large");
  });

  test("when there are more than forty evidence files", async () => {
    const evidence = Array.from({ length: 41 }, () => DRAFT.evidence[0]!);
    await expect(sealSubmission({ ...DRAFT, evidence }, card)).rejects.toThrow("evidence.count");
  });

  test("when a file changed since it was chosen", async () => {
    const file = await changedFile(document);
    const evidence = [{ ...DRAFT.evidence[0]!, file }];
    await expect(sealSubmission({ ...DRAFT, evidence }, card)).rejects.toThrow("file.unreadable");
    });
});

test("Ids are drawn from the random parameter", async () => {
  const sealed = await sealSubmission({ ...DRAFT, evidence: [] }, card, { random: length => new Uint8Array(length).fill(7) });
  // But for the source part's, which the code gives.
  expect(new Set(sealed.uploads.map(upload => upload.part))).toEqual(new Set(["07".repeat(16), keysOf(fromHex("07".repeat(16))).sourcePart]));
  expect(codeFromDigits(sealed.receipt.digits)).toEqual(fromHex("07".repeat(16)));
});
