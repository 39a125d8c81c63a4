import { h, type Child } from "../dom.js";
import { t, type TextKey } from "../texts.js";
import type { CaseFacts } from "./facts.js";

/** What would bring the case on, in the order of its life, each with the place on the page where it is done. */
export function nextSteps(facts: CaseFacts, read: ReadonlySet<string>): readonly { readonly key: TextKey; readonly href: string }[] {
  const { papers, people, standing } = facts;
  const placeOf = (found: (typeof papers)[number] | undefined): string => `#paper-${found?.part ?? ""}`;
  const unleased = papers.find(({ stage }) => stage === "none" || stage === "failed");
  const unread = papers.find(({ part, stage, results }) =>
    stage === "done" && !read.has(part) && facts.parts.some(({ part, mine }) => mine && results.includes(part)));
  return [
    ...(standing === "reader" && unleased !== undefined ? [{ key: "next.lease" as const, href: placeOf(unleased) }] : []),
    ...(unread !== undefined ? [{ key: "next.read" as const, href: placeOf(unread) }] : []),
    ...(standing === "reader" && !people.some(({ role }) => role === "verifier") ? [{ key: "next.assign" as const, href: "#people" }] : []),
  ];
}

export function renderNext(steps: ReturnType<typeof nextSteps>): Child {
  return h("ol", { class: "next-steps" }, steps.map(({ key, href }) => h("li", {}, h("a", { attrs: { href } }, t(key)))));
}
