/** What happened: one or more events, each with its seven questions, then whether there was another. */
import type { TextKey } from "../../locales/texts.js";
import { blankEvent, eventTypes, type Answers, type EventAnswer, type EventText } from "../answers/answers.js";
import { h } from "../dom.js";
import { choice, date, slot, text } from "./controls.js";
import { unsayable, type Question } from "./question.js";
import { dateSummary, lineSummary } from "./subject.js";

const about = { part: "events", readers: "readers.team" } as const;

export function eventQuestions(answers: Answers): Question[] {
  return [...answers.events.flatMap((event, at) => questionsOf(answers, event, at)), more(answers), narrative(answers)];
}

function questionsOf(answers: Answers, event: EventAnswer, at: number): Question[] {
  const common = { ...about, ...(answers.events.length > 1 ? { event: at + 1 } : {}) };
  const line = (field: Exclude<EventText, "from">, title: TextKey, hint: TextKey): Question => ({
    ...common, id: `event.${at}.${field}`, title, hint, unsaid: unsayable(event, field),
    body: (form) => text(form, slot<EventText, string>(event, field)),
    summary: () => lineSummary(event[field]),
  });
  return [
    {
      ...common, id: `event.${at}.type`, title: "event.type.title", hint: "event.type.hint", unsaid: unsayable(event, "type"),
      body: (form) => [
        choice(form, slot(event, "type"), eventTypes.map((value) => ({ value, label: form.locale.t(`event.type.${value}`) }))),
        answers.events.length > 1 && h("button", {
          class: "link-button", attrs: { type: "button" },
          on: { click: () => { answers.events.splice(at, 1); form.announce(form.locale.t("rows.removed")); form.advance(); } },
        }, form.locale.t("event.remove")),
      ],
      summary: (form) => (event.type === "" ? [] : [form.locale.t(`event.type.${event.type}`)]),
    },
    {
      ...common, id: `event.${at}.from`, title: "event.from.title", hint: "event.from.hint", unsaid: unsayable(event, "from"),
      body: (form) => date(form, slot<EventText, string>(event, "from"), { label: form.locale.t("event.from.label") }),
      summary: (form) => dateSummary(form, event.from),
    },
    line("place", "event.place.title", "event.place.hint"),
    line("authority", "event.authority.title", "event.authority.hint"),
    line("officialReason", "event.official.title", "event.official.hint"),
    line("suspectedReason", "event.suspected.title", "event.suspected.hint"),
    {
      ...common, id: `event.${at}.ongoing`, title: "event.ongoing.title", unsaid: unsayable(event, "ongoing"),
      body: (form) => choice(form, slot(event, "ongoing"), (["yes", "no"] as const).map((value) => ({ value, label: form.locale.t(`event.ongoing.${value}`) }))),
      summary: (form) => (event.ongoing === "" ? [] : [form.locale.t(`event.ongoing.${event.ongoing}`)]),
    },
  ];
}

/** "Yes" appends a blank event, whose questions then come next, and the question returns after them. */
function more(answers: Answers): Question {
  return {
    ...about, id: "event.more", title: "event.more.title", hint: "event.more.hint",
    body: (form) => choice<"yes" | "no">(form, {
      get: () => answers.moreEvents,
      set: (value) => { answers.moreEvents = value; },
    }, [
      { value: "yes", label: form.locale.t("event.more.yes") },
      { value: "no", label: form.locale.t("event.more.no") },
    ]),
    summary: (form) => (answers.moreEvents === "" ? [] : [form.locale.t(`event.more.${answers.moreEvents}`)]),
  };
}

/** Called when the person goes on from "Did something else happen": the id of the new event's first question, if there is one. */
export function takeMoreEvents(answers: Answers): string | undefined {
  if (answers.moreEvents !== "yes") return undefined;
  answers.events.push(blankEvent());
  answers.moreEvents = "";
  return `event.${answers.events.length - 1}.type`;
}

function narrative(answers: Answers): Question {
  return {
    ...about, id: "narrative", title: "narrative.title", hint: "narrative.hint", unsaid: unsayable(answers, "narrative"),
    body: (form) => text(form, slot(answers, "narrative"), { label: form.locale.t("narrative.label"), rows: 10 }),
    summary: () => lineSummary(answers.narrative),
  };
}
