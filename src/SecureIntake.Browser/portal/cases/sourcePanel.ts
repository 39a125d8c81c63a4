import type { Account } from "../../seal/records.js";
import { fill, freshId, h, isolated, type Child } from "../dom.js";
import { count, moment, t, word } from "../texts.js";
import { action } from "./action.js";
import type { CustodyFact } from "./facts.js";
import { factList } from "./factList.js";
import { portal } from "./http.js";
import { nameOf } from "./members.js";
import type { ObtainStep } from "./obtaining.js";
import { renderRecord } from "./record.js";
import { askCustodians, makeRequestFile, openSource, REASONS, type OpenedSource, type Reason } from "./source.js";
import { unlocked } from "./unlocked.js";
import type { CaseWork, Report } from "./work.js";

const STEPS = { signing: "open.signing", logging: "open.logging", witnessing: "open.witnessing", checking: "open.checking" } as const;

/** Who gave the testimony: asking custodians, waiting, giving them the request, opening with their answers. */
export function sourcePanel(work: CaseWork, changed: () => Promise<void>): Child {
  const { custody, member, names } = work.facts;
  // Of several of one's own the one that is open: the server opens by that.
  const mine = custody.filter(({ by }) => by === member);
  const own = mine.find(({ state }) => state === "open") ?? mine[0];
  return [
    custody.filter(({ by }) => by !== member).map(request =>
      h("p", {}, t("custody.other", { who: nameOf(names, request.by), reason: t(`custody.reason.${request.purpose}`), time: moment(request.at) }))),
    work.source !== null ? renderSource(work.source)
      : own === undefined ? asking(work, changed)
      : own.state === "open" ? opening(work, own, changed)
      : waiting(own, names),
  ];
}

function asking(work: CaseWork, changed: () => Promise<void>): HTMLElement {
  const group = freshId();
  let reason: Reason = "contact";
  const warning = h("div", { attrs: { role: "status" } });
  const choose = (value: Reason): void => {
    reason = value;
    const doubt = value !== "court" ? null : work.account === null ? t("custody.court.unknown") : allowsCourts(work.account) ? null : t("custody.court.no");
    fill(warning, doubt !== null && h("p", { class: "notice is-warn" }, doubt));
  };
  return h("details", { class: "step" }, h("summary", {}, t("custody.ask.open")),
    h("fieldset", { class: "field" }, h("legend", {}, t("custody.reason")),
      REASONS.map(value => h("label", { class: "choice" },
        h("input", { attrs: { type: "radio", name: group, value, checked: value === reason }, on: { change: () => choose(value) } }),
        h("span", {}, t(`custody.choice.${value}`))))),
    warning,
    h("p", { class: "hint" }, t("custody.ask.explain")),
    action({
      label: t("custody.ask.action"),
      run: async (report, _, show) => {
        report("open.signing");
        const acting = await unlocked();
        report("open.logging");
        show(renderRecord(await askCustodians(acting, portal, work.facts, reason)));
        await changed();
      },
    }));
}

function waiting({ from, until, vetoedBy }: CustodyFact, names: Readonly<Record<string, string>>): Child {
  return [
    h("p", {}, from === "" ? t("custody.untold") : t("custody.waiting", { from: moment(from), until: moment(until) })),
    vetoedBy.length > 0 && h("p", { class: "notice is-warn" }, count("custody.vetoed", vetoedBy.length, { who: vetoedBy.map(member => nameOf(names, member)).join(", ") })),
  ];
}

function opening(work: CaseWork, { until }: CustodyFact, changed: () => Promise<void>): HTMLElement {
  const k = work.account?.shares.k;
  const id = freshId();
  const files = h("input", { id, attrs: { type: "file", multiple: true, accept: ".age", "aria-describedby": `${id}-hint` } });
  return h("ol", { class: "custody-steps" },
    h("li", {}, h("p", {}, t("custody.save.explain", { until: moment(until) })),
      action({
        label: t("custody.save.action"),
        run: async (report, signal, show) => {
          const acting = await unlocked();
          const file = await makeRequestFile(acting, portal, work.facts, saying(report), signal, record => show(renderRecord(record)));
          save(file, "custody-request.json");
          show(h("p", { class: "notice is-ok", attrs: { role: "status" } }, t("custody.saved")));
        },
      })),
    h("li", {}, work.account === null
      ? h("p", { class: "hint" }, t("custody.open.account"))
      : [
        h("div", { class: "field" },
          h("label", { attrs: { for: id } }, t("custody.answers", { k: k! })),
          h("p", { class: "hint", id: `${id}-hint` }, t("custody.answers.hint")),
          files),
        action({
          label: t("custody.open.action"), primary: true,
          run: async (report, signal, show) => {
            if (files.files!.length < k!) {
              show(h("p", { class: "notice is-warn", attrs: { role: "alert" } }, count("custody.few", k! - files.files!.length)));
              return;
            }
            const acting = await unlocked();
            work.source = await openSource(acting, portal, work.facts, work.account!, [...files.files!], saying(report), (done, total) =>
              report("open.fetching", { percent: Math.floor((100 * done) / total) }, done / total), signal);
            await changed();
          },
        }),
      ]));
}

function allowsCourts({ consent: { uses } }: Account): boolean {
  return [uses.courts, uses.un, uses["un-government"]].some(value => value !== "no");
}

function saying(report: Report): (step: ObtainStep) => void {
  return step => report(STEPS[step]);
}

/** What the source said must never be done stands first. */
function renderSource({ record, source, papers }: OpenedSource): Child {
  const { safeContact } = source;
  return h("div", { class: "opened" },
    renderRecord(record),
    source.anonymous && h("p", {}, t("custody.anonymous")),
    safeContact.never !== "" && h("p", { class: "notice is-danger" }, h("strong", {}, t("custody.source.never")), " ", told(safeContact.never)),
    factList([
      ["custody.source.name", source.name !== "" && told(source.name)],
      ["custody.source.contact", source.contact !== "" && told(source.contact)],
      ["custody.source.channel", safeContact.channel !== "" && told(safeContact.channel)],
      ["custody.source.hours", safeContact.hours !== "" && told(safeContact.hours)],
      ["custody.source.question", safeContact.question !== "" && told(safeContact.question)],
      ["custody.source.relation", !source.anonymous && word("custody.relation", source.relation)],
      ["custody.source.country", source.country !== "" && told(source.country)],
      ["custody.source.helper", source.helper !== "" && told(source.helper)],
    ]),
    papers.length > 0 && [
      h("p", { class: "hint" }, t("custody.papers")),
      h("ul", { class: "plain" }, papers.map(paper => h("li", {}, saveButton(paper.content, paper.name)))),
    ],
    h("p", { class: "hint" }, t("custody.source.leave")));
}

function told(text: string): HTMLElement {
  return h("span", { attrs: { dir: "auto" } }, text);
}

function saveButton(content: Uint8Array, name: string): HTMLElement {
  return h("button", { class: "button is-plain", attrs: { type: "button" }, on: { click: () => save(new Blob([content as BlobPart]), name) } },
    t("custody.papers.save"), " ", isolated(name));
}

/** Hands a file to the browser's downloads. */
function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  h("a", { attrs: { href: url, download: name } }).click();
  // The download has begun by then; the page must not keep what it was made of.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
