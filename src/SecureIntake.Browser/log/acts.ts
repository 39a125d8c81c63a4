import { concat, toB64, toUtf8, type Random } from "../seal/bytes.js";
import { timeOf } from "../seal/calendar.js";
import { canonicalBytes, type Canonical } from "./canonical.js";

/**
 * The acts that a member's browser signs (`SecureIntake.Audit/FORMAT.md`). The set is closed: what is not here is not an
 * act, and the log refuses it.
 */
export type SignedAct = OpenAct | TriageAct | AssignAct | KeyedAct | LeaseAct | DisputeAct | LockdownAct | LockoutAct | LiftAct | CustodyAct | VetoAct;

export interface OpenAct extends Common {
  readonly type: "open/v1";
  readonly case: string;
  /** Ids of the parts whose headers are asked for. */
  readonly parts: readonly string[];
  /** Digest of the one-time key to which the gate seals the headers, b64. */
  readonly recipient: string;
  /** `examine` where a header is only re-addressed for a lease; `verify` also where it is given to a verifier; `custody` for source and shares. */
  readonly purpose: "triage" | "read" | "verify" | "examine" | "custody";
}

export interface TriageAct extends Common {
  readonly type: "triage/v1";
  readonly case: string;
  /** Member id of the second reader. */
  readonly deputy: string;
  /** Body digests of the signed grants, b64. */
  readonly grants: readonly string[];
  readonly purpose: "triage";
}

export interface AssignAct extends Common {
  readonly type: "assign/v1";
  readonly case: string;
  readonly member: string;
  readonly grants: readonly string[];
  readonly purpose: "verify";
}

export interface KeyedAct extends Common {
  readonly type: "keyed/v1";
  readonly case: string;
  /** The keyed part. */
  readonly part: string;
  readonly grants: readonly string[];
  readonly purpose: "verify";
}

export interface LeaseAct extends Common {
  readonly type: "lease/v1";
  readonly case: string;
  readonly stage: string;
  /** Bench run. */
  readonly run: string;
  /** Body digest of the signed lease, b64. */
  readonly lease: string;
  readonly grants: readonly string[];
  readonly purpose: "examine";
}

/** Says that an entry which names the signer is not their doing, or not true. */
export interface DisputeAct extends Common {
  readonly type: "dispute/v1";
  /** The entry's leaf hash, b64. */
  readonly leaf: string;
  readonly purpose: "dispute";
}

/** Closes everything: from then on no gate gives a header. */
export interface LockdownAct extends Common {
  readonly type: "lockdown/v1";
  readonly purpose: "lockdown";
}

/** Closes everything to one member, by the key that the root lists: from then on no gate gives them a header, and the log takes nothing that they sign. */
export interface LockoutAct extends Common {
  readonly type: "lockout/v1";
  /** Member id; the signer's own where they lock themselves out. */
  readonly member: string;
  /** The member's key, b64. */
  readonly signer: string;
  readonly purpose: "lockdown";
}

/** Agrees that a lockdown, of all or of one member, ends. */
export interface LiftAct extends Common {
  readonly type: "lift/v1";
  /** The lockdown's leaf hash, b64. */
  readonly leaf: string;
  readonly purpose: "lockdown";
}

/** Asks for who the source of a case is: the waiting time begins, and then custodians decide. */
export interface CustodyAct extends Common {
  readonly type: "custody/v1";
  readonly case: string;
  /** Its source part. */
  readonly part: string;
  /** To reach the source, to protect someone, or for a court. */
  readonly purpose: "contact" | "protect" | "court";
}

/** Says that a source should not be opened now. */
export interface VetoAct extends Common {
  readonly type: "veto/v1";
  readonly case: string;
  /** The request's leaf hash, b64. */
  readonly leaf: string;
  readonly purpose: "custody";
}

interface Common {
  /** Time, to the second. */
  readonly at: string;
  /** Member id. */
  readonly by: string;
  /** b64 of 16 random bytes: two acts are never the same entry. */
  readonly nonce: string;
}

/** What an act's caller gives; the rest is added by `newAct`. */
export type ActContent = SignedAct extends infer A ? A extends SignedAct ? Omit<A, keyof Common> : never : never;

export interface SignedEntry {
  readonly act: SignedAct;
  /** b64 of 32 bytes. */
  readonly key: string;
  /** b64 of 64 bytes. */
  readonly signature: string;
}

/** Completes an act with who, when and a fresh nonce. */
export function newAct(content: ActContent, by: string, now: Date, random: Random): SignedAct {
  return { ...content, by, at: timeOf(now), nonce: toB64(random(16)) } as SignedAct;
}

/** `secureintake/act/v1` LF ‖ canonical JSON of the act: what is signed. */
export function actMessage(act: SignedAct): Uint8Array {
  return concat(toUtf8("secureintake/act/v1\n"), canonicalBytes(act as unknown as Canonical));
}

/** Anything that signs with Ed25519: the staff key in the portal. */
export interface ActSigner {
  /** Public key, b64. */
  readonly signer: string;
  signMessage(message: Uint8Array): Uint8Array;
}

export function signAct(act: SignedAct, signer: ActSigner): SignedEntry {
  return { act, key: signer.signer, signature: toB64(signer.signMessage(actMessage(act))) };
}

/** The entry exactly as the log must hold it: a client compares what it sent with what is proven. */
export function entryBytes({ act, key, signature }: SignedEntry): Uint8Array {
  // Only these three: a request carries an entry together with documents that do not enter the log.
  return canonicalBytes({ act, key, signature } as unknown as Canonical);
}
