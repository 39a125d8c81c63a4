import { dayOf } from "../../seal/calendar.js";
import type { Account } from "../../seal/records.js";

/**
 * Whether the source lets the testimony be kept and checked today: without both, nothing is leased or given (stage 2 of the domain
 * reference). `ask` is not a yes: someone has to ask first.
 */
export function allowsVerification({ consent: { uses } }: Account, now: Date): boolean {
  const today = dayOf(now);
  const holds = (value: string): boolean => value === "yes" || (value.startsWith("after:") && value.slice(6) <= today);
  return holds(uses.keep) && holds(uses.verify);
}
