/** The island of a case page: opens what is sealed and works on it. The page around it is the server's. */
import { fill, h } from "./dom.js";
import { island } from "./islands.js";
import { action } from "./cases/action.js";
import { assignPanel } from "./cases/assignPanel.js";
import { renderClaim } from "./cases/claim.js";
import { explain } from "./cases/explain.js";
import type { CaseFacts } from "./cases/facts.js";
import { fetchFacts } from "./cases/http.js";
import { nextSteps, renderNext } from "./cases/next.js";
import { paperPanel, stageOf } from "./cases/paperPanel.js";
import { inOrder, nameOf } from "./cases/papers.js";
import { renderRecord } from "./cases/record.js";
import { sourcePanel } from "./cases/sourcePanel.js";
import { missing, renderFindings, renderMissing, storyOf, type PaperFinding } from "./cases/story.js";
import { triagePanel } from "./cases/triagePanel.js";
import { fetchTrust } from "./cases/trust.js";
import { CaseWork } from "./cases/work.js";
import { session } from "./session.js";
import { parsePage } from "./trusted.js";
import { t } from "./texts.js";

const POLL_MS = 2_000;

/** A wait that ends this soon is watched. */
const SOON_MS = 5 * 60_000;

island("case", (root, signal) => {
  const page = new CaseView(root, signal);
  page.show();
  void page.watch();
});

/** The places of the page that the island fills, and what it fills them with. */
class CaseView {
  readonly #work: CaseWork;
  /** What each paper's place shows: a place is drawn anew only when that changes, so that nothing typed there is lost. */
  readonly #drawn = new Map<string, string>();

