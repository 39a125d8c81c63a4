import type { Account } from "../../seal/records.js";
import { t } from "../texts.js";
import type { Paper } from "./facts.js";

/**
 * The papers in the order in which the source gave them, which the account tells; before it is open, and for a paper that it does not name,
 * in the portal's. So lead, deputy and verifier see the same paper under the same number.
 */
export function inOrder(papers: readonly Paper[], account: Account | null): readonly Paper[] {
  const places = placesIn(account);
  return [...papers].sort((a, b) => (places.get(a.part) ?? Infinity) - (places.get(b.part) ?? Infinity) || 0);
}

/** What a paper is called: `Paper 2` once its place is known, `Paper 3f2a` until then. */
export function nameOf(part: string, account: Account | null): string {
  return t("paper.name", { n: placesIn(account).get(part) ?? part.slice(0, 4) });
}

function placesIn(account: Account | null): ReadonlyMap<string, number> {
  const evidence = account?.parts.filter(({ compartment }) => compartment === "evidence") ?? [];
  return new Map(evidence.map(({ part }, at) => [part, at + 1]));
}
