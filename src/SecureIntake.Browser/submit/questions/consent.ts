/** Permission: first to keep and check, which is required, then each further use on its own screen; "no" stands until changed. */
import { askedUses, type Answers, type AskedUse } from "../answers/answers.js";
import { showDate } from "../answers/dates.js";
import { freshId, h } from "../dom.js";
import { choice, slot } from "./controls.js";
import type { Form, Question } from "./question.js";

export function consentQuestions({ consent }: Answers): Question[] {
  const keep: Question = {
    id: "consent.keep", part: "consent", title: "consent.keep.title", hint: "consent.keep.hint", readers: "consent.readers",
    body: ({ locale }) => {
      const input = h("input", { attrs: { type: "checkbox" }, on: { change: () => { consent.keepAndVerify = input.checked; } } });
      input.checked = consent.keepAndVerify;
      return [h("label", { class: "choice" }, input, h("span", {}, locale.t("consent.keep.label"))), h("p", { class: "hint" }, locale.t("consent.withdraw"))];
    },
    summary: ({ locale }) => (consent.keepAndVerify ? [locale.t("consent.yes")] : []),
    error: ({ locale }) => (consent.keepAndVerify ? undefined : locale.t("consent.keep.error")),
  };
  return [keep, ...askedUses.map((use) => askedQuestion(consent.uses, use))];
}

function askedQuestion(uses: Answers["consent"]["uses"], use: AskedUse): Question {
  const answer = uses[use];
  const needsDay = ({ today }: Form): boolean => answer.choice === "after" && answer.day <= today;
  return {
    id: `consent.${use}`, part: "consent", title: `consent.${use}.title`, hint: `consent.${use}.who`, readers: "consent.readers",
    body: (form) => {
      const { t } = form.locale;
      const day = dayField(form, answer);
      day.hidden = answer.choice !== "after";
      return choice(form, {
        get: () => answer.choice,
        set: (value) => {
          if (value !== "") answer.choice = value;
          day.hidden = answer.choice !== "after";
        },
      }, [
        { value: "no", label: t("consent.no") },
        { value: "yes", label: t("consent.yes") },
        { value: "ask", label: t("consent.ask"), hint: t("consent.ask.hint") },
        { value: "after", label: t("consent.after"), extra: day },
      ]);
    },
    summary: ({ locale }) => [answer.choice === "after" ? `${locale.t("consent.after.date")}: ${answer.day === "" ? "…" : showDate({ date: answer.day, precision: "day" }, locale.tag)}` : locale.t(`consent.${answer.choice}`)],
    error: (form) => (needsDay(form) ? form.locale.t("consent.after.error") : undefined),
  };
}

function dayField({ locale, today }: Form, answer: { day: string }): HTMLElement {
  const id = freshId();
  const { set } = slot(answer, "day");
  const input = h("input", { attrs: { type: "date", id, min: today }, on: { input: () => set(input.value) } });
  input.value = answer.day;
  return h("div", { class: "field nested" }, h("label", { attrs: { for: id } }, locale.t("consent.after.date")), input);
}
