import { systemRandom } from "../../seal/bytes.js";
import { session } from "../session.js";
import type { Acting } from "./acting.js";
import { fetchTrust } from "./trust.js";

/** Raised when the member gave up unlocking: nothing was done, and nothing needs to be said. */
export class GaveUp extends Error {}

/** The member of this tab with their key unlocked, asked for it if need be, and freshly verified trust. Throws `GaveUp`. */
export async function unlocked(): Promise<Acting> {
  const member = await session.unlock();
  if (member === null) throw new GaveUp();
  const now = (): Date => new Date();
  return { ...member, trust: await fetchTrust(now()), now, random: systemRandom };
}
