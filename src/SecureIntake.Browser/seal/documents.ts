import { toB64 } from "./bytes.js";
import { addDays, daysBetween, mondayOf } from "./calendar.js";
import { SealError, type SealCode } from "./failure.js";
import { b64, day, exactly, id, integer, list, Malformed, object, oneOf, text, week, type Read, type Reader } from "./json.js";
import { recipientBytes } from "./recipients.js";
import {
  bodyDigest, parseSigned, readBody, rootFingerprint, rootReader, signedByRoot, validSigners, type Root, type SignedDocument,
} from "./signed.js";

export { parseRoot, rootFingerprint, type Root, type SignedDocument } from "./signed.js";

/** A root's signature binds for at most so many days (FORMAT.md §4). */
const LONGEST_LIFE = 90;

/** A desk key with fewer days left than this takes no new submissions. */
const DESK_MARGIN = 21;

/** A desk key is destroyed on the Monday of its week plus so many days. */
const DESK_LIFE = 35;

export const ROLES = ["administrator", "lead", "verifier", "auditor"] as const;
export type Role = (typeof ROLES)[number];

const recipient: Reader<string> = value => {
  const spelled = text(value);
  try {
    recipientBytes(spelled);
  } catch {
    throw new Malformed();
  }
  return spelled;
};

const signer = object({ member: id, signer: b64(32) });
const benchSigner = object({ bench: id, signer: b64(32) });

const policyReader = object({
  v: exactly(1),
  root: rootReader,
  log: text,
  leads: list(signer),
  deskSignatures: integer(1, 255),
  custodians: list(object({ number: integer(1, 255), recipient })),
  k: integer(2, 255),
  witnesses: list(text),
  address: text,
  issued: day,
  expires: day,
});

const deskReader = object({ v: exactly(1), week, recipient, destroyed: day });

const directoryReader = object({
  v: exactly(1),
  salt: b64(32),
  members: list(object({ member: id, roles: list(oneOf(...ROLES)), recipient, signer: b64(32) })),
  benches: list(benchSigner),
  issued: day,
  expires: day,
});

const rosterReader = object({
  v: exactly(1),
  directory: b64(32),
  signers: list(signer),
  benches: list(benchSigner),
  issued: day,
  expires: day,
});

export type Policy = Read<typeof policyReader>;
export type DeskLine = Read<typeof deskReader>;
export type Directory = Read<typeof directoryReader>;
export type Roster = Read<typeof rosterReader>;
export type Member = Directory["members"][number];

/** The one object that `sealSubmission` takes: exists only after `verifyCard` has passed every check. */
export interface VerifiedCard {
  /** Root fingerprint, hex. */
  readonly root: string;
  readonly policy: Policy;
  /** Body digest of the policy, b64. */
  readonly digest: string;
  /** ISO week of the desk key. */
  readonly week: string;
  /** The desk key's recipient. */
  readonly recipient: string;
  /** Day on which the desk key is destroyed. */
  readonly destroyed: string;
}

/**
 * Checks an organisation card against the pinned root fingerprint, on the day `today` (FORMAT.md §4).
 *
 * Throws `SealError`, in this order: `card.malformed` (not the shape), `card.root` (another root than the pinned one),
 * `card.signature` (too few of the root's keys signed), `card.expired` (not yet or no longer valid, or made to live
 * longer than 90 days), `card.desk` (too few leads signed the desk line, or its date is not what its week gives),
 * `card.week` (the desk key has fewer than 21 days to live).
 */
export function verifyCard(card: unknown, rootFingerprint: string, today: string): VerifiedCard {
  const { policyDocument, policy, deskDocument, desk } = orThrow("card.malformed", () => {
    const documents = object({
      policy: value => parseSigned(value, "policy/v1"),
      desk: value => parseSigned(value, "desk/v1"),
    })(card);
    return {
      policyDocument: documents.policy,
      policy: readPolicy(documents.policy),
      deskDocument: documents.desk,
      desk: readBody(documents.desk, deskReader),
    };
  });
  requireRoot(policyDocument, policy, rootFingerprint, today, "card");
  verifyDeskLine(deskDocument, desk, policy);
  if (daysBetween(today, desk.destroyed) < DESK_MARGIN) throw new SealError("card.week");
  return {
    root: rootFingerprint,
    policy,
    digest: toB64(bodyDigest(policyDocument)),
    week: desk.week,
    recipient: desk.recipient,
    destroyed: desk.destroyed,
  };
}

