import { CONSENT_USES, type Account, type ToldDate, type ToldEvent } from "../../seal/records.js";
import { isDay } from "../../seal/calendar.js";
import { h, isolated, type Child } from "../dom.js";
import { count, dayInWords, monthInWords, t, word } from "../texts.js";
import { factList, type Fact } from "./factList.js";
import { spansOf } from "./marks.js";

/** What is claimed: the account as the source told it, with the passages marked that would give the source away. */
export function renderClaim(account: Account): HTMLElement {
  return h("div", { class: "claim" },
    h("p", { class: "hint" }, account.mode === "helper" ? t("claim.mode.helper") : t("claim.mode.self")),
    account.marks.length > 0 && h("p", { class: "claim-marks" }, count("claim.marks", account.marks.length)),
    renderSubject(account),
    account.events.map((event, at) => renderEvent(account, event, at)),
    account.narrative !== "" && [
      h("h3", {}, t("claim.narrative")),
      h("blockquote", { class: "narrative", attrs: { lang: account.language, dir: "auto" } }, marked(account, "narrative", account.narrative)),
    ],
    renderKnowledge(account),
    renderConsent(account),
  );
}

/** A date as it was told: never more exact than the source was. */
export function told(date: ToldDate): string {
  switch (date.precision) {
    case "age": case "text": return t(`claim.approximate.${date.precision}`, { date: date.date });
    case "day": return isDay(date.date) ? dayInWords(date.date) : date.date;
    case "month": return isDay(`${date.date}-01`) ? monthInWords(date.date) : date.date;
    case "year": return date.date;
  }
}

function renderSubject(account: Account): HTMLElement {
  const { subject } = account;
  const plain = ["birthplace", "residence", "ethnicity", "citizenship", "profession"] as const;
  return factList([
    ["claim.names", subject.names.length > 0 && h("ul", { class: "names" }, subject.names.map((name, at) =>
      h("li", {}, h("bdi", { attrs: { lang: `und-${name.script}` } }, marked(account, `subject.names.${at}.text`, name.text)), " ",
        h("span", { class: "hint" }, word("name", name.kind)))))],
    ["claim.sex", subject.sex !== undefined && word("sex", subject.sex)],
    ["claim.birth", subject.birth !== undefined && told(subject.birth)],
    ...plain.map((name): Fact => [`claim.${name}`, subject[name] !== undefined && marked(account, `subject.${name}`, subject[name])]),
    ["claim.ids", (subject.ids?.length ?? 0) > 0 && h("ul", { class: "names" }, subject.ids!.map(({ kind, value }) =>
      h("li", {}, isolated(value, "digits"), " ", h("span", { class: "hint" }, word("id", kind)))))],
  ]);
}

function renderEvent(account: Account, event: ToldEvent, at: number): HTMLElement {
  const plain = ["place", "authority", "officialReason", "suspectedReason"] as const;
  return h("section", { class: "event" },
    h("h3", {}, event.type === undefined ? t("claim.events") : word("event", event.type)),
    factList([
      ["claim.event.from", event.from !== undefined && told(event.from)],
      ["claim.event.to", event.to !== undefined && told(event.to)],
      ...plain.map((name): Fact => [`claim.event.${name}`, event[name] !== undefined && marked(account, `events.${at}.${name}`, event[name])]),
      ["claim.event.ongoing", event.ongoing !== undefined && word("answer", event.ongoing)],
    ]));
}

function renderKnowledge(account: Account): Child {
  if (account.knowledge.length === 0) return null;
  return [
    h("h3", {}, t("claim.knowledge")),
    h("ul", {}, account.knowledge.map(({ how, detail, when }, at) => h("li", {},
      word("knowledge", how),
      when !== undefined && `, ${told(when)}`,
      detail !== undefined && detail !== "" && [": ", h("span", { attrs: { dir: "auto" } }, marked(account, `knowledge.${at}.detail`, detail))],
    ))),
  ];
}

function renderConsent({ consent }: Account): Child {
  const answer = (value: string): string => value.startsWith("after:") ? t("answer.after", { day: dayInWords(value.slice(6)) }) : word("answer", value);
  return [
    h("h3", {}, t("claim.consent")),
    h("dl", { class: "consent" }, CONSENT_USES.map(use => {
      const value = consent.uses[use];
      return h("div", { class: value === "no" ? "is-no" : "" }, h("dt", {}, t(`use.${use}`)), h("dd", {}, answer(value)));
    })),
  ];
}

/** The text with the spans that repeat the source's own values marked, so that nobody copies them out unaware. */
function marked(account: Account, field: string, text: string): Child[] {
  return spansOf(text, account.marks.filter(mark => mark.field === field)).map(({ piece, mark }) =>
    mark ? h("mark", { attrs: { title: t("claim.mark") } }, piece) : piece);
}
