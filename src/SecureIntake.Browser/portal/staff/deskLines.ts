import { makeDeskLine } from "../../open/documents.js";
import { Identity } from "../../open/identity.js";
import { openSeed, sealSeed } from "../../open/seed.js";
import type { StaffKey } from "../../open/staffKey.js";
import { fromB64, toB64, type Random } from "../../seal/bytes.js";
import { addDays, mondayOf } from "../../seal/calendar.js";
import type { VerifiedDirectory } from "../../seal/documents.js";
import { exactly, Malformed, object, text, week, day } from "../../seal/json.js";
import { parseSigned, readBody, validSigners, type SignedDocument } from "../../seal/signed.js";
import { CodedError } from "../coded.js";

/** A desk key as it goes to the portal. */
export interface DeskOffer {
  readonly week: string;
  readonly document: SignedDocument;
  readonly seals: readonly DeskSeal[];
}

/** A desk key as the portal hands it to one of its leads. */
export interface OwnDeskKey {
  readonly document: unknown;
  /** The seed sealed to this lead, b64; null for a lead who came later than the key. */
  readonly sealed: string | null;
}

/** A share of a week's key for one lead. */
export interface DeskSeal {
  readonly member: string;
  /** b64 */
  readonly sealed: string;
}

/** Makes the key of a week: a fresh seed, sealed to every lead of the directory, and its line, signed by whoever makes it. */
export async function prepareDeskKey(key: StaffKey, directory: VerifiedDirectory, forWeek: string, random: Random): Promise<DeskOffer> {
  const seed = random(32);
  const document = makeDeskLine(key, forWeek, Identity.fromSeed(seed).recipient);
  const leads = directory.members.filter(member => member.roles.includes("lead"));
  const seals = await sealTo(leads, seed);
  seed.fill(0);
  return { week: forWeek, document, seals };
}

/**
 * Adds this lead's signature to a line. Before that it makes sure of two things that the portal could otherwise arrange, and then read
 * everything on the desk: that another lead made the key (their signature), and that the leads hold it (the own share is of that key). Throws
 * `desk.unsigned` (no other lead of the policy signed), and as `openShare` does.
 *
 * @param leads signers of the verified policy's leads, b64
 */
export async function countersignDeskLine(key: StaffKey, own: OwnDeskKey, forWeek: string, leads: readonly string[]): Promise<SignedDocument> {
  const { document, seed } = await openShare(key, own, forWeek);
  seed.fill(0);
  if (validSigners(document, leads.filter(signer => signer !== key.signer)).size === 0) throw new CodedError("desk.unsigned");
  return key.countersign(document);
}

/**
 * Shares a week's key with leads who came later than it, and only with those whom the verified directory lists as leads. Throws as `openShare`
 * does, and `member.role`.
 */
export async function shareDeskKey(
    key: StaffKey, own: OwnDeskKey, forWeek: string, directory: VerifiedDirectory, members: readonly string[],
): Promise<readonly DeskSeal[]> {
  const leads = directory.members.filter(({ member, roles }) => members.includes(member) && roles.includes("lead"));
  if (leads.length !== members.length) throw new CodedError("member.role");
  const { seed } = await openShare(key, own, forWeek);
  const seals = await sealTo(leads, seed);
  seed.fill(0);
  return seals;
}

function sealTo(leads: readonly { readonly member: string; readonly recipient: string }[], seed: Uint8Array): Promise<DeskSeal[]> {
  return Promise.all(leads.map(async ({ member, recipient }) => ({ member, sealed: toB64(await sealSeed(seed, recipient)) })));
}

/**
 * Opens the own share and finds that its seed gives the line's recipient: otherwise a lead would vouch for, or pass on, a key that is not the
 * line's. Throws `desk.seal` (no share for this lead), `desk.other` (the share of another key), `desk.malformed`, or what is wrong with the sealed
 * bytes.
 */
async function openShare(key: StaffKey, own: OwnDeskKey, forWeek: string): Promise<{ document: SignedDocument; seed: Uint8Array }> {
  const { document, recipient } = readLine(own.document, forWeek);
  if (own.sealed === null) throw new CodedError("desk.seal");
  const seed = await openSeed(fromB64(own.sealed), key.identity);
  if (Identity.fromSeed(seed).recipient !== recipient) throw new CodedError("desk.other");
  return { document, seed };
}

const lineReader = object({ v: exactly(1), week, recipient: text, destroyed: day });

function readLine(posted: unknown, forWeek: string): { document: SignedDocument; recipient: string } {
  try {
    const document = parseSigned(posted, "desk/v1");
    const line = readBody(document, lineReader);
    if (line.week === forWeek && line.destroyed === addDays(mondayOf(forWeek), 35)) return { document, recipient: line.recipient };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  throw new CodedError("desk.malformed");
}