export interface VerifiedPolicy extends Policy {
  /** Body digest, b64. */
  readonly digest: string;
}

/** The policy alone, as staff pages need it. Throws `document.malformed`, `document.signature` or `document.expired`. */
export function verifyPolicy(document: unknown, rootFingerprint: string, today: string): VerifiedPolicy {
  const signed = orThrow("document.malformed", () => parseSigned(document, "policy/v1"));
  const policy = orThrow("document.malformed", () => readPolicy(signed));
  requireRoot(signed, policy, rootFingerprint, today, "document");
  return { ...policy, digest: toB64(bodyDigest(signed)) };
}

export interface VerifiedDirectory extends Directory {
  /** Body digest, b64: what the roster names. */
  readonly digest: string;
}

/** The members, their roles and keys. Throws `document.malformed`, `document.signature` or `document.expired`. */
export function verifyDirectory(document: unknown, policy: Policy, today: string): VerifiedDirectory {
  const { signed, body } = verifyUnderRoot(document, "directory/v1", directoryReader, policy.root, today);
  const members = body.members;
  requireDistinct(members.map(member => member.member), "document.malformed");
  requireDistinct(signersOf(members, body.benches), "document.malformed");
  return { ...body, digest: toB64(bodyDigest(signed)) };
}

/** The public face of the directory. Throws as `verifyDirectory` does. */
export function verifyRoster(document: unknown, policy: Policy, today: string): Roster {
  const { body } = verifyUnderRoot(document, "roster/v1", rosterReader, policy.root, today);
  requireDistinct(body.signers.map(entry => entry.member), "document.malformed");
  requireDistinct(signersOf(body.signers, body.benches), "document.malformed");
  return body;
}

function verifyUnderRoot<T extends { issued: string; expires: string }>(
    document: unknown, kind: "directory/v1" | "roster/v1", reader: Reader<T>, root: Root, today: string,
): { signed: SignedDocument; body: T } {
  const signed = orThrow("document.malformed", () => parseSigned(document, kind));
  const body = orThrow("document.malformed", () => readBody(signed, reader));
  if (!signedByRoot(signed, root)) throw new SealError("document.signature");
  requireCurrent(body, today, "document.expired");
  return { signed, body };
}

function requireRoot(
    document: SignedDocument, policy: Policy, pinned: string, today: string, prefix: "card" | "document",
): void {
  if (rootFingerprint(policy.root) !== pinned) throw new SealError(prefix === "card" ? "card.root" : "document.signature");
  if (!signedByRoot(document, policy.root)) throw new SealError(`${prefix}.signature`);
  requireCurrent(policy, today, `${prefix}.expired`);
}

function verifyDeskLine(document: SignedDocument, desk: DeskLine, policy: Policy): void {
  const signers = validSigners(document, policy.leads.map(lead => lead.signer));
  if (signers.size < policy.deskSignatures) throw new SealError("card.desk");
  if (desk.destroyed !== addDays(mondayOf(desk.week), DESK_LIFE)) throw new SealError("card.desk");
}

/** A policy's inner rules: leads and custodians distinct, custodians numbered 1…n, k ≤ n. */
function readPolicy(document: SignedDocument): Policy {
  const policy = readBody(document, policyReader);
  const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;
  const sound = distinct(policy.leads.map(lead => lead.member))
    && distinct(policy.leads.map(lead => lead.signer))
    && policy.custodians.every((custodian, at) => custodian.number === at + 1)
    && distinct(policy.custodians.map(custodian => custodian.recipient))
    && policy.k <= policy.custodians.length;
  if (!sound) throw new Malformed();
  return policy;
}

function requireCurrent(body: { issued: string; expires: string }, today: string, code: SealCode): void {
  const life = daysBetween(body.issued, body.expires);
  if (life < 0 || life > LONGEST_LIFE || today < body.issued || today > body.expires) throw new SealError(code);
}

function signersOf(members: readonly { signer: string }[], benches: readonly { signer: string }[]): string[] {
  return [...members, ...benches].map(entry => entry.signer);
}

function requireDistinct(values: readonly string[], code: SealCode): void {
  if (new Set(values).size !== values.length) throw new SealError(code);
}

function orThrow<T>(code: SealCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new SealError(code);
    throw error;
  }
}
