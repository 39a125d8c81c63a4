/** The missing person: names, sex, birth, places, background, numbers of papers. */
import type { TextKey } from "../../locales/texts.js";
import { idKinds, nameKinds, type Answers, type SubjectText } from "../answers/answers.js";
import { readDate, showDate } from "../answers/dates.js";
import { choice, date, rows, select, slot, text } from "./controls.js";
import { unsayable, type Form, type Question } from "./question.js";

export function subjectQuestions({ subject }: Answers): Question[] {
  const about = { part: "person", readers: "readers.team" } as const;

  const names: Question = {
    ...about, id: "names", title: "names.title", hint: "names.hint", unsaid: unsayable(subject, "names"),
    body: (form) => rows(form, {
      rows: subject.names,
      blank: () => ({ text: "", kind: "short" }),
      legend: (n) => form.locale.t("names.row", { n }),
      add: "names.add",
      row: (name) => [
        text(form, slot(name, "text"), { label: form.locale.t("names.text") }),
        select(slot(name, "kind"), form.locale.t("names.kind"), nameKinds.map((kind) => [kind, form.locale.t(`names.kind.${kind}`)])),
      ],
    }),
    summary: (form) => subject.names.filter(({ text }) => text.trim() !== "").map(({ text, kind }) => `${text.trim()} (${form.locale.t(`names.kind.${kind}`)})`),
  };

  const sex: Question = {
    ...about, id: "sex", title: "sex.title", unsaid: unsayable(subject, "sex"),
    body: (form) => choice(form, slot(subject, "sex"), (["male", "female"] as const).map((value) => ({ value, label: form.locale.t(`sex.${value}`) }))),
    summary: (form) => (subject.sex === "" ? [] : [form.locale.t(`sex.${subject.sex}`)]),
  };

  const birth: Question = {
    ...about, id: "birth", title: "birth.title", hint: "birth.hint", unsaid: unsayable(subject, "birth"),
    body: (form) => date(form, slot(subject, "birth"), { label: form.locale.t("birth.label"), age: true }),
    summary: (form) => dateSummary(form, subject.birth, true),
  };

  const line = (id: SubjectText, title: TextKey, hint?: TextKey): Question => ({
    ...about, id, title, ...(hint === undefined ? {} : { hint }), unsaid: unsayable(subject, id),
    body: (form) => text(form, slot<SubjectText, string>(subject, id)),
    summary: () => lineSummary(subject[id]),
  });

  const ids: Question = {
    ...about, id: "ids", title: "ids.title", hint: "ids.hint", unsaid: unsayable(subject, "ids"),
    body: (form) => rows(form, {
      rows: subject.ids,
      blank: () => ({ kind: "passport", value: "" }),
      legend: (n) => form.locale.t("ids.row", { n }),
      add: "ids.add",
      row: (id) => [
        select(slot(id, "kind"), form.locale.t("ids.kind"), idKinds.map((kind) => [kind, form.locale.t(`ids.kind.${kind}`)])),
        text(form, slot(id, "value"), { label: form.locale.t("ids.value"), code: true }),
      ],
    }),
    summary: (form) => subject.ids.filter(({ value }) => value.trim() !== "").map(({ kind, value }) => `${form.locale.t(`ids.kind.${kind}`)}: ${value.trim()}`),
  };

  return [
    names, sex, birth,
    line("birthplace", "birthplace.title", "birthplace.hint"),
    line("residence", "residence.title", "residence.hint"),
    line("ethnicity", "ethnicity.title"),
    line("citizenship", "citizenship.title", "citizenship.hint"),
    line("profession", "profession.title"),
    ids,
  ];
}

export const lineSummary = (typed: string): string[] => (typed.trim() === "" ? [] : [typed.trim()]);

/** As it was read, so that a slip is seen in the overview too. */
export function dateSummary(form: Form, typed: string, askAge = false): string[] {
  const read = readDate(typed, form.today, askAge);
  if (read === undefined) return [];
  return [read.precision === "text" || read.precision === "age" ? read.date : showDate(read, form.locale.tag)];
}
