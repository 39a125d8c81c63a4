/** The end: nothing is left on the page. A volunteer may go on with the next person. */
import { h } from "../dom.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

export function doneScreen(site: Site): Drawn {
  const { t } = site.locale;
  return {
    body: h("div", { class: "done" },
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1 } }, t("done.title")),
      h("p", {}, t("done.next")),
      h("p", { class: "go" },
        h("button", { class: "button", attrs: { type: "button" }, on: { click: () => site.leave() } }, t("done.leave")),
        h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => site.startOver() } }, t("done.another")))),
  };
}
