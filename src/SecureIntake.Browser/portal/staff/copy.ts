/** A button that copies the text of the element whose id `data-copy` names. */
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { t } from "../texts.js";

island("copy", root => {
  const status = h("span", { attrs: { role: "status" } });
  const copy = async (): Promise<void> => {
    const text = document.getElementById(root.dataset["copy"] ?? "")?.textContent ?? "";
    // Refused where the browser allows no clipboard; the text can still be selected by hand.
    await navigator.clipboard.writeText(text).then(() => fill(status, t("copy.done")), () => fill(status, t("copy.refused")));
  };
  fill(root, h("div", { class: "row" },
    h("button", { class: "button is-plain", attrs: { type: "button" }, on: { click: () => void copy() } }, t("copy.action")), status));
});
