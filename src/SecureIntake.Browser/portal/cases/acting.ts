import type { StaffKey } from "../../open/staffKey.js";
import { newAct, type ActContent, type SignedEntry } from "../../log/acts.js";
import type { Random } from "../../seal/bytes.js";
import type { Member, Policy, VerifiedDirectory } from "../../seal/documents.js";
import { CaseError } from "./failure.js";
import type { WitnessPolicy } from "../../log/policy.js";
import type { VerifiedRun } from "./benchRuns.js";

/** What the root signed and this browser verified: whom to seal to, whose signatures count, which log proves. */
export interface Trust {
  readonly policy: Policy;
  /** Who must have cosigned that log. */
  readonly witnesses: WitnessPolicy;
  readonly directory: VerifiedDirectory;
  /** Bench runs that have not ended, newest first. */
  readonly benchRuns: readonly VerifiedRun[];
  /** The documents of which all this was read, for whoever verifies them elsewhere. */
  readonly publication: Publication;
}

/** What the root signed, as the portal hands it out. */
export interface Publication {
  readonly policy: unknown;
  readonly directory: unknown;
  readonly roster: unknown;
}

/** A member at work: their unlocked key, the verified world around them, clock and randomness. */
export interface Acting {
  /** Own id. */
  readonly member: string;
  readonly key: StaffKey;
  readonly trust: Trust;
  readonly now: () => Date;
  readonly random: Random;
}

/** Completes and signs an act. */
export function sign(acting: Acting, content: ActContent): SignedEntry {
  return acting.key.signAct(newAct(content, acting.member, acting.now(), acting.random));
}

/** A member as the root listed them. Throws `member.unknown`: what the portal says of members counts for nothing. */
export function memberOf(trust: Trust, member: string): Member {
  const listed = trust.directory.members.find(entry => entry.member === member);
  if (listed === undefined) throw new CaseError("member.unknown");
  return listed;
}

/** A time this many hours ahead, as documents spell it. */
export function hoursAhead(acting: Acting, hours: number): string {
  return `${new Date(acting.now().getTime() + hours * 3_600_000).toISOString().slice(0, 19)}Z`;
}
