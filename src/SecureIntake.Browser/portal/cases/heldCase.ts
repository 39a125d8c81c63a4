import { gateKeysOf } from "../../open/gate.js";
import { Malformed } from "../../seal/json.js";
import type { Trust } from "./acting.js";
import { CaseError } from "./failure.js";

/** A case and the gates' keys by which the headers of its grants are held. */
export interface HeldCase {
  readonly case: string;
  /** `age1pq1…` of every gate that the root lists. */
  readonly gates: readonly string[];
}

/**
 * Checks the keys that the portal hands out for a case. Throws `gate.key`: a key that nobody vouches for could be the portal's own, and what one of the gates
 * does not hold is lost with the others.
 */
export function verifyHeldCase(case_: string, documents: readonly unknown[], trust: Trust): HeldCase {
  try {
    return { case: case_, gates: gateKeysOf(documents, case_, trust.directory) };
  } catch (error) {
    if (error instanceof Malformed) throw new CaseError("gate.key");
    throw error;
  }
}
