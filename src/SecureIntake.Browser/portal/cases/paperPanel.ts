import { h, icon, type Child } from "../dom.js";
import { lookUp, t } from "../texts.js";
import { action } from "./action.js";
import type { Paper } from "./facts.js";
import { keyPanel } from "./keyPanel.js";
import { renderRecord } from "./record.js";
import type { CaseWork, PaperReading } from "./work.js";

/** Where a paper stands, as a chip and, when it failed, why and what to do. */
export function stageOf({ stage, code }: Paper): Child {
  switch (stage) {
    case "none": return h("span", { class: "chip" }, t("stage.none"));
    case "waiting": return h("span", { class: "chip is-accent" }, t("stage.waiting"));
    case "running": return h("span", { class: "chip is-accent" }, t("stage.running"));
    case "done": return h("span", { class: "chip is-ok" }, icon("check"), t("stage.done"));
    case "failed": {
      const reason = lookUp(`stage.failed.${code}`) ?? t("stage.failed.other", { code });
      return h("span", { class: "chip is-warn" }, icon("warning"), t("stage.failed", { reason }));
    }
  }
}

/** What can be done with a paper, and what was read of it. */
export function paperPanel(work: CaseWork, paper: Paper, changed: () => Promise<void>): Child {
  const { standing } = work.facts;
  if (standing === "desk") return h("p", { class: "hint" }, t("paper.desk"));
  const active = paper.stage === "waiting" || paper.stage === "running";
  const results = work.mine(part => paper.results.includes(part.part));
  const reading = work.readings.get(paper.part);
  return [
    active && h("p", { class: "hint" }, t("stage.watching")),
    reading !== undefined && renderReading(reading),
    h("div", { class: "paper-actions" },
      results.length > 0 && openResults(work, paper, changed, reading === undefined),
      paper.results.length > 0 && results.length === 0 && h("p", { class: "hint" }, t("paper.notgiven")),
      standing === "reader" && !active && work.verificationAllowed && lease(work, paper, changed)),
    keyPanel(work, paper, changed),
  ];
}

function openResults(work: CaseWork, paper: Paper, changed: () => Promise<void>, first: boolean): HTMLElement {
  return action({
    label: t(first ? "open.results" : "open.again"), primary: first,
    run: async (report, signal, show) => {
      await work.read(paper, report, signal, record => show(renderRecord(record)));
      await changed();
    },
  });
}

function lease(work: CaseWork, paper: Paper, changed: () => Promise<void>): HTMLElement {
  const first = paper.stage === "none";
  return h("div", {},
    first && h("p", { class: "hint" }, t("lease.explain")),
    action({
      label: t(first ? "lease.action" : "lease.again"), primary: first,
      run: async report => {
        await work.lease(paper, report);
        await changed();
      },
    }));
}

/** The log entry first, then the pictures. The findings stand in the story above, where the reader looks for them. */
function renderReading({ record, pages, total }: PaperReading): HTMLElement {
  return h("div", { class: "reading" },
    renderRecord(record),
    pages.length === 0
      ? h("p", { class: "hint" }, t("paper.copy.none"))
      : pages.length < total && h("p", { class: "hint" }, t("paper.copy.some", { shown: pages.length, total })),
    pages.map(({ url, width, height }, at) => h("figure", { class: "copy" },
      h("img", { attrs: { src: url, width, height, alt: t("paper.copy", { page: at + 1, total }) } }),
      h("figcaption", { class: "hint" }, t("paper.copy", { page: at + 1, total })))));
}
