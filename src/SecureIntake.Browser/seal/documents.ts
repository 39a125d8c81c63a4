import { sha256, toB64, toHex, toUtf8 } from "./bytes.js";
import { addDays, daysBetween, mondayOf } from "./calendar.js";
import { SealError, type SealCode } from "./failure.js";
import { b64, day, exactly, id, integer, list, Malformed, matching, object, oneOf, text, week, type Read } from "./json.js";
import { isUsableRecipient } from "./recipients.js";
import {
  bodyDigest, parseSigned, readBody, rootFingerprint, rootReader, signedByRoot, signerKey, validSigners, type Root, type SignedDocument,
} from "./signed.js";

export { parseRoot, rootFingerprint, type Root, type SignedDocument } from "./signed.js";

/** A root's signature binds for at most so many days (FORMAT.md §4). */
const LONGEST_LIFE = 90;

/** The longest text about witnesses, in UTF-16 units. */
const LONGEST_WITNESSES = 8192;

/** A desk key with fewer days left than this takes no new submissions. */
const DESK_MARGIN = 21;

/** A desk key is destroyed on the Monday of its week plus so many days. */
const DESK_LIFE = 35;

export const ROLES = ["administrator", "lead", "verifier", "auditor"] as const;
export type Role = (typeof ROLES)[number];

const recipient = matching(isUsableRecipient);

const signer = object({ member: id, signer: signerKey });
const benchSigner = object({ bench: id, signer: signerKey });
const gateSigner = object({ gate: id, signer: signerKey });

const policyReader = object({
  v: exactly(1),
  root: rootReader,
  log: text,
  leads: list(signer),
  deskSignatures: integer(1, 255),
  custodians: list(object({ number: integer(1, 255), recipient })),
  k: integer(2, 255),
  /** Who must have cosigned the log: text that `log/policy.ts` reads. */
  witnesses: value => within(text(value), LONGEST_WITNESSES),
  address: text,
  issued: day,
  expires: day,
});

const cardReader = object({
  policy: value => parseSigned(value, "policy/v1"),
  desk: value => parseSigned(value, "desk/v1"),
});

const deskReader = object({ v: exactly(1), week, recipient, destroyed: day });

const directoryReader = object({
  v: exactly(1),
  salt: b64(32),
  members: list(object({ member: id, roles: list(oneOf(...ROLES)), recipient, signer: signerKey })),
  benches: list(benchSigner),
  gates: list(gateSigner),
  issued: day,
  expires: day,
});

