import type { Compartment } from "../../seal/compartment.js";
import { hoursAhead, memberOf, sign, type Acting } from "./acting.js";
import { CaseError } from "./failure.js";
import { digestsOf, give, type HeldPart, type SentGrant } from "./grants.js";
import type { HeldCase } from "./heldCase.js";
import type { GrantingRequest } from "./portal.js";

/** What a verifier may read: never an original, the mailbox, the source or a share. */
export const FOR_VERIFIERS: readonly Compartment[] = ["account", "keyed", "finding", "copy"];

/** Gives a verifier the account and what exists of lines, findings and safe copies, for some days. Throws `CaseError`. */
export async function prepareAssignment(
    acting: Acting, at: HeldCase, held: readonly HeldPart[], verifier: string, days: number,
): Promise<GrantingRequest> {
  const { roles, recipient } = memberOf(acting.trust, verifier);
  if (!roles.includes("verifier")) throw new CaseError("member.role");
  const expires = hoursAhead(acting, days * 24);
  const grants: SentGrant[] = [];
  for (const part of held) {
    if (!FOR_VERIFIERS.includes(part.compartment)) throw new CaseError("member.role", part.part);
    grants.push(await give(acting, part, { at, grantee: verifier, recipient, purpose: "verify", expires }));
  }
  const entry = sign(acting, { type: "assign/v1", case: at.case, member: verifier, grants: digestsOf(grants), purpose: "verify" });
  return { ...entry, grants };
}
