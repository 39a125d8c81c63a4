import { h, icon } from "../dom.js";
import { witnessWords } from "../audit/witnesses.js";
import { moment, t } from "../texts.js";
import type { LogRecord } from "./obtaining.js";

/** The log entry of an opening or another act, shown before anything that it allowed. */
export function renderRecord({ index, entry, at, checkpoint, witnesses }: LogRecord): HTMLElement {
  return h("div", { class: "notice is-ok log-record", attrs: { "data-entry": index } },
    h("p", {}, icon("entry"), " ", t("open.entry", { index: String(index), time: moment(at) })),
    h("p", { class: "hint" }, t("open.entry.checked"), " ", witnesses.enough ? witnessWords(witnesses) : t("open.entry.later")),
    h("details", {},
      h("summary", {}, t("open.entry.show")),
      h("pre", {}, JSON.stringify(JSON.parse(entry), null, 2)),
      h("pre", {}, checkpoint)));
}