const rosterReader = object({
  v: exactly(1),
  policy: b64(32),
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
 * Throws `SealError`, the first that applies: `card.malformed` (not the shape, or a life of more than 90 days),
 * `card.root` (another root than the pinned one), `card.signature` (too few of the root's keys signed), `card.expired`
 * (not yet or no longer valid), `card.desk` (too few leads signed the desk line), `card.week` (the desk key has fewer
 * than 21 days to live).
 */
export function verifyCard(card: unknown, rootFingerprint: string, today: string): VerifiedCard {
  const documents = orThrow("card.malformed", () => cardReader(card));
  // Read before its signature is checked only because it names the root, which the fingerprint then decides.
  const policy = orThrow("card.malformed", () => readPolicy(documents.policy));
  requireRoot(documents.policy, policy, rootFingerprint, today, "card");
  const signers = validSigners(documents.desk, policy.leads.map(lead => lead.signer));
  if (signers.size < policy.deskSignatures) throw new SealError("card.desk");
  const desk = orThrow("card.malformed", () => readDeskLine(documents.desk));
  if (daysBetween(today, desk.destroyed) < DESK_MARGIN) throw new SealError("card.week");
  return {
    root: rootFingerprint,
    policy,
    digest: toB64(bodyDigest(documents.policy)),
    week: desk.week,
    recipient: desk.recipient,
    destroyed: desk.destroyed,
  };
}

/**
 * A desk line by itself, whoever signed it: for leads, who add their signatures. Sources' clients take one only as part of a card, with
 * `verifyCard`. Throws `document.malformed`.
 */
export function parseDeskLine(document: unknown): { readonly signed: SignedDocument; readonly line: DeskLine } {
  return orThrow("document.malformed", () => {
    const signed = parseSigned(document, "desk/v1");
    return { signed, line: readDeskLine(signed) };
  });
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
export function verifyDirectory(document: unknown, policy: Pick<Policy, "root">, today: string): VerifiedDirectory {
  const { signed, body } = verifyUnderRoot(document, "directory/v1", readDirectory, policy.root, today);
  return { ...body, digest: toB64(bodyDigest(signed)) };
}

/**
 * What a member and whoever signs for the root read to each other: eight groups of four hex digits (FORMAT.md §4). Shown to a
 * member it must be made from the keys in their own browser, never taken from a server.
 */
export function memberFingerprint({ member, recipient, signer }: Pick<Member, "member" | "recipient" | "signer">): string {
  const digest = sha256(toUtf8(`secureintake/member/v1\n${member}\n${recipient}\n${signer}\n`));
  return toHex(digest.subarray(0, 16)).match(/.{4}/g)!.join(" ");
}

/**
 * Policy and directory of one ceremony: the roster names both, so that an older policy, which may ask for fewer witnesses, does not pass beside a newer
 * directory. Throws `document.malformed`, `document.signature` (also where the three do not belong together) or `document.expired`.
 */
export function verifyPublication(
    documents: { readonly policy: unknown; readonly directory: unknown; readonly roster: unknown }, rootFingerprint: string, today: string,
): { readonly policy: VerifiedPolicy; readonly directory: VerifiedDirectory } {
  const policy = verifyPolicy(documents.policy, rootFingerprint, today);
  const directory = verifyDirectory(documents.directory, policy, today);
  const roster = verifyRoster(documents.roster, policy, today);
  if (roster.policy !== policy.digest || roster.directory !== directory.digest) throw new SealError("document.signature");
  return { policy, directory };
}

/** The public face of the directory. Throws as `verifyDirectory` does. */
export function verifyRoster(document: unknown, policy: Pick<Policy, "root">, today: string): Roster {
  return verifyUnderRoot(document, "roster/v1", readRoster, policy.root, today).body;
}

function verifyUnderRoot<T extends { issued: string; expires: string }>(
    document: unknown, kind: "directory/v1" | "roster/v1", read: (signed: SignedDocument) => T, root: Root, today: string,
): { signed: SignedDocument; body: T } {
  const signed = orThrow("document.malformed", () => parseSigned(document, kind));
  const body = orThrow("document.malformed", () => read(signed));
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

function readDeskLine(document: SignedDocument): DeskLine {
  const desk = readBody(document, deskReader);
  requireThat(desk.destroyed === addDays(mondayOf(desk.week), DESK_LIFE));
  return desk;
}

function readPolicy(document: SignedDocument): Policy {
  const policy = readBody(document, policyReader);
  requireThat(distinct(policy.leads.map(lead => lead.member)));
  requireThat(distinct(policy.leads.map(lead => lead.signer)));
  requireThat(policy.deskSignatures <= policy.leads.length);
  requireThat(policy.custodians.every((custodian, at) => custodian.number === at + 1));
  requireThat(distinct(policy.custodians.map(custodian => custodian.recipient)));
  requireThat(policy.k <= policy.custodians.length);
  requireThat(isLifetime(policy));
  return policy;
}

function readDirectory(document: SignedDocument): Directory {
  const directory = readBody(document, directoryReader);
  requireThat(distinct(directory.members.map(member => member.member)));
  requireThat(distinct(directory.members.map(member => member.recipient)));
  requireThat(directory.members.every(({ roles }) => roles.length > 0 && distinct(roles)));
  requireThat(distinct(directory.gates.map(entry => entry.gate)));
  requireSigners(directory.members, directory.benches, directory.gates);
  requireThat(isLifetime(directory));
  return directory;
}

function readRoster(document: SignedDocument): Roster {
  const roster = readBody(document, rosterReader);
  requireThat(distinct(roster.signers.map(entry => entry.member)));
  requireSigners(roster.signers, roster.benches);
  requireThat(isLifetime(roster));
  return roster;
}

/** One key signs for one id only, be it a member's, a bench's or a gate's. */
function requireSigners(
    members: readonly { signer: string }[], benches: readonly { bench: string; signer: string }[], gates: readonly { signer: string }[] = [],
): void {
  requireThat(distinct(benches.map(entry => entry.bench)));
  requireThat(distinct([...members, ...benches, ...gates].map(entry => entry.signer)));
}

function isLifetime({ issued, expires }: { issued: string; expires: string }): boolean {
  const days = daysBetween(issued, expires);
  return days >= 0 && days <= LONGEST_LIFE;
}

function requireCurrent(body: { issued: string; expires: string }, today: string, code: SealCode): void {
  if (today < body.issued || today > body.expires) throw new SealError(code);
}

function within(value: string, longest: number): string {
  requireThat(value.length > 0 && value.length <= longest);
  return value;
}

function distinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function requireThat(sound: boolean): void {
  if (!sound) throw new Malformed();
}

function orThrow<T>(code: SealCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new SealError(code);
    throw error;
  }
}
