/** The way back: a receipt code, and what the log says to whoever has it. */
import { showDate, showMoment } from "../answers/dates.js";
import { bdi, fill, freshId, h, icon, type Child } from "../dom.js";
import type { NameRequest } from "../looking/standing.js";
import type { LookingProblem, LookingState } from "../sending/protocol.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

/** A request for a name ends so many days after it was signed (SecureIntake.Gate/FORMAT.md). */
const REQUEST_DAYS = 30;

/** Older than so many days, a copy of the log is remarked upon. */
const STALE_DAYS = 3;

const DAY = 86_400_000;

export function codeScreen(site: Site): Drawn {
  const { state } = site.look;
  const { t } = site.locale;
  const mistyped = state?.is === "problem" && (state.problem.kind === "group" || state.problem.kind === "words");
  return {
    body: h("div", { class: "looking" },
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1 } }, t(state?.is === "read" ? "look.read.title" : "look.title")),
      state === undefined || mistyped ? form(site, mistyped ? state.problem : undefined) : shown(site, state)),
  };
}

/** Asks the Worker. Each report is drawn as long as this screen is there; progress alone leaves the rest of the page untouched. */
function begin(site: Site): void {
  const { look } = site;
  site.line.look({ root: site.root, typed: look.typed, whole: look.whole }, (state) => {
    if (state.is === "reading" && look.state?.is !== "reading") site.announce(site.locale.t("look.reading"));
    if (state.is === "reading" && look.state?.is === "reading") return void progress(state.share);
    look.state = state;
    // What was typed has done its work; only who made a slip, or was asked something, needs it again.
    if (state.is === "read") look.typed = "";
    site.redraw();
  });
}

function form(site: Site, problem?: LookingProblem): Child {
  const { look, locale: { t } } = site;
  const [id, hintId, errorId] = [freshId(), freshId(), freshId()];
  const control = h("textarea", {
    class: "digits code-typed",
    attrs: {
      id, rows: 3, dir: "ltr", translate: "no", autocomplete: "off", autocorrect: "off", autocapitalize: "none", spellcheck: "false",
      inputmode: look.words ? "text" : "numeric", "aria-describedby": `${hintId} ${errorId}`, "aria-invalid": problem !== undefined ? "true" : undefined,
      "data-testid": "code",
    },
  });
  control.value = look.typed;
  control.addEventListener("input", () => {
    if (!look.words) group(control);
    look.typed = control.value;
  });
  const error = h("p", { class: "error", attrs: { id: errorId, role: "alert" } });
  if (problem !== undefined) setTimeout(() => { fill(error, mistake(site, problem)); control.focus(); });
  const submit = (event: Event): void => {
    event.preventDefault();
    if (look.typed.trim() !== "") return begin(site);
    fill(error, t("look.error.empty"));
    control.focus();
  };
  return h("form", { class: "looking", attrs: { novalidate: true, autocomplete: "off" }, on: { submit } },
    h("div", { class: "field" },
      h("label", { attrs: { for: id } }, t("look.label")),
      h("p", { class: "hint", attrs: { id: hintId } }, t(look.words ? "look.hint.words" : "look.hint"), " ", t("look.hint.stays")),
      control,
      error),
    h("p", { class: "go" },
      h("button", { class: "button", attrs: { type: "submit", "data-testid": "look" } }, t("look.start")),
      h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => swap(site) } }, t(look.words ? "look.digits" : "look.words"))));
}

/** Digits in groups of six, as they stand on the paper; not while someone corrects in the middle. */
function group(control: HTMLTextAreaElement): void {
  if (control.selectionStart !== control.value.length || /[^\d\s-]/.test(control.value)) return;
  control.value = control.value.replaceAll(/\D/g, "").replaceAll(/(\d{6})(?=\d)/g, "$1 ");
}

function swap(site: Site): void {
  site.look.words = !site.look.words;
  site.look.typed = "";
  site.look.state = undefined;
  site.redraw();
}

function mistake({ locale: { t } }: Site, { kind, place }: LookingProblem): string {
  if (kind === "group") return t("look.error.group", { n: place ?? 1 });
  return place === undefined ? t("look.error.words") : t("look.error.word", { n: place });
}

function shown(site: Site, state: LookingState): Child {
  switch (state.is) {
    case "reading": return reading(site);
    case "large": return large(site, state.megabytes);
    case "problem": return failure(site, state.problem);
    case "read": return result(site, state);
  }
}

const BAR_ID = "look-bar";

