/** The form as one list, made anew from the answers: naming oneself, helping and further events bring their own questions. */
import type { Answers } from "../answers/answers.js";
import { consentQuestions } from "./consent.js";
import { choice, slot } from "./controls.js";
import { eventQuestions } from "./events.js";
import { filesQuestion } from "./files.js";
import { knowledgeQuestion } from "./knowledge.js";
import type { Question } from "./question.js";
import { sourceQuestions } from "./source.js";
import { subjectQuestions } from "./subject.js";

export function questionsOf(answers: Answers): Question[] {
  return [
    whoQuestion(answers),
    ...subjectQuestions(answers),
    ...eventQuestions(answers),
    knowledgeQuestion(answers),
    filesQuestion(answers),
    ...consentQuestions(answers),
    ...sourceQuestions(answers),
  ];
}

function whoQuestion(answers: Answers): Question {
  return {
    id: "who", part: "start", title: "who.title", hint: "who.hint", readers: "readers.team",
    body: (form) => choice(form, slot(answers, "who"), [
      { value: "self", label: form.locale.t("who.self") },
      { value: "helper", label: form.locale.t("who.helper") },
    ]),
    summary: (form) => (answers.who === "" ? [] : [form.locale.t(`who.${answers.who}`)]),
  };
}
