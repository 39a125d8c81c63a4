import { newId, toB64, type Random } from "../seal/bytes.js";
import { addDays, mondayOf } from "../seal/calendar.js";
import type { Compartment } from "../seal/compartment.js";
import type { SignedDocument } from "../seal/documents.js";
import { recipientDigest } from "../seal/recipients.js";
import { bodyDigest } from "../seal/signed.js";
import type { StaffKey } from "./staffKey.js";

/** Body digest, b64: as leases and acts name a document. */
export function digestOf(document: SignedDocument): string {
  return toB64(bodyDigest(document));
}

export interface GrantContent {
  readonly case: string;
  readonly part: string;
  readonly compartment: Compartment;
  /** Payload digest, b64. */
  readonly payload: string;
  /** File-key commitment, b64. */
  readonly commitment: string;
  /** Member id, or the bench's run. */
  readonly grantee: string;
  /** The grantee's `age1pq1…`; the grant names its digest. */
  readonly recipient: string;
  readonly purpose: "triage" | "verify" | "examine" | "result";
  /** Time. */
  readonly expires: string;
  /** Member id of the granter. */
  readonly by: string;
}

/** `grant/v1`: the only way anyone but the desk comes to read a part. The header that goes with it is `readdress`'s. */
export function makeGrant(key: StaffKey, content: GrantContent, random: Random): SignedDocument {
  const { compartment, payload, commitment, grantee, recipient, purpose, expires, by } = content;
  return key.sign("grant/v1", {
    v: 1, grant: newId(random), case: content.case, part: content.part, compartment, payload, commitment, grantee,
    recipient: toB64(recipientDigest(recipient)), purpose, expires, by,
  });
}

export interface LeaseContent {
  readonly case: string;
  readonly stage: string;
  /** The grants to the bench that this lease covers. */
  readonly grants: readonly SignedDocument[];
  /** The bench's run. */
  readonly run: string;
  /** Exactly those to whom the worker may seal what it finds. */
  readonly readers: readonly { readonly member: string; readonly recipient: string }[];
  readonly by: string;
  readonly expires: string;
}

/** `lease/v1`: a lead lends originals to one bench run for one stage. */
export function makeLease(key: StaffKey, content: LeaseContent, random: Random): SignedDocument {
  const { stage, grants, run, readers, by, expires } = content;
  return key.sign("lease/v1", {
    v: 1, lease: newId(random), case: content.case, stage, grants: grants.map(digestOf), run,
    readers: readers.map(({ member, recipient }) => ({ member, recipient })), by, expires,
  });
}

/** `desk/v1`: one week's desk key. Further leads `countersign` until the policy's number is reached. */
export function makeDeskLine(key: StaffKey, week: string, recipient: string): SignedDocument {
  return key.sign("desk/v1", { v: 1, week, recipient, destroyed: addDays(mondayOf(week), 35) });
}
