/** The code fills the screen, once. On paper: black on white, no title, no organisation, nothing that says what it is for. */
import { fill, h } from "../dom.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

export function receiptScreen(site: Site): Drawn {
  const { t, variant } = site.locale;
  const receipt = site.receipt!;
  const error = h("p", { class: "error", attrs: { role: "alert" } });
  const written = h("input", { attrs: { type: "checkbox" } });
  const finish = (): void => {
    if (written.checked) return site.finish();
    fill(error, t("receipt.error"));
    written.focus();
  };
  return {
    body: h("div", { class: "receipt" },
      h("h1", { class: "no-print", attrs: { id: TITLE_ID, tabindex: -1 } }, t("receipt.title")),
      h("p", { class: "no-print" }, variant("receipt.why", site.helper)),
      h("section", { class: "code" },
        h("h2", {}, t("receipt.digits")),
        h("ol", { class: "digits groups", attrs: { "data-testid": "receipt-digits" } }, receipt.digits.split(" ").map((group) => h("li", {}, h("bdi", {}, group)))),
        words(site, receipt.words)),
      h("section", { class: "no-print" }, h("h2", {}, t("receipt.keep.title")),
        h("ul", {}, h("li", {}, t("receipt.keep.paper")), h("li", {}, t("receipt.keep.place")), h("li", {}, t("receipt.keep.never")))),
      h("section", { class: "no-print" }, h("h2", {}, t("receipt.found.title")), h("p", {}, t("receipt.found"))),
      h("p", {}, h("button", { class: "button is-plain", attrs: { type: "button" }, on: { click: () => print() } }, t("receipt.print"))),
      h("label", { class: "choice no-print" }, written, h("span", {}, t("receipt.confirm"))),
      error,
      h("p", { class: "go" }, h("button", { class: "button", attrs: { type: "button" }, on: { click: finish } }, t("receipt.continue")))),
  };
}

/** Twelve words, only on request: they need Latin letters, digits do not. */
function words({ locale: { t } }: Site, code: readonly string[]): HTMLElement {
  const list = h("ol", { class: "words", attrs: { dir: "ltr", lang: "en", translate: "no", "data-testid": "receipt-words" } }, code.map((word) => h("li", {}, h("bdi", {}, word))));
  const heading = h("h2", {}, t("receipt.words"));
  const button = h("button", { class: "link-button", attrs: { type: "button", "aria-expanded": "false" } }, t("receipt.words.show"));
  const show = (shown: boolean): void => {
    list.hidden = heading.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    fill(button, t(shown ? "receipt.words.hide" : "receipt.words.show"));
  };
  button.addEventListener("click", () => show(list.hidden === true));
  show(false);
  return h("div", {}, button, heading, list);
}