function reading({ locale: { t } }: Site): Child {
  return [
    h("p", {}, t("look.reading")),
    h("progress", { attrs: { id: BAR_ID, max: 1, value: 0, "aria-label": t("look.reading") } }),
    h("p", { class: "hint" }, t("look.whole")),
  ];
}

function progress(share: number): void {
  document.getElementById(BAR_ID)?.setAttribute("value", String(share));
}

function large(site: Site, megabytes: number): Child {
  const { t } = site.locale;
  return [
    h("p", {}, t("look.large", { n: megabytes })),
    h("p", { class: "hint" }, t("look.whole")),
    h("p", { class: "go" }, h("button", { class: "button", attrs: { type: "button" }, on: { click: () => { site.look.whole = true; begin(site); } } }, t("look.large.go"))),
  ];
}

function failure(site: Site, { kind, code }: LookingProblem): Child {
  const { t } = site.locale;
  const text = kind === "date" ? t("card.failed.date") : t(`look.failed.${kind as "key" | "network" | "log" | "fault"}`);
  return [
    h("div", { class: "notice is-danger", attrs: { role: "alert", "data-testid": "look-failed" } },
      h("h2", {}, t("look.failed.title")), h("p", {}, text), h("p", { class: "hint" }, t("send.code", { code }))),
    h("p", { class: "go" }, h("button", { class: "button", attrs: { type: "button" }, on: { click: () => begin(site) } }, t("send.again"))),
  ];
}

function result(site: Site, { standing, entries, seen }: Extract<LookingState, { is: "read" }>): Child {
  const { t, count } = site.locale;
  const { arrived, requests, opened } = standing;
  // Requests are found by another key than the arrival: who hides the one does not hide the other.
  const found = requests.length > 0 || opened.length > 0;
  return [
    seen !== null && stale(site, seen),
    arrived === null
      ? h("section", { class: "notice is-warn", attrs: { "data-testid": "look-missing" } }, h("h2", {}, t("look.missing.title")), h("p", {}, t("look.missing")))
      : h("section", { attrs: { "data-testid": "look-arrived" } },
        h("h2", { class: "is-ok" }, icon("check"), t("look.found.title")), h("p", {}, t("look.found", { date: dayOf(site, arrived) }))),
    (arrived !== null || found) && h("section", { attrs: { "data-testid": "look-requests" } },
      h("h2", {}, icon("eye"), t("look.asked.title")),
      !found && h("p", {}, seen === null ? t("look.asked.none") : t("look.asked.none.until", { date: momentOf(site, seen) })),
      opened.map((at) => h("p", { class: "notice is-danger" }, t("look.opened", { date: momentOf(site, at) }))),
      requests.length > 0 && h("ul", { class: "plain-list" }, requests.map((request) => h("li", { class: "notice" }, asked(site, request)))),
      found && h("p", {}, t("look.asked.advice"))),
    h("section", {}, h("h2", {}, t("look.sure.title")),
      h("p", {}, count("look.sure", entries), " ", seen === null ? t("look.sure.unwitnessed") : t("look.sure.seen", { date: momentOf(site, seen) })),
      h("p", {}, t("look.answers"))),
    h("p", { class: "go" },
      h("button", { class: "button", attrs: { type: "button" }, on: { click: () => site.leave() } }, t("done.leave")),
      h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => { site.look.state = undefined; site.redraw(); } } }, t("look.another"))),
  ];
}

/** Batches enter every few hours, with or without testimonies: a copy of days ago is not the newest, and one of tomorrow has a wrong date, or this device has. */
function stale(site: Site, seen: string): Child {
  const age = Date.now() - Date.parse(seen);
  return (age > STALE_DAYS * DAY || age < -DAY) && h("p", { class: "notice is-warn", attrs: { "data-testid": "look-stale" } }, site.locale.t("look.stale", { date: momentOf(site, seen) }));
}

function asked(site: Site, { index, at, reason, vetoes }: NameRequest): Child {
  const { t, count } = site.locale;
  const end = Date.parse(at) + REQUEST_DAYS * DAY;
  return [
    h("p", {}, t(`look.asked.${reason}`, { date: momentOf(site, at) })),
    vetoes > 0 && h("p", {}, count("look.asked.vetoes", vetoes)),
    h("p", {}, t(end < Date.now() ? "look.asked.ended" : "look.asked.until", { date: momentOf(site, new Date(end).toISOString()) })),
    h("p", { class: "hint" }, ...site.locale.rich("look.asked.entry", { n: bdi(String(index)) })),
  ];
}

const dayOf = ({ locale }: Site, day: string): string => showDate({ date: day, precision: "day" }, locale.tag);

const momentOf = ({ locale }: Site, time: string): string => showMoment(time, locale.tag);
