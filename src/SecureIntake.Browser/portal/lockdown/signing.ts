import { entryBytes, type SignedEntry } from "../../log/acts.js";
import { parseCanonical } from "../../log/canonical.js";
import { leafHash, verifyLogged } from "../../log/proof.js";
import { toB64, toUtf8 } from "../../seal/bytes.js";
import { memberOf, sign, type Acting } from "../cases/acting.js";
import type { Logged } from "../cases/portal.js";
import type { Report } from "../cases/work.js";
import { CodedError } from "../coded.js";

/** What the portal answers. */
export interface Told {
  readonly logged: Logged;
  /** Whether the gate has it, too. */
  readonly gateKnows: boolean;
}

type Post = (entry: SignedEntry) => Promise<Told>;

/** Declares a lockdown. Throws `LogError` where the log does not prove it. */
export async function declareLockdown(acting: Acting, post: Post, report: Report): Promise<Told> {
  report("lockdown.signing");
  const signed = sign(acting, { type: "lockdown/v1", purpose: "lockdown" });
  report("lockdown.logging");
  return proven(acting, signed, await post(signed));
}

/** Locks a member out, by the key that the root lists for them. Throws `LogError`, and `CaseError` for whom the root does not list. */
export async function lockOut(acting: Acting, member: string, post: Post, report: Report): Promise<Told> {
  report("lockdown.signing");
  const signed = sign(acting, { type: "lockout/v1", member, signer: memberOf(acting.trust, member).signer, purpose: "lockdown" });
  report("lockdown.logging");
  return proven(acting, signed, await post(signed));
}

/** What a lift ends, as it was shown: the lockdown of everything, or that of one member. */
export type Shown = { readonly type: "lockdown/v1" } | { readonly type: "lockout/v1"; readonly member: string };

/** Signs that a lockdown ends. Throws `LogError` where the log does not prove one of the two entries, `lockdown.entry` where the first is not what was shown. */
export async function lift(acting: Acting, shown: Shown, lockdown: Logged, post: Post, report: Report): Promise<Told> {
  report("lift.signing");
  const entry = toUtf8(lockdown.entry);
  verifyLogged({ ...lockdown, entry }, acting.trust.policy.log);
  const { act } = parseCanonical(entry) as { act?: { type?: unknown; member?: unknown } };
  if (act?.type !== shown.type || (shown.type === "lockout/v1" && act.member !== shown.member)) throw new CodedError("lockdown.entry");
  const signed = sign(acting, { type: "lift/v1", leaf: toB64(leafHash(entry)), purpose: "lockdown" });
  report("lift.logging");
  return proven(acting, signed, await post(signed));
}

function proven(acting: Acting, signed: SignedEntry, told: Told): Told {
  verifyLogged({ ...told.logged, entry: entryBytes(signed) }, acting.trust.policy.log);
  return told;
}
