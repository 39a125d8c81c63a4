import { Identity } from "../../open/identity.js";
import { fileKeyOf } from "../../open/header.js";
import { openGiven } from "../../open/gate.js";
import { openSeed } from "../../open/seed.js";
import { entryBytes, type OpenAct } from "../../log/acts.js";
import { LogError } from "../../log/failure.js";
import { verifyLogged } from "../../log/proof.js";
import { witnessing, type Witnessing } from "../../log/witnessing.js";
import { fromB64, toB64 } from "../../seal/bytes.js";
import type { Compartment } from "../../seal/compartment.js";
import { commitmentTo } from "../../seal/part.js";
import { recipientDigest } from "../../seal/recipients.js";
import type { SignedDocument } from "../../seal/signed.js";
import { codeOf } from "../islands.js";
import { sign, type Acting } from "./acting.js";
import { CaseError } from "./failure.js";
import { verifyGrant, type HeldPart } from "./grants.js";
import type { CasePortal, Logged, Opening } from "./portal.js";

/** Where an opening stands; the page says it in words. */
export type ObtainStep = "signing" | "logging" | "witnessing" | "checking";

/** A log entry of ours and its proof, checked by this browser. */
export interface LogRecord {
  readonly index: number;
  /** Canonical JSON as it stands in the log. */
  readonly entry: string;
  /** Time at which it was signed. */
  readonly at: string;
  /** Entries in the log that proves it. */
  readonly size: number;
  readonly checkpoint: string;
  /** Who cosigned that checkpoint. */
  readonly witnesses: Witnessing;
}

export interface Obtained {
  readonly record: LogRecord;
  readonly parts: readonly HeldPart[];
}

/** A header as the portal hands it out. */
export interface ReleasedHeader {
  readonly part: string;
  readonly compartment: Compartment;
  readonly number: number;
  /** Sealed by the gate to the one-time key of the statement, b64. */
  readonly header: string;
  /** Null for the desk's own headers, to which no grant belongs. */
  readonly grant: SignedDocument | null;
  /** Length of the payload in bytes. */
  readonly length: number;
  /** Payload digest, b64. */
  readonly payload: string;
}

/**
 * Log before look: signs a statement of what is opened and why, waits until the log proves it, and only then takes the headers. The gate gave them
 * against the same proof, sealed to a key that lives for this call: whoever stands between cannot keep one for later.
 * No payload is fetched here, so a lead can pass a part on without reading it.
 *
 * Throws `CaseError`, `LogError` (the log, or its witnesses, do not prove the statement), `OpenError` (a header is not for this member), `Refused`.
 *
 * @param pause waits for so many milliseconds
 */
export async function obtain(
    acting: Acting, portal: CasePortal, request: OpeningRequest, step: (at: ObtainStep) => void = () => {},
    pause: (milliseconds: number) => Promise<void> = rest,
): Promise<Obtained> {
  const { record, released, headers, desk } = await ask(acting, portal, request, step, pause);
  const identity = desk === null ? acting.key.identity : Identity.fromSeed(await openSeed(fromB64(desk.sealed), acting.key.identity));
  return { record, parts: await Promise.all(request.parts.map(part => hold(acting, request.case, released.get(part), headers.get(part), identity))) };
}

/** What is asked for, and why. */
export type OpeningRequest = Pick<OpenAct, "case" | "parts" | "purpose">;

/** What the gate gave, out of the one-time key and as yet addressed to whoever it is for. */
export interface Asked {
  readonly record: LogRecord;
  readonly released: ReadonlyMap<string, ReleasedHeader>;
  /** 1,627 bytes each, by part. */
  readonly headers: ReadonlyMap<string, Uint8Array>;
  readonly desk: Opening["desk"];
}

/**
 * The first half of it: the statement, its proof, the headers. They need not be for this member: shares are for custodians, a source part for nobody alone.
 *
 * While too few witnesses have cosigned the statement it is sent again as it is, which makes no second entry.
 */
export async function ask(
    acting: Acting, portal: CasePortal, request: OpeningRequest, step: (at: ObtainStep) => void, pause: (milliseconds: number) => Promise<void> = rest,
): Promise<Asked> {
  step("signing");
  const oneTime = Identity.fromSeed(acting.random(32));
  const entry = sign(acting, { type: "open/v1", ...request, recipient: toB64(recipientDigest(oneTime.recipient)) });
  step("logging");
  const { logged, headers, desk } = await untilWitnessed(() => portal.open(request.case, entry, oneTime.recipient), async () => {
    step("witnessing");
    await pause(PAUSE);
  });
  step("checking");
  const record = verifyRecord(acting, entryBytes(entry), entry.act.at, logged);
  if (!record.witnesses.enough) throw new LogError("log.unwitnessed");
  const asked = headers.filter(({ part }) => request.parts.includes(part));
  const opened = await Promise.all(asked.map(async ({ part, header }) => [part, await openGiven(fromB64(header), oneTime)] as const));
  return { record, released: new Map(asked.map(header => [header.part, header])), headers: new Map(opened), desk };
}

/** Checks that the log holds exactly the bytes that this browser signed. What the portal says of the entry is not read. */
export function verifyRecord(acting: Acting, entry: Uint8Array, at: string, logged: Logged): LogRecord {
  const { index, proof, checkpoint } = logged;
  const { size } = verifyLogged({ entry, index, proof, checkpoint }, acting.trust.policy.log);
  return { index, entry: new TextDecoder().decode(entry), at, size, checkpoint, witnesses: witnessing(checkpoint, acting.trust.witnesses) };
}

/** The portal waits for ten seconds itself each time. */
const TRIES = 6;
const PAUSE = 3000;

async function untilWitnessed<T>(ask: () => Promise<T>, before: () => Promise<void>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || codeOf(error) !== "witnesses.away") throw error;
    }
    await before();
  }
}

function rest(milliseconds: number): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve, milliseconds));
}

async function hold(acting: Acting, case_: string, released: ReleasedHeader | undefined, header: Uint8Array | undefined, desk: Identity): Promise<HeldPart> {
  if (released === undefined || header === undefined) throw new CaseError("header.missing");
  const { part, compartment, payload, length } = released;
  const identity = released.grant === null ? desk : acting.key.identity;
  const fileKey = await fileKeyOf(header, identity);
  const commitment = toB64(commitmentTo(fileKey));
  fileKey.fill(0);
  if (released.grant !== null) {
    const grant = verifyGrant(released.grant, acting);
    const fits = grant.case === case_ && grant.part === part && grant.compartment === compartment && grant.payload === payload
      && grant.commitment === commitment;
    if (!fits) throw new CaseError("grant.malformed", part);
  }
  return { part, compartment, payload, commitment, header, identity, length };
}