  constructor(private readonly root: HTMLElement, private readonly signal: AbortSignal) {
    session.addEventListener("change", () => this.#forgetSource(), { signal });
    this.#work = new CaseWork(JSON.parse(root.dataset["facts"] ?? "{}") as CaseFacts, signal);
  }

  /** Draws everything that depends on what is known now. */
  show(): void {
    this.#showAccount();
    this.#showStory();
    for (const paper of this.#work.facts.papers) this.#showPaper(paper.part);
    this.#showSource();
    void this.#showPeople();
    void this.#showNext();
  }

  /** Asks again while a bench works, or a request for the source is about to move on. */
  async watch(): Promise<void> {
    while (!this.signal.aborted) {
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
      if (this.signal.aborted || document.hidden || !this.#moves()) continue;
      const before = this.#moving();
      try {
        this.#work.facts = await fetchFacts(this.#work.facts.case, this.signal);
      } catch {
        // The next round tries again; what is shown stays true as of the last one.
        continue;
      }
      if (this.#moving() === before) continue;
      this.show();
      if (!this.#moves()) await this.#reload();
    }
  }

  #moves(): boolean {
    const { custody, papers } = this.#work.facts;
    return papers.some(({ stage }) => stage === "waiting" || stage === "running")
      || custody.some(({ state, from, at }) => state !== "open" && Date.parse(from === "" ? at : from) > Date.now() - SOON_MS && Date.parse(from === "" ? at : from) < Date.now() + SOON_MS);
  }

  #moving(): string {
    return JSON.stringify([this.#work.facts.papers, this.#work.facts.custody]);
  }

  #showAccount(): void {
    const { account, facts } = this.#work;
    if (account !== null || this.#slot("open-account").childElementCount > 0) return;
    if (!facts.parts.some(({ compartment, mine }) => compartment === "account" && mine)) return;
    fill(this.#slot("open-account"), action({
      label: t("open.account"), primary: true,
      run: async (report, signal, show) => {
        let record: HTMLElement | null = null;
        const opened = await this.#work.openAccount(report, signal, logged => show(record = renderRecord(logged)));
        const place = this.#slot("account");
        place.className = "opened";
        fill(place, record, renderClaim(opened));
        this.#orderPapers();
        this.show();
        await this.#reload();
      },
    }));
  }

  #showStory(): void {
    const { account, disagreement, facts, readings } = this.#work;
    const findings: PaperFinding[] = inOrder(facts.papers, account).flatMap(({ part }) =>
      (readings.get(part)?.findings?.findings ?? []).map(finding => ({ paper: nameOf(part, account), finding })));
    const { supports, against, open } = storyOf(findings);
    const sentences = missing(facts, account, new Set(readings.keys()));
    if (readings.size > 0) {
      fill(this.#slot("supports"), supports.length > 0 ? renderFindings(supports) : h("p", { class: "hint" }, t("findings.supports.none")));
      fill(this.#slot("against"), against.length > 0 ? renderFindings(against) : h("p", { class: "hint" }, t("findings.against.none")));
    }
    fill(this.#slot("missing"), disagreement !== null && explain(disagreement), renderMissing(sentences, open));
  }

  /** Gives the papers, once and for all, the places and names that the account tells. */
  #orderPapers(): void {
    const { account, facts } = this.#work;
    for (const { part } of inOrder(facts.papers, account)) {
      const place = this.#placeOf(part);
      slotIn(place, "paper-name").textContent = nameOf(part, account);
      place.parentElement!.append(place);
    }
  }

  #placeOf(part: string): Element {
    return this.root.querySelector(`[data-paper="${part}"]`)!;
  }

  #showPaper(part: string): void {
    const paper = this.#work.facts.papers.find(candidate => candidate.part === part)!;
    const { standing, parts } = this.#work.facts;
    // What may be done with it depends on who looks, and on which of its results they were given.
    const given = parts.filter(({ part: id, mine }) => mine && paper.results.includes(id)).length;
    const drawing = JSON.stringify([paper, nameOf(part, this.#work.account), standing, given, this.#work.verificationAllowed, this.#work.readings.get(part)?.record.index]);
    if (this.#drawn.get(part) === drawing) return;
    this.#drawn.set(part, drawing);
    const place = this.#placeOf(part);
    fill(slotIn(place, "stage"), stageOf(paper));
    fill(slotIn(place, "paper"), paperPanel(this.#work, paper, () => this.#reload()));
  }

  /** Who the source is stays on the screen no longer than the key that opened it. */
  #forgetSource(): void {
    if (session.key() !== null || this.#work.source === null) return;
    this.#work.source = null;
    this.#showSource();
  }

  #showSource(): void {
    const { account, facts, source } = this.#work;
    if (facts.standing !== "reader") return;
    const drawing = JSON.stringify([facts.custody, account !== null, source !== null]);
    if (this.#drawn.get("source") === drawing) return;
    this.#drawn.set("source", drawing);
    // It came with the desk's page, where nobody can ask yet.
    this.#slot("custody").hidden = false;
    fill(this.#slot("source"), sourcePanel(this.#work, () => this.#reload()));
  }

  /** Forms with members to choose from need the verified directory, not the key. */
  async #showPeople(): Promise<void> {
    if (this.#work.facts.standing !== "reader") return;
    if (!this.#work.verificationAllowed) return fill(this.#slot("assign"), h("p", { class: "notice is-warn" }, t("consent.no")));
    if (this.#slot("assign").childElementCount > 0) return;
    try {
      const trust = await fetchTrust(new Date());
      fill(this.#slot("assign"), assignPanel(this.#work, trust, () => this.#reload()));
    } catch (error) {
      if (!this.signal.aborted) fill(this.#slot("assign"), explain(error));
    }
  }

  /** On the desk, once the account was read: taking the case. Afterwards: what is still to be done. */
  async #showNext(): Promise<void> {
    const { account, facts, readings } = this.#work;
    if (facts.standing === "desk") {
      if (account === null || !this.#slot("next").hidden) return;
      const trust = await fetchTrust(new Date());
      fill(this.#slot("next-step"), triagePanel(this.#work, trust, async () => {
        fill(this.#slot("notice"), h("p", { class: "notice is-ok" }, t("triage.done")));
        await this.#reload();
      }));
      this.#slot("next").hidden = false;
      return;
    }
    const steps = this.#work.verificationAllowed ? nextSteps({ ...facts, papers: inOrder(facts.papers, account) }, new Set(readings.keys())) : [];
    fill(this.#slot("next-step"), renderNext(steps));
    this.#slot("next").hidden = steps.length === 0;
  }

  /** Takes the server's view of the case again; what is open in this tab stays open. */
  async #reload(): Promise<void> {
    const fresh = await fetchCasePage(this.signal);
    const root = fresh?.querySelector<HTMLElement>('[data-island="case"]');
    // What was done in this tab is shown all the same.
    if (root === null || root === undefined) return this.show();
    this.#work.facts = JSON.parse(root.dataset["facts"] ?? "{}") as CaseFacts;
    for (const mine of this.root.querySelectorAll<HTMLElement>("[data-server]")) {
      const next = root.querySelector(`[data-server="${mine.dataset["server"]}"]`);
      if (next !== null) mine.replaceWith(document.adoptNode(next));
    }
    this.show();
  }

  #slot(name: string): HTMLElement {
    return slotIn(this.root, name);
  }
}

/** Null where the page does not come: what was done is done, and what is shown stays true as of before. */
async function fetchCasePage(signal: AbortSignal): Promise<Document | null> {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin", cache: "no-store", signal });
    return response.ok && !response.redirected ? parsePage(await response.text()) : null;
  } catch {
    return null;
  }
}

function slotIn(scope: Element, name: string): HTMLElement {
  const place = scope.querySelector<HTMLElement>(`[data-slot="${name}"]`);
  if (place === null) throw new Error("no such place on the page");
  return place;
}
