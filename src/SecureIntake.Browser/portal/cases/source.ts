import { actMessage, entryBytes, type SignedEntry } from "../../log/acts.js";
import { parseCanonical } from "../../log/canonical.js";
import { LogError } from "../../log/failure.js";
import { leafHash, proofText } from "../../log/proof.js";
import { combineSource, openAnswer, ShareError } from "../../open/custody.js";
import { OpenError } from "../../open/failure.js";
import { fileKeyOf } from "../../open/header.js";
import { sha256, toB64, toUtf8 } from "../../seal/bytes.js";
import type { Account, Source } from "../../seal/records.js";
import { verify } from "../../seal/signed.js";
import type { TarEntry } from "../../seal/tar.js";
import { sign, type Acting } from "./acting.js";
import type { CaseFacts, FactPart } from "./facts.js";
import { CaseError } from "./failure.js";
import { ask, verifyRecord, type LogRecord, type ObtainStep } from "./obtaining.js";
import type { CasePortal, Logged } from "./portal.js";
import { readPart } from "./reading.js";
import { readSource } from "./records.js";

/** Why a lead may ask who the source is. */
export const REASONS = ["contact", "protect", "court"] as const;

export type Reason = (typeof REASONS)[number];

/** Who the source is, as they told it. Papers are what they sealed, bytes that nothing here looks into. */
export interface OpenedSource {
  readonly record: LogRecord;
  readonly source: Source;
  readonly papers: readonly TarEntry[];
}

/** Signs the request, and has the log hold it. Nothing is given for it: the waiting time begins when the gate is shown it. */
export async function askCustodians(acting: Acting, portal: CasePortal, facts: CaseFacts, reason: Reason): Promise<LogRecord> {
  const entry = sign(acting, { type: "custody/v1", case: facts.case, part: sourceOf(facts).part, purpose: reason });
  const { logged } = await portal.requestCustody(facts.case, entry);
  return verifyRecord(acting, entryBytes(entry), entry.act.at, logged);
}

/**
 * The member's own request, as the log proves it. What the portal hands out may be another's: custodians would seal their shares to whoever signed it. Throws
 * `custody.entry`, and `LogError`.
 */
export async function ownRequest(acting: Acting, portal: CasePortal, facts: CaseFacts): Promise<Logged> {
  const { logged } = await portal.provenRequest(facts.case);
  const { act, key, signature } = readEntry(logged.entry);
  const own = act.type === "custody/v1" && act.case === facts.case && act.part === sourceOf(facts).part && act.by === acting.member
    && key === acting.key.signer && verify(actMessage(act), key, signature);
  if (!own) throw new CaseError("custody.entry");
  if (!verifyRecord(acting, toUtf8(logged.entry), act.at, logged).witnesses.enough) throw new LogError("log.unwitnessed");
  return logged;
}

function readEntry(text: string): SignedEntry {
  try {
    const entry = parseCanonical(toUtf8(text)) as unknown as SignedEntry;
    if (typeof entry.act === "object" && entry.act !== null && typeof entry.key === "string" && typeof entry.signature === "string") return entry;
  } catch {
    // Refused below like any other entry that is none.
  }
  throw new CaseError("custody.entry");
}

/**
 * The file for the custodians (Sealing/FORMAT.md §8): the request with its proof, what the root signed, and the shares, which open for each custodian alone. Taking
 * them from the gate is an opening, and stands in the log before it happens.
 */
export async function makeRequestFile(
    acting: Acting, portal: CasePortal, facts: CaseFacts, step: (at: ObtainStep) => void, signal: AbortSignal, recorded: (record: LogRecord) => void,
): Promise<Blob> {
  const logged = await ownRequest(acting, portal, facts);
  const shares = facts.parts.filter(({ compartment }) => compartment === "share");
  const source = sourceOf(facts);
  const { record, headers } = await ask(acting, portal, { case: facts.case, parts: shares.map(({ part }) => part), purpose: "custody" }, step);
  recorded(record);
  const file = {
    v: 1, entry: logged.entry, proof: proofText(logged), publication: acting.trust.publication, case: facts.case, source: source.part,
    shares: await Promise.all([...shares].sort((a, b) => a.number - b.number).map(async share => ({
      part: share.part, number: share.number, header: toB64(headerOf(headers, share.part)), payload: toB64(await payloadOf(portal, share, signal)),
    }))),
  };
  return new Blob([JSON.stringify(file)], { type: "application/json" });
}

/**
 * Opens the source part with the custodians' answers. They are opened, held against the account and combined first: what does not give the key leaves no entry in
 * the log. Throws `ShareError`, and what an opening throws.
 *
 * @param files the answers, as files
 * @param progress bytes of the payload that arrived
 */
export async function openSource(
    acting: Acting, portal: CasePortal, facts: CaseFacts, account: Account, files: readonly Blob[], step: (at: ObtainStep) => void,
    progress: (done: number, total: number) => void, signal: AbortSignal,
): Promise<OpenedSource> {
  const { part, payload, length } = sourceOf(facts);
  const named = account.parts.find(candidate => candidate.compartment === "source");
  if (named === undefined || named.part !== part || named.payload !== payload) throw new CaseError("account.part", part);
  const answers = await Promise.all(files.map(file => openAnswer(file, acting.key.identity)));
  const request = toB64(leafHash(toUtf8((await ownRequest(acting, portal, facts)).entry)));
  const identity = await combineSource({ case: facts.case, part, request }, account.shares, answers);
  const { record, headers } = await ask(acting, portal, { case: facts.case, parts: [part], purpose: "custody" }, step);
  const header = headerOf(headers, part);
  try {
    (await fileKeyOf(header, identity)).fill(0);
  } catch (error) {
    throw error instanceof OpenError && error.code === "header.no-match" ? new ShareError("share.key") : error;
  }
  const held = { part, compartment: "source" as const, payload, commitment: named.commitment, header, identity, length };
  const [first, ...papers] = await readPart(portal, held, done => progress(done, length), signal);
  return { record, source: readSource([first!]), papers };
}

function sourceOf({ parts }: CaseFacts): FactPart {
  const source = parts.find(({ compartment }) => compartment === "source");
  if (source === undefined) throw new CaseError("account.missing");
  return source;
}

function headerOf(headers: ReadonlyMap<string, Uint8Array>, part: string): Uint8Array {
  const header = headers.get(part);
  if (header === undefined) throw new CaseError("header.missing");
  return header;
}

async function payloadOf(portal: CasePortal, { part, payload }: FactPart, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(await new Response(await portal.payload(part, signal) as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
  if (toB64(sha256(bytes)) !== payload) throw new OpenError("payload.digest");
  return bytes;
}
