import { makeDeskLine } from "../../open/documents.js";
import { Identity } from "../../open/identity.js";
import { openSeed, sealSeed } from "../../open/seed.js";
import { fromB64, toB64 } from "../../seal/bytes.js";
import { addDays, dayOf, weekOf } from "../../seal/calendar.js";
import { parseDeskLine } from "../../seal/documents.js";
import { validSigners, type SignedDocument } from "../../seal/signed.js";
import type { Acting } from "../cases/acting.js";
import { CodedError } from "../coded.js";

/** Keys are prepared for this week and so many more. */
const AHEAD = 8;

/** A lead at work on desk keys. */
export type Lead = Pick<Acting, "key" | "now" | "random"> & {
  readonly trust: Pick<Acting["trust"], "policy" | "directory">;
};

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

/**
 * Makes the key of a week: a fresh seed, sealed to every lead of the verified directory, and its line, signed by whoever makes it. Leads who are locked out, as
 * the portal says, get no share: one who is left out wrongly sees that, and can be given theirs. Throws `desk.week` and `desk.signer`.
 */
export async function prepareDeskKey(lead: Lead, week: string, without: readonly string[] = []): Promise<DeskOffer> {
  requireWeek(lead, week);
  requireSigner(lead);
  const seed = lead.random(32);
  try {
    const document = makeDeskLine(lead.key, week, Identity.fromSeed(seed).recipient);
    return { week, document, seals: await sealTo(leadsOf(lead).filter(({ member }) => !without.includes(member)), seed) };
  } finally {
    // What the engine copied on the way is beyond reach; this copy is not.
    seed.fill(0);
  }
}

/**
 * Adds this lead's signature to the line of a week. Before that the lead's browser makes sure of two things that the portal could otherwise
 * arrange, and then read everything on the desk: that another lead made the key (their signature), and that the leads hold it (the own share
 * opens and gives the line's recipient). Throws `desk.week`, `desk.signer`, `desk.unsigned`, and as `withShare` does.
 */
export async function countersignDeskKey(lead: Lead, own: OwnDeskKey, week: string): Promise<SignedDocument> {
  requireWeek(lead, week);
  requireSigner(lead);
  const { signed } = lineOf(own, week);
  const others = lead.trust.policy.leads.map(({ signer }) => signer).filter(signer => signer !== lead.key.signer);
  if (validSigners(signed, others).size === 0) throw new CodedError("desk.unsigned");
  await withShare(lead, own, week, () => Promise.resolve());
  return lead.key.countersign(signed);
}

/**
 * Shares a week's key with leads who came later than it, and only with those whom the verified directory lists as leads. Throws `member.role`,
 * and as `withShare` does.
 */
export async function shareDeskKey(lead: Lead, own: OwnDeskKey, week: string, members: readonly string[]): Promise<readonly DeskSeal[]> {
  const leads = leadsOf(lead).filter(({ member }) => members.includes(member));
  if (leads.length !== members.length) throw new CodedError("member.role");
  return withShare(lead, own, week, seed => sealTo(leads, seed));
}

function leadsOf({ trust }: Lead): Lead["trust"]["directory"]["members"] {
  return trust.directory.members.filter(({ roles }) => roles.includes("lead"));
}

function sealTo(leads: Lead["trust"]["directory"]["members"], seed: Uint8Array): Promise<readonly DeskSeal[]> {
  return Promise.all(leads.map(async ({ member, recipient }) => ({ member, sealed: toB64(await sealSeed(seed, recipient)) })));
}

/**
 * Opens the own share and finds that its seed gives the line's recipient: otherwise a lead would vouch for, or pass on, a key that is not the
 * line's. Throws `desk.seal` (no share for this lead), `desk.other` (another week's line, the share of another key), `document.malformed`, or what is
 * wrong with the sealed bytes.
 */
async function withShare<T>({ key }: Lead, own: OwnDeskKey, week: string, use: (seed: Uint8Array) => Promise<T>): Promise<T> {
  const { line: { recipient } } = lineOf(own, week);
  if (own.sealed === null) throw new CodedError("desk.seal");
  const seed = await openSeed(fromB64(own.sealed), key.identity);
  try {
    if (Identity.fromSeed(seed).recipient !== recipient) throw new CodedError("desk.other");
    return await use(seed);
  } finally {
    seed.fill(0);
  }
}

function lineOf(own: OwnDeskKey, week: string): ReturnType<typeof parseDeskLine> {
  const parsed = parseDeskLine(own.document);
  if (parsed.line.week !== week) throw new CodedError("desk.other");
  return parsed;
}

// The page names the weeks; what is signed is decided here, by the clock of this device.
function requireWeek({ now }: Lead, week: string): void {
  const today = dayOf(now());
  const weeks = Array.from({ length: AHEAD + 1 }, (_, at) => weekOf(addDays(today, 7 * at)));
  if (!weeks.includes(week)) throw new CodedError("desk.week");
}

function requireSigner({ key, trust }: Lead): void {
  if (!trust.policy.leads.some(({ signer }) => signer === key.signer)) throw new CodedError("desk.signer");
}
