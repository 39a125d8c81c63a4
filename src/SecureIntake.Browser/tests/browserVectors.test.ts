import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { actMessage, entryBytes, type SignedEntry } from "../log/acts.js";
import { fileKeyOf } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { openPart } from "../open/part.js";
import { openStaffKey, passphraseSecrets, unsealingFromPrf } from "../open/staffKey.js";
import { fromB64, fromUtf8, sha256, toB64 } from "../seal/bytes.js";
import type { Compartment } from "../seal/compartment.js";
import { memberFingerprint, verifyCard } from "../seal/documents.js";
import { HEADER_LENGTH } from "../seal/padding.js";
import { commitmentTo } from "../seal/part.js";
import { codeFromDigits, codeFromWords } from "../seal/receipt.js";
import { parseSigned, validSigners, verify } from "../seal/signed.js";
import { FOLDER, writeBrowserVectors, type BrowserVectors } from "./browserVectors.js";

/*
 * What the browser once made and C# opens (tests/SecureIntake.Sealing.Tests/BrowserVectorTests.cs) must stay readable here
 * too: these files stand for submissions that are already sealed.
 */
let vectors: BrowserVectors;

beforeAll(async () => {
  if (process.env["WRITE_VECTORS"] !== undefined) await writeBrowserVectors();
  vectors = JSON.parse(await readFile(join(FOLDER, "browser.json"), "utf8")) as BrowserVectors;
});

describe("what the browser made", () => {
  test("is a submission whose parts still open, each for its reader", async () => {
    const { submission } = vectors;
    expect(submission.parts).toHaveLength(7);
    const desk = Identity.fromSeed(fromB64(submission.deskSeed));
    for (const { compartment, number, file } of submission.parts) {
      if (compartment === "source") continue;
      const reader = number === undefined ? desk : Identity.fromSeed(fromB64(submission.custodianSeeds[number - 1]!));
      const entries = await open(file, compartment as Compartment, reader);
      expect(JSON.parse(fromUtf8(entries[0]!.content))).toMatchObject({ v: 1 });
      if (compartment === "evidence") expect(toB64(entries[1]!.content)).toBe(submission.evidence);
    }
    expect(verifyCard(submission.card, submission.fingerprint, submission.today).recipient).toBe(desk.recipient);
    expect(codeFromWords(submission.words.join(" "))).toEqual(codeFromDigits(submission.digits));
  });

  test("is a header re-addressed to another reader, with the file key of the first", async () => {
    const { readdressed, submission } = vectors;
    const { file } = submission.parts.find(part => part.part === readdressed.part)!;
    const first = (await bytes(file)).subarray(0, HEADER_LENGTH);
    expect(await fileKeyOf(await bytes(readdressed.file), Identity.fromSeed(fromB64(readdressed.seed))))
      .toEqual(await fileKeyOf(first, Identity.fromSeed(fromB64(submission.deskSeed))));
  });

  test("is a staff key that passkey and passphrase unseal", async () => {
    const { staffKey } = vectors;
    const { unsealing, signIn } = await passphraseSecrets(staffKey.passphrase, fromB64(staffKey.salt));
    expect(signIn).toBe(staffKey.signIn);
    for (const [sealed, by] of [[staffKey.sealedToPrf, unsealingFromPrf(fromB64(staffKey.prf))], [staffKey.sealedToPassphrase, unsealing]] as const) {
      const key = await openStaffKey(fromB64(sealed), by);
      expect([key.signer, key.recipient]).toEqual([staffKey.signer, staffKey.recipient]);
    }
  });

  test("is a fingerprint that two people read to each other", () => {
    expect(vectors.staffKey.fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){7}$/);
    expect(memberFingerprint(vectors.staffKey)).toBe(vectors.staffKey.fingerprint);
  });

  test("are documents and acts that their signer signed", () => {
    const { documents, entries } = vectors;
    expect(validSigners(parseSigned(documents.grant, "grant/v1"), [documents.signer]).size).toBe(1);
    expect(validSigners(parseSigned(documents.lease, "lease/v1"), [documents.signer]).size).toBe(1);
    expect(entries).toHaveLength(5);
    for (const text of entries) {
      const entry = JSON.parse(text) as SignedEntry;
      expect(fromUtf8(entryBytes(entry))).toBe(text);
      expect([entry.key, verify(actMessage(entry.act), entry.key, entry.signature)]).toEqual([documents.signer, true]);
    }
  });
});

async function bytes(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(join(FOLDER, file)));
}

async function open(file: string, compartment: Compartment, reader: Identity): ReturnType<typeof openPart> {
  const whole = await bytes(file);
  const [header, payload] = [whole.subarray(0, HEADER_LENGTH), whole.subarray(HEADER_LENGTH)];
  const commitment = commitmentTo(await fileKeyOf(header, reader));
  return openPart(header, payload, reader, { compartment, payload: toB64(sha256(payload)), commitment: toB64(commitment) });
}
