import { makeDeskLine } from "../../open/documents.js";
import { Identity } from "../../open/identity.js";
import { openSeed, sealSeed } from "../../open/seed.js";
import type { StaffKey } from "../../open/staffKey.js";
import { fromB64, toB64, type Random } from "../../seal/bytes.js";
import { addDays, mondayOf } from "../../seal/calendar.js";
import type { VerifiedDirectory } from "../../seal/documents.js";
import { exactly, Malformed, object, text, week, day } from "../../seal/json.js";
import { parseSigned, readBody, type SignedDocument } from "../../seal/signed.js";
import { CodedError } from "../coded.js";

/** A desk key as it goes to the portal. */
export interface DeskOffer {
  readonly week: string;
  readonly document: SignedDocument;
  readonly seals: readonly { readonly member: string; readonly sealed: string }[];
}

/** A desk key as the portal hands it to one of its leads. */
export interface OwnDeskKey {
  readonly document: unknown;
  /** The seed sealed to this lead, b64; null for a lead who came later than the key. */
  readonly sealed: string | null;
}

/** Makes the key of a week: a fresh seed, sealed to every lead of the directory, and its line, signed by whoever makes it. */
export async function prepareDeskKey(key: StaffKey, directory: VerifiedDirectory, forWeek: string, random: Random): Promise<DeskOffer> {
  const seed = random(32);
  const document = makeDeskLine(key, forWeek, Identity.fromSeed(seed).recipient);
  const leads = directory.members.filter(member => member.roles.includes("lead"));
  const seals = await Promise.all(leads.map(async ({ member, recipient }) => ({ member, sealed: toB64(await sealSeed(seed, recipient)) })));
  seed.fill(0);
  return { week: forWeek, document, seals };
}

const lineReader = object({ v: exactly(1), week, recipient: text, destroyed: day });

/**
 * Adds this lead's signature to a line, after opening the own seal and finding that its seed gives the line's recipient: otherwise the lead
 * would vouch for a key that nobody of the leads holds. Throws `desk.seal` (no seal for this lead), `desk.other` (the seed is another one's),
 * `desk.malformed`, or what is wrong with the sealed bytes.
 */
export async function countersignDeskLine(key: StaffKey, own: OwnDeskKey, forWeek: string): Promise<SignedDocument> {
  const { document, recipient } = readLine(own.document, forWeek);
  if (own.sealed === null) throw new CodedError("desk.seal");
  const seed = await openSeed(fromB64(own.sealed), key.identity);
  const same = Identity.fromSeed(seed).recipient === recipient;
  seed.fill(0);
  if (!same) throw new CodedError("desk.other");
  return key.countersign(document);
}

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
