import type { Account, Finding } from "../../seal/records.js";
import { h, icon, type Child } from "../dom.js";
import { count, lookUp, t, word } from "../texts.js";
import type { CaseFacts } from "./facts.js";

/** A finding and the paper that it is about. */
export interface PaperFinding {
  /** What the paper is called. */
  readonly paper: string;
  readonly finding: Finding;
}

/** The findings where the reader looks for them. A note is unusual and often innocent: it stands last among what speaks against. */
export interface Story {
  readonly supports: readonly PaperFinding[];
  readonly against: readonly PaperFinding[];
  readonly open: readonly PaperFinding[];
}

export function storyOf(findings: readonly PaperFinding[]): Story {
  const at = (level: Finding["level"]): PaperFinding[] => findings.filter(({ finding }) => finding.level === level);
  return { supports: at("pass"), against: [...at("conflict"), ...at("note")], open: at("cannot-tell") };
}

/** A finding as a sentence. A code that this page does not know is shown as such, never dropped. */
export function sentenceOf({ check, level, values }: Finding): string {
  // Some values are codes themselves; the others quote the document or count something.
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, word(`value.${name}`, value)]));
  return lookUp(`finding.${check}.${level}`, said) ?? t("findings.unknown", { check });
}

const ICONS = { pass: "check", note: "note", conflict: "warning", "cannot-tell": "question" } as const;
const TONES = { pass: "is-ok", note: "is-warn", conflict: "is-danger", "cannot-tell": "" } as const;

/** Findings paper by paper: the level as a chip, then the sentence with its values. */
export function renderFindings(findings: readonly PaperFinding[]): Child {
  const papers = [...new Set(findings.map(({ paper }) => paper))];
  return papers.map(paper => {
    const about = findings.filter(finding => finding.paper === paper);
    return h("details", { class: "findings-of", attrs: { open: true } },
      h("summary", {}, paper, " ", h("span", { class: "hint" }, count("findings.count", about.length))),
      h("ul", { class: "findings" }, about.map(({ finding }) => renderFinding(finding))));
  });
}

function renderFinding(finding: Finding): HTMLElement {
  const { check, level } = finding;
  return h("li", { class: `finding is-${level}`, attrs: { "data-check": check } },
    h("span", { class: `chip ${TONES[level]}` }, icon(ICONS[level]), t(`level.${level}`)),
    h("p", { attrs: { dir: "auto" } }, sentenceOf(finding)));
}

/** What the testimony leaves open, as sentences: what the source left unsaid, what is unexamined, what is still sealed here. */
export function missing(facts: CaseFacts, account: Account | null, read: ReadonlySet<string>): string[] {
  const sentences: string[] = [];
  if (account !== null) {
    for (const [field, why] of Object.entries(account.unsaid)) {
      sentences.push(t(`missing.${why}`, { field: lookUp(`field.${plainField(field)}`) ?? field }));
    }
  }
  if (facts.papers.length === 0) sentences.push(t("missing.papers"));
  const unexamined = facts.papers.filter(({ stage }) => stage !== "done").length;
  if (unexamined > 0) sentences.push(count("missing.unexamined", unexamined));
  const unread = facts.papers.filter(({ part, stage }) => stage === "done" && !read.has(part)).length;
  if (unread > 0) sentences.push(count("missing.unread", unread));
  return sentences;
}

/** Fills the four sections of the story. */
export function renderMissing(sentences: readonly string[], open: readonly PaperFinding[]): Child {
  if (sentences.length === 0 && open.length === 0) return h("p", {}, t("missing.nothing"));
  return [
    sentences.length > 0 && h("ul", { class: "missing" }, sentences.map(sentence => h("li", {}, sentence))),
    open.length > 0 && renderFindings(open),
  ];
}

/** `events.2.place` is about an event, whichever. */
function plainField(field: string): string {
  return field.replace(/^events\.\d+\./, "event.");
}
