import { gateKeyOf } from "../../open/gate.js";
import { Malformed } from "../../seal/json.js";
import type { Trust } from "./acting.js";
import { CaseError } from "./failure.js";

/** A case and the gate's key by which the headers of its grants are held. */
export interface HeldCase {
  readonly case: string;
  /** `age1pq1…` */
  readonly gate: string;
}

/** Checks the key that the portal hands out for a case. Throws `gate.key`: a key that nobody vouches for could be the portal's own. */
export function verifyHeldCase(case_: string, document: unknown, trust: Trust): HeldCase {
  try {
    return { case: case_, gate: gateKeyOf(document, case_, trust.directory) };
  } catch (error) {
    if (error instanceof Malformed) throw new CaseError("gate.key");
    throw error;
  }
}
