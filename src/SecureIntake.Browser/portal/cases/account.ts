import type { Compartment } from "../../seal/compartment.js";
import type { Account } from "../../seal/records.js";
import { CaseError } from "./failure.js";

/** What the portal or an obtained header says of a part. */
export interface KnownPart {
  readonly part: string;
  readonly compartment: Compartment;
  /** Payload digest, b64. */
  readonly payload: string;
  /** Commitment to the file key, b64; known where the header was obtained. */
  readonly commitment?: string;
}

/** The compartments that the account lists. */
const LISTED: readonly Compartment[] = ["evidence", "mailbox", "source", "share"];

/**
 * Compares parts with what the account says of them. Throws `account.missing`, `account.added` or `account.part` with the id: a part
 * that was swapped, dropped or added after the source sealed the account is named.
 *
 * @param known either all parts of the submission, or those of some compartments: these are then complete
 */
export function checkAccount(account: Account, known: readonly KnownPart[]): void {
  const compartments = new Set(known.map(part => part.compartment));
  for (const named of account.parts) {
    if (!compartments.has(named.compartment)) continue;
    const part = known.find(candidate => candidate.part === named.part);
    if (part === undefined) throw new CaseError("account.missing", named.part);
    const same = part.compartment === named.compartment && part.payload === named.payload
      && (part.commitment === undefined || part.commitment === named.commitment);
    if (!same) throw new CaseError("account.part", named.part);
  }
  for (const part of known) {
    const named = !LISTED.includes(part.compartment) || account.parts.some(candidate => candidate.part === part.part);
    if (!named) throw new CaseError("account.added", part.part);
  }
}
