import { entryBytes, type SignedEntry } from "../../log/acts.js";
import { parseCanonical } from "../../log/canonical.js";
import { leafHash, verifyLogged } from "../../log/proof.js";
import { toB64, toUtf8 } from "../../seal/bytes.js";
import { sign, type Acting } from "../cases/acting.js";
import type { Logged } from "../cases/portal.js";
import type { Report } from "../cases/work.js";
import { CodedError } from "../coded.js";

/** What the portal answers. */
export interface VetoTold {
  readonly logged: Logged;
  /** Time from which the gate gives what custodians hold now; null where it does not have the veto yet. */
  readonly from: string | null;
}

/**
 * Says that a source should not be opened now. Throws `LogError` where the log does not prove one of the two entries, `custody.entry` where the first is no
 * request.
 */
export async function veto(acting: Acting, request: Logged, post: (entry: SignedEntry) => Promise<VetoTold>, report: Report): Promise<VetoTold> {
  report("veto.signing");
  const entry = toUtf8(request.entry);
  verifyLogged({ ...request, entry }, acting.trust.policy.log);
  const { act } = parseCanonical(entry) as { act?: { type?: unknown; case?: unknown } };
  if (act?.type !== "custody/v1" || typeof act.case !== "string") throw new CodedError("custody.entry");
  const signed = sign(acting, { type: "veto/v1", case: act.case, leaf: toB64(leafHash(entry)), purpose: "custody" });
  report("veto.logging");
  const told = await post(signed);
  verifyLogged({ ...told.logged, entry: entryBytes(signed) }, acting.trust.policy.log);
  return told;
}
