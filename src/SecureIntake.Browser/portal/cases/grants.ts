import { makeGrant, digestOf } from "../../open/documents.js";
import { holdHeader } from "../../open/gate.js";
import { readdress } from "../../open/header.js";
import type { Identity } from "../../open/identity.js";
import { toB64 } from "../../seal/bytes.js";
import { COMPARTMENTS, type Compartment } from "../../seal/compartment.js";
import type { VerifiedDirectory } from "../../seal/documents.js";
import { b64, exactly, id, Malformed, object, oneOf, time, type Read } from "../../seal/json.js";
import { recipientDigest } from "../../seal/recipients.js";
import { parseSigned, readBody, validSigners, type SignedDocument } from "../../seal/signed.js";
import type { Acting } from "./acting.js";
import { CaseError } from "./failure.js";
import type { HeldCase } from "./heldCase.js";

const grantReader = object({
  v: exactly(1),
  grant: id,
  case: id,
  part: id,
  compartment: oneOf(...COMPARTMENTS),
  payload: b64(32),
  commitment: b64(32),
  grantee: id,
  recipient: b64(32),
  purpose: oneOf("triage", "verify", "examine", "result"),
  expires: time,
  by: id,
});

export type Grant = Read<typeof grantReader>;

/**
 * Checks a grant that the portal handed out with a header: signed by the member or bench that it names as granter, made out to this
 * member's key, not ended. Throws `CaseError`: `grant.malformed`, `grant.signature`, `grant.expired`.
 */
export function verifyGrant(document: unknown, acting: Acting): Grant {
  const { signed, grant } = read(document);
  const signer = signerOf(acting.trust.directory, grant.by);
  if (signer === undefined || !validSigners(signed, [signer]).has(signer)) throw new CaseError("grant.signature", grant.part);
  const mine = grant.grantee === acting.member && grant.recipient === toB64(recipientDigest(acting.key.recipient));
  if (!mine) throw new CaseError("grant.malformed", grant.part);
  if (Date.parse(grant.expires) <= acting.now().getTime()) throw new CaseError("grant.expired", grant.part);
  return grant;
}

/** A part whose header this member holds: enough to read it, or to give it on without reading it. */
export interface HeldPart {
  readonly part: string;
  readonly compartment: Compartment;
  /** Payload digest, b64. */
  readonly payload: string;
  /** Commitment to the file key, b64. */
  readonly commitment: string;
  /** Addressed to `identity`. */
  readonly header: Uint8Array;
  /** The member's own, or the desk key's. */
  readonly identity: Identity;
  /** Length of the payload in bytes. */
  readonly length: number;
}

/** To whom a part is given, and on what terms. */
export interface GrantTerms {
  /** The case, and the gates' keys by which the header is held. */
  readonly at: HeldCase;
  /** A member, or a bench's run. */
  readonly grantee: string;
  /** `age1pq1…`, from the verified directory or the verified bench document. */
  readonly recipient: string;
  readonly purpose: "triage" | "verify" | "examine";
  /** Time. */
  readonly expires: string;
}

/** A grant on its way to the portal. */
export interface SentGrant {
  readonly document: SignedDocument;
  /** The re-addressed header as the gates hold it, b64. */
  readonly header: string;
}

/**
 * Gives a part: a new header around its file key, held by the gates before it leaves this browser, and the signed terms. The payload stays
 * where it is.
 */
export async function give(acting: Acting, held: HeldPart, terms: GrantTerms): Promise<SentGrant> {
  const { part, compartment, payload, commitment } = held;
  const header = await readdress(held.header, held.identity, terms.recipient, acting.random);
  const { at, grantee, recipient, purpose, expires } = terms;
  const document = makeGrant(acting.key, {
    case: at.case, part, compartment, payload, commitment, grantee, recipient, purpose, expires, by: acting.member,
  }, acting.random);
  return { document, header: toB64(await holdHeader(header, document, at.gates)) };
}

/** The digests by which an act names its grants. */
export function digestsOf(grants: readonly SentGrant[]): string[] {
  return grants.map(({ document }) => digestOf(document));
}

function read(document: unknown): { signed: SignedDocument; grant: Grant } {
  try {
    const signed = parseSigned(document, "grant/v1");
    return { signed, grant: readBody(signed, grantReader) };
  } catch (error) {
    if (error instanceof Malformed) throw new CaseError("grant.malformed");
    throw error;
  }
}

function signerOf(directory: VerifiedDirectory, granter: string): string | undefined {
  return (directory.members.find(entry => entry.member === granter) ?? directory.benches.find(entry => entry.bench === granter))?.signer;
}
