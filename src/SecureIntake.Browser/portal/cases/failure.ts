/**
 * - `grant.malformed`: what the portal handed out is no grant of this part to this member
 * - `grant.signature`: nobody whom the directory lists as its granter signed it
 * - `grant.expired`: it has ended
 * - `header.missing`: the portal did not hand out every header that was asked for
 * - `account.part`: a part is not the one that the account names
 * - `account.missing`: a part that the account names is not there
 * - `account.added`: a part is there that the account does not name
 * - `gate.key`: the gates that the root lists do not all vouch for the keys by which the case's headers are to be held
 * - `custody.entry`: what the portal hands out as the member's own request for a source is another's, or none
 * - `member.unknown`: the directory does not list this member
 * - `member.role`: the directory does not give this member the role that the step needs
 * - `bench.none`: no bench is running
 * - `copy.page`: a safe copy lacks a page that it names
 * - `mrz.length`, `mrz.characters`: the lines that were typed are no machine-readable zone
 */
export type CaseCode =
  | "grant.malformed" | "grant.signature" | "grant.expired" | "header.missing"
  | "account.part" | "account.missing" | "account.added"
  | "gate.key"
  | "custody.entry"
  | "member.unknown" | "member.role"
  | "bench.none" | "copy.page"
  | "mrz.length" | "mrz.characters";

/** Work on a case that this browser refuses to do. Carries a code and at most a part's id, never content. */
export class CaseError extends Error {
  override readonly name = "CaseError";

  constructor(readonly code: CaseCode, readonly part?: string) {
    super(code);
  }
}
