/** All answers on one page, each with its way back to the question; then "Seal and send". */
import { saysSomething } from "../answers/draft.js";
import { fill, h, type Child } from "../dom.js";
import { questionsOf } from "../questions/all.js";
import { parts, type Form, type Part, type Question } from "../questions/question.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

export function reviewScreen(site: Site): Drawn {
  const { t, variant } = site.locale;
  const questions = questionsOf(site.answers);
  const missing = h("div", { attrs: { id: "missing" } });
  const send = (): void => {
    const notice = whatIsMissing(site);
    if (notice === undefined) return site.go({ screen: "send" });
    fill(missing, notice);
    missing.querySelector("button")?.focus();
  };
  return {
    part: "send",
    progress: 1,
    body: h("div", { class: "review" },
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1 } }, t("review.title")),
      h("p", { class: "question-hint" }, variant("review.hint", site.helper)),
      parts.map((part) => section(site, part, questions.filter((question) => question.part === part))),
      missing,
      h("p", { class: "go" }, h("button", { class: "button", attrs: { type: "button", "data-testid": "send" }, on: { click: send } }, t("review.send")))),
  };
}

/** What was answered stands open; what was passed over is a press away. */
function section(site: Site, part: Part, questions: readonly Question[]): HTMLElement {
  const passed = questions.filter((question) => answered(site, question) === undefined);
  return h("section", {},
    h("h2", {}, site.locale.t(`part.${part}`)),
    passed.length < questions.length && h("dl", { class: "answers" }, questions.filter((q) => !passed.includes(q)).map((question) => line(site, question))),
    passed.length > 0 && h("details", {},
      h("summary", {}, site.locale.count("review.unanswered", passed.length)),
      h("dl", { class: "answers" }, passed.map((question) => line(site, question)))));
}

function line(site: Site, question: Question): HTMLElement {
  const { t, variant } = site.locale;
  const event = question.event === undefined ? "" : `${t("event.nth", { n: question.event })}: `;
  const title = `${event}${variant(question.title, site.helper)}`;
  return h("div", { class: "answer-line", attrs: { "data-testid": `answer-${question.id}` } },
    h("dt", {}, title),
    h("dd", {}, answered(site, question) ?? h("p", { class: "quiet" }, t("review.empty"))),
    h("dd", { class: "change" }, h("button", {
      class: "link-button", attrs: { type: "button", "aria-label": `${t("review.change")}: ${title}` },
      on: { click: () => site.go({ screen: "question", id: question.id, editing: "one" }) },
    }, t("review.change"))));
}

function answered(site: Site, question: Question): Child {
  const { t } = site.locale;
  const unsaid = question.unsaid?.get();
  if (unsaid !== undefined) return h("p", { class: "quiet" }, t(`unsaid.${unsaid}`));
  const lines = question.summary(formOf(site));
  return lines.length === 0 ? undefined : lines.map((text) => h("p", { class: "typed", attrs: { dir: "auto" } }, text));
}

/** The overview only reads. */
const formOf = (site: Site): Form => ({
  answers: site.answers, locale: site.locale, today: site.today, helper: site.helper, titleId: TITLE_ID,
  announce: () => undefined, complain: () => undefined, redraw: () => undefined, advance: () => undefined,
});

function whatIsMissing(site: Site): Child {
  const { t } = site.locale;
  const notice = (text: string, link: string, id: string): HTMLElement => h("div", { class: "notice is-warn", attrs: { role: "alert" } },
    h("p", {}, text),
    h("p", {}, h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => site.go({ screen: "question", id, editing: "one" }) } }, link)));
  if (!site.answers.consent.keepAndVerify) return notice(t("review.consent"), t("review.consent.link"), "consent.keep");
  if (!saysSomething(site.answers, site.today)) return notice(t("review.nothing"), t("review.nothing.link"), "names");
  return undefined;
}
