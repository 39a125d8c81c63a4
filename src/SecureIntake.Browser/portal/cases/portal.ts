import type { SignedEntry } from "../../log/acts.js";
import type { SignedDocument } from "../../seal/signed.js";
import type { SentGrant } from "./grants.js";
import type { ReleasedHeader } from "./obtaining.js";

/** That the log holds an act. */
export interface Logged {
  readonly index: number;
  /** The entry as the portal wrote it; the browser compares with its own bytes and shows those. */
  readonly entry: string;
  /** Sibling hashes from the leaf up, b64. */
  readonly proof: readonly string[];
  /** Signed note. */
  readonly checkpoint: string;
}

/** What an opening yields. */
export interface Opening {
  readonly logged: Logged;
  readonly headers: readonly ReleasedHeader[];
  /** The desk key of the submission's week, sealed to this lead; null once the case is triaged. */
  readonly desk: { readonly document: SignedDocument; readonly sealed: string } | null;
}

/** What every other act yields. */
export interface Recorded {
  readonly logged: Logged;
}

/** The portal's endpoints for one case. Every method throws `Refused` with the portal's code. */
export interface CasePortal {
  /** The signed keys of the gates for the case. */
  gates(case_: string): Promise<{ readonly documents: readonly unknown[] }>;
  /** `recipient` is the one-time key whose digest the entry names. */
  open(case_: string, entry: SignedEntry, recipient: string): Promise<Opening>;
  triage(case_: string, request: GrantingRequest): Promise<Recorded>;
  assign(case_: string, request: GrantingRequest): Promise<Recorded>;
  keyed(case_: string, request: KeyedRequest): Promise<Recorded>;
  lease(case_: string, request: LeaseRequest): Promise<Recorded>;
  /** Asks custodians for the source. */
  requestCustody(case_: string, entry: SignedEntry): Promise<Recorded>;
  /** The proof of the member's own request. */
  provenRequest(case_: string): Promise<Recorded>;
  /** The payload of a part, nonce ‖ chunks, as it arrives. */
  payload(part: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** A signed act and the grants that it names by digest: what `triage` and `assign` post. */
export interface GrantingRequest extends SignedEntry {
  readonly grants: readonly SentGrant[];
}

export interface KeyedRequest extends GrantingRequest {
  /** b64: nonce ‖ chunks of the keyed part. */
  readonly payload: string;
}

export interface LeaseRequest extends GrantingRequest {
  readonly lease: SignedDocument;
}
