import { parseWitnessPolicy } from "../../log/policy.js";
import { dayOf } from "../../seal/calendar.js";
import { verifyPublication } from "../../seal/documents.js";
import { get } from "../requests.js";
import type { Publication, Trust } from "./acting.js";
import { verifyRuns } from "./benchRuns.js";

interface Published extends Publication {
  readonly rootFingerprint: string;
  readonly benchRuns: readonly unknown[];
}

/**
 * Fetches and verifies what the root signed. The pinned fingerprint comes from the same server: whoever must not trust it compares the
 * words on the members page by another way, or uses the CLI. Throws `SealError` (`document.…`), `LogError` (`log.policy`) and `Refused`.
 */
export async function fetchTrust(now: Date): Promise<Trust> {
  const published = await get<Published>("/trust.json");
  const { policy, directory } = verifyPublication(published, published.rootFingerprint, dayOf(now));
  return {
    policy, witnesses: parseWitnessPolicy(policy.witnesses), directory, benchRuns: verifyRuns(published.benchRuns, directory, now),
    publication: { policy: published.policy, directory: published.directory, roster: published.roster },
  };
}
