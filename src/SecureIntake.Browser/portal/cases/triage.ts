import type { Account } from "../../seal/records.js";
import { hoursAhead, memberOf, sign, type Acting } from "./acting.js";
import { checkAccount } from "./account.js";
import { CaseError } from "./failure.js";
import type { HeldCase } from "./heldCase.js";
import { digestsOf, give, type HeldPart, type SentGrant } from "./grants.js";
import type { GrantingRequest } from "./portal.js";

/** How long lead and deputy read a case before the grants are renewed. */
const HOURS = 365 * 24;

/**
 * Takes a case off the desk: every part of the account, evidence and mailbox compartments is re-addressed to the lead and the deputy.
 * Parts are first compared with what the account, which the source sealed, says of them. Throws `CaseError`.
 *
 * @param held all those parts, held by the desk key
 * @param account the opened account
 * @param deputy a second lead
 */
export async function prepareTriage(
    acting: Acting, at: HeldCase, held: readonly HeldPart[], account: Account, deputy: string, progress: (done: number, total: number) => void,
): Promise<GrantingRequest> {
  const readers = [acting.member, deputy].map(member => memberOf(acting.trust, member));
  if (deputy === acting.member || readers.some(({ roles }) => !roles.includes("lead"))) throw new CaseError("member.role");
  checkAccount(account, held);

  const expires = hoursAhead(acting, HOURS);
  const grants: SentGrant[] = [];
  for (const part of held) {
    for (const { member, recipient } of readers) {
      grants.push(await give(acting, part, { at, grantee: member, recipient, purpose: "triage", expires }));
      progress(grants.length, held.length * readers.length);
    }
  }
  const entry = sign(acting, { type: "triage/v1", case: at.case, deputy, grants: digestsOf(grants), purpose: "triage" });
  return { ...entry, grants };
}
