/** One question: where one is, the question, who will see the answer, the controls, "don't know" and "won't say", and one way on. */
import { fill, h, icon } from "../dom.js";
import { questionsOf } from "../questions/all.js";
import { takeMoreEvents } from "../questions/events.js";
import type { Form, Question } from "../questions/question.js";
import { CAPTION_ID, TITLE_ID, type Drawn, type Place, type Site } from "../site.js";

type QuestionPlace = Extract<Place, { screen: "question" }>;

export function questionScreen(site: Site, place: QuestionPlace): Drawn {
  const { t, variant } = site.locale;
  const questions = questionsOf(site.answers);
  // Browser history may lead to a question of an event that was removed since.
  const at = indexOf(questions, place.id) ?? indexOf(questions, "event.more") ?? 0;
  const question = questions[at]!;
  const error = h("p", { class: "error", attrs: { id: "error", role: "alert" } });
  const form = formFor(site, place, error);
  const answer = h("div", { class: "answer", on: { input: () => form.complain(undefined) } }, question.body(form));

  const goOn = (): void => {
    const complaint = question.error?.(form);
    if (complaint !== undefined) {
      form.complain(complaint);
      answer.querySelector<HTMLElement>("input:not([hidden]), select, textarea")?.focus();
      return;
    }
    next(site, place);
  };

  return {
    part: question.part,
    step: t("app.question", { n: at + 1, total: questions.length }),
    progress: (at + 1) / (questions.length + 1),
    body: h("form", {
      class: "question",
      attrs: { novalidate: true, autocomplete: "off", spellcheck: "false", autocorrect: "off", "data-testid": `question-${question.id}` },
      on: { submit: (event) => { event.preventDefault(); goOn(); } },
    },
      question.event !== undefined && h("p", { class: "eyebrow" }, t("event.nth", { n: question.event })),
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1, "aria-describedby": CAPTION_ID } }, variant(question.title, site.helper)),
      h("p", { class: "readers" }, icon("eye"), t(question.readers)),
      question.hint !== undefined && h("p", { class: "question-hint" }, t(question.hint)),
      answer,
      question.unsaid !== undefined && unsaidButtons(site, question.unsaid, answer),
      error,
      h("p", { class: "go" }, h("button", { class: "button", attrs: { type: "submit", "data-testid": "continue" } },
        t(place.editing === undefined ? "app.continue" : "app.save")))),
  };
}

function indexOf(questions: readonly Question[], wanted: string): number | undefined {
  const at = questions.findIndex(({ id }) => id === wanted);
  return at < 0 ? undefined : at;
}

/** The list is made anew: the answer just given may have brought questions or taken them away. */
function next(site: Site, { id, editing }: QuestionPlace): void {
  const added = id === "event.more" ? takeMoreEvents(site.answers) : undefined;
  if (added !== undefined) return site.go({ screen: "question", id: added, ...(editing === undefined ? {} : { editing: "event" }) });
  const questions = questionsOf(site.answers);
  const following = questions[(indexOf(questions, id) ?? questions.length) + 1];
  if (editing === "event" && id !== "event.more" && following?.id.startsWith("event.")) return site.go({ screen: "question", id: following.id, editing });
  if (editing !== undefined || following === undefined) return site.go({ screen: "review" });
  site.go({ screen: "question", id: following.id });
}

function formFor(site: Site, place: QuestionPlace, error: HTMLElement): Form {
  return {
    answers: site.answers, locale: site.locale, today: site.today, helper: site.helper, titleId: TITLE_ID,
    announce: (text) => site.announce(text),
    // After a redraw another element stands in the page.
    complain: (text) => fill(document.getElementById("error") ?? error, text),
    redraw: () => site.redraw(),
    advance: () => site.go(place.editing === undefined ? { screen: "question", id: "event.more" } : { screen: "review" }),
  };
}

/** Two toggles. Choosing one sets the typed answer aside without deleting it; typing again takes the choice back. */
function unsaidButtons(site: Site, unsaid: NonNullable<Question["unsaid"]>, answer: HTMLElement): HTMLElement {
  const { t } = site.locale;
  const show = (): void => {
    for (const [value, button] of buttons) button.setAttribute("aria-pressed", String(unsaid.get() === value));
    answer.classList.toggle("is-aside", unsaid.get() !== undefined);
  };
  const buttons = (["unknown", "withheld"] as const).map((value) => [value, h("button", {
    class: "button is-plain toggle", attrs: { type: "button" },
    on: { click: () => { unsaid.set(unsaid.get() === value ? undefined : value); show(); } },
  }, icon("check"), t(`unsaid.${value}`))] as const);
  answer.addEventListener("input", () => { unsaid.set(undefined); show(); });
  show();
  return h("div", { class: "unsaid", attrs: { role: "group", "aria-label": t("unsaid.group") } }, buttons.map(([, button]) => button));
}
