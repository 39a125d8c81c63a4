/** How the source knows it. */
import { knowledgeWays, type Answers } from "../answers/answers.js";
import { date, rows, select, slot, text } from "./controls.js";
import { unsayable, type Question } from "./question.js";

export function knowledgeQuestion(answers: Answers): Question {
  return {
    id: "knowledge", part: "knowledge", title: "knowledge.title", hint: "knowledge.hint", readers: "readers.team", unsaid: unsayable(answers, "knowledge"),
    body: (form) => rows(form, {
      rows: answers.knowledge,
      blank: () => ({ how: "", detail: "", when: "" }),
      legend: (n) => form.locale.t("knowledge.row", { n }),
      add: "knowledge.add",
      row: (way) => [
        select(slot(way, "how"), form.locale.t("knowledge.how"), [
          ["", form.locale.t("knowledge.how.choose")],
          ...knowledgeWays.map((how) => [how, form.locale.t(`knowledge.how.${how}`)] as const),
        ]),
        text(form, slot(way, "detail"), { label: form.locale.t("knowledge.detail"), hint: form.locale.t("knowledge.detail.hint"), rows: 3 }),
        date(form, slot(way, "when"), { label: form.locale.t("knowledge.when") }),
      ],
    }),
    summary: (form) => answers.knowledge
      .map(({ how, detail, when }) => [how === "" ? "" : form.locale.t(`knowledge.how.${how}`), detail.trim(), when.trim()].filter((s) => s !== "").join(" · "))
      .filter((line) => line !== ""),
  };
}
