import { entryBytes, type SignedEntry } from "../../log/acts.js";
import { leafHash, verifyLogged } from "../../log/proof.js";
import { toB64, toUtf8 } from "../../seal/bytes.js";
import { sign, type Acting } from "../cases/acting.js";
import type { Logged } from "../cases/portal.js";
import type { Report } from "../cases/work.js";

/** Says in the log that an entry is not the signer's doing. Throws `LogError` where the log does not prove either of the two entries. */
export async function dispute(acting: Acting, disputed: Logged, post: (entry: SignedEntry) => Promise<Logged>, report: Report): Promise<number> {
  report("dispute.signing");
  const entry = toUtf8(disputed.entry);
  // What the portal shows may be no entry of the log: then there is nothing to dispute, and something to tell.
  verifyLogged({ ...disputed, entry }, acting.trust.policy.log);
  const signed = sign(acting, { type: "dispute/v1", leaf: toB64(leafHash(entry)), purpose: "dispute" });
  report("dispute.logging");
  const logged = await post(signed);
  verifyLogged({ ...logged, entry: entryBytes(signed) }, acting.trust.policy.log);
  return logged.index;
}
