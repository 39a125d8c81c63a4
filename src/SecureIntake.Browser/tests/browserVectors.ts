import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { entryBytes, newAct, type ActContent } from "../log/acts.js";
import { digestOf, makeGrant, makeLease } from "../open/documents.js";
import { readdress } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { passphraseSecrets, sealStaffKey, StaffKey, unsealingFromPrf } from "../open/staffKey.js";
import { blobOf, fromUtf8, newId, systemRandom, toB64, toUtf8 } from "../seal/bytes.js";
import { memberFingerprint } from "../seal/documents.js";
import { HEADER_LENGTH } from "../seal/padding.js";
import { commitBody, sealSubmission } from "../seal/submission.js";
import { ACCOUNT, NAMED, Organisation } from "./specimens.js";

/** Where C# finds what the browser made. Age files stand beside `browser.json` as any age program would read them. */
export const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../../tests/vectors/browser");

export interface BrowserVectors {
  about: string;
  submission: {
    fingerprint: string; card: unknown; today: string; commit: string; digits: string; words: string[];
    deskSeed: string; custodianSeeds: string[]; evidence: string; source: object;
    parts: { part: string; compartment: string; number?: number; file: string }[];
  };
  readdressed: { seed: string; part: string; file: string };
  staffKey: {
    seed: string; signer: string; recipient: string; member: string; fingerprint: string;
    prf: string; sealedToPrf: string;
    passphrase: string; salt: string; signIn: string; sealedToPassphrase: string;
  };
  documents: { signer: string; grant: object; grantRecipient: string; lease: object };
  /** One of every act that a member signs, as it goes into the log. */
  entries: string[];
}

/**
 * Made-up keys, real sealing. The libraries draw file keys themselves, so no two runs give the same bytes: the files are
 * written once (`npm run vectors`) and then read by both languages.
 */
export async function writeBrowserVectors(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const vectors: BrowserVectors = {
    about: "Made in TypeScript by src/SecureIntake.Browser/tests/browserVectors.ts for C# to open. All SPECIMEN.",
    ...await submissionAndReaddressed(),
    staffKey: await staffKey(),
    ...documents(),
  };
  await writeFile(join(FOLDER, "browser.json"), `${JSON.stringify(vectors, null, 1)}\n`);
}

async function submissionAndReaddressed(): Promise<Pick<BrowserVectors, "submission" | "readdressed">> {
  const deskSeed = systemRandom(32);
  const custodianSeeds = [1, 2, 3].map(() => systemRandom(32));
  const desk = Identity.fromSeed(deskSeed);
  const organisation = new Organisation(desk, custodianSeeds.map(seed => Identity.fromSeed(seed)));
  const evidence = toUtf8("%PDF SPECIMEN\n");
  const sealed = await sealSubmission({
    account: ACCOUNT, source: NAMED, papers: [blobOf([toUtf8("SPECIMEN paper")])],
    evidence: [{ file: new Blob([evidence as BlobPart], { type: "application/pdf" }), name: "SPECIMEN.pdf", kind: "document", note: "SPECIMEN" }],
  }, organisation.verified());

  const parts: BrowserVectors["submission"]["parts"] = [];
  for (const { part, compartment, number, blob } of sealed.uploads) {
    const file = `${compartment}${number ?? ""}.age`;
    await writeFile(join(FOLDER, file), new Uint8Array(await blob.arrayBuffer()));
    parts.push({ part, compartment, ...(number === undefined ? {} : { number }), file });
  }
  const readerSeed = systemRandom(32);
  const { part, blob } = sealed.uploads[0]!;
  const header = new Uint8Array(await blob.slice(0, HEADER_LENGTH).arrayBuffer());
  await writeFile(join(FOLDER, "readdressed.header"), await readdress(header, desk, Identity.fromSeed(readerSeed).recipient));
  return {
    submission: {
      fingerprint: organisation.fingerprint, card: organisation.card(), today: "2026-11-24",
      commit: commitBody(sealed, sealed.uploads.map(() => newId())), ...sealed.receipt,
      deskSeed: toB64(deskSeed), custodianSeeds: custodianSeeds.map(toB64), evidence: toB64(evidence), source: NAMED, parts,
    },
    readdressed: { seed: toB64(readerSeed), part, file: "readdressed.header" },
  };
}

async function staffKey(): Promise<BrowserVectors["staffKey"]> {
  const [seed, prf, salt] = [systemRandom(32), systemRandom(32), systemRandom(16)];
  const key = StaffKey.fromSeed(seed);
  const member = newId();
  // A ligature and a letter with a combining mark: NFKC turns both into other bytes.
  const passphrase = "SPECIMEN of\uFB01ce Zoe\u0308";
  const { unsealing, signIn } = await passphraseSecrets(passphrase, salt);
  return {
    seed: toB64(seed), signer: key.signer, recipient: key.recipient,
    member, fingerprint: memberFingerprint({ member, signer: key.signer, recipient: key.recipient }),
    prf: toB64(prf), sealedToPrf: toB64(await sealStaffKey(key, unsealingFromPrf(prf))),
    passphrase, salt: toB64(salt), signIn, sealedToPassphrase: toB64(await sealStaffKey(key, unsealing)),
  };
}

function documents(): Pick<BrowserVectors, "documents" | "entries"> {
  const key = StaffKey.generate(systemRandom);
  const reader = StaffKey.generate(systemRandom);
  const [member, caseId, run] = [newId(), newId(), newId()];
  const grant = makeGrant(key, {
    case: caseId, part: newId(), compartment: "evidence", payload: toB64(systemRandom(32)), commitment: toB64(systemRandom(32)),
    grantee: run, recipient: reader.recipient, purpose: "examine", expires: "2026-11-25T10:00:00Z", by: member,
  }, systemRandom);
  const lease = makeLease(key, {
    case: caseId, stage: "examine", grants: [grant], run, readers: [{ member, recipient: key.recipient }], by: member,
    expires: "2026-11-25T10:00:00Z",
  }, systemRandom);
  const grants = [digestOf(grant)];
  const acts: ActContent[] = [
    { type: "open/v1", case: caseId, parts: [newId(), newId()], recipient: toB64(systemRandom(32)), purpose: "triage" },
    { type: "triage/v1", case: caseId, deputy: newId(), grants, purpose: "triage" },
    { type: "assign/v1", case: caseId, member: newId(), grants, purpose: "verify" },
    { type: "keyed/v1", case: caseId, part: newId(), grants, purpose: "verify" },
    { type: "lease/v1", case: caseId, stage: "examine", run, lease: digestOf(lease), grants, purpose: "examine" },
  ];
  const signed = acts.map(act => key.signAct(newAct(act, member, new Date("2026-11-24T10:00:00Z"), systemRandom)));
  return {
    documents: { signer: key.signer, grant, grantRecipient: reader.recipient, lease },
    entries: signed.map(entry => fromUtf8(entryBytes(entry))),
  };
}
