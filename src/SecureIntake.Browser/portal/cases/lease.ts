import { digestOf, makeLease } from "../../open/documents.js";
import { memberOf, sign, type Acting } from "./acting.js";
import type { VerifiedRun } from "./benchRuns.js";
import { digestsOf, give, type HeldPart, type SentGrant } from "./grants.js";
import type { HeldCase } from "./heldCase.js";
import type { LeaseRequest } from "./portal.js";

/**
 * Leases one paper to a bench run for a stage, without reading it: its header, and those of the lines typed from papers, are re-addressed
 * to the bench's key, and the signed lease says who may read what comes out. Throws `CaseError`.
 *
 * @param held the evidence part, then the case's keyed parts
 * @param readers members of the case
 */
export async function prepareLease(
    acting: Acting, at: HeldCase, stage: "examine", held: readonly HeldPart[], bench: VerifiedRun, readers: readonly string[],
): Promise<LeaseRequest> {
  const { run, recipient, expires } = bench;
  const grants: SentGrant[] = [];
  for (const part of held) grants.push(await give(acting, part, { at, grantee: run, recipient, purpose: "examine", expires }));
  const lease = makeLease(acting.key, {
    case: at.case, stage, run, expires, by: acting.member,
    grants: grants.map(({ document }) => document),
    readers: readers.map(reader => memberOf(acting.trust, reader)),
  }, acting.random);
  const entry = sign(acting, {
    type: "lease/v1", case: at.case, stage, run, lease: digestOf(lease), grants: digestsOf(grants), purpose: "examine",
  });
  return { ...entry, lease, grants };
}
