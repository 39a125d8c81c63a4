/** About the one who speaks: anonymous unless they choose otherwise; then a handful of questions, none required. */
import type { TextKey } from "../../locales/texts.js";
import { relations, type Answers, type SourceText } from "../answers/answers.js";
import { choice, slot, text } from "./controls.js";
import { papersQuestion } from "./papers.js";
import type { Question } from "./question.js";
import { lineSummary } from "./subject.js";

export function sourceQuestions({ who, source }: Answers): Question[] {
  const about = { part: "source", readers: "readers.source" } as const;

  const anonymous: Question = {
    ...about, id: "anonymous", title: "anonymous.title", hint: "anonymous.hint",
    body: (form) => choice<"yes" | "no">(form, {
      get: () => (source.anonymous ? "yes" : "no"),
      set: (value) => { source.anonymous = value !== "no"; },
    }, [
      { value: "yes", label: form.locale.t("anonymous.yes") },
      { value: "no", label: form.locale.t("anonymous.no") },
    ]),
    summary: (form) => [form.locale.t(source.anonymous ? "anonymous.yes" : "anonymous.no")],
  };
  if (source.anonymous) return [anonymous];

  const line = (field: SourceText, title: TextKey, hint?: TextKey, label?: TextKey): Question => ({
    ...about, id: `source.${field}`, title, ...(hint === undefined ? {} : { hint }),
    body: (form) => text(form, slot<SourceText, string>(source, field), label === undefined ? {} : { label: form.locale.t(label) }),
    summary: () => lineSummary(source[field]),
  });

  const safe: Question = {
    ...about, id: "source.safe", title: "safe.title",
    body: (form) => {
      const { t } = form.locale;
      return [
        text(form, slot<SourceText, string>(source, "channel"), { label: t("safe.channel"), hint: t("safe.channel.hint") }),
        text(form, slot<SourceText, string>(source, "hours"), { label: t("safe.hours") }),
        text(form, slot<SourceText, string>(source, "question"), { label: t("safe.question"), hint: t("safe.question.hint") }),
        text(form, slot<SourceText, string>(source, "never"), { label: t("safe.never"), hint: t("safe.never.hint") }),
      ];
    },
    summary: ({ locale }) => (["channel", "hours", "question", "never"] as const).flatMap((field) =>
      lineSummary(source[field]).map((line) => `${locale.t(`safe.${field}`)}: ${line}`)),
  };

  const relation: Question = {
    ...about, id: "source.relation", title: "relation.title",
    body: (form) => choice(form, slot(source, "relation"), relations.map((value) => ({ value, label: form.locale.t(`relation.${value}`) }))),
    summary: ({ locale }) => (source.relation === "" ? [] : [locale.t(`relation.${source.relation}`)]),
  };

  return [
    anonymous,
    line("name", "source.name.title", "source.name.hint"),
    line("contact", "contact.title", "contact.hint", "contact.contact"),
    safe,
    relation,
    line("country", "country.title"),
    ...(who === "helper" ? [line("helper", "helper.title", "helper.hint")] : []),
    papersQuestion(source),
  ];
}
