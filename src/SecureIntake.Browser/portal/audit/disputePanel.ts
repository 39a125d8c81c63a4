import { action } from "../cases/action.js";
import type { Logged } from "../cases/portal.js";
import { unlocked } from "../cases/unlocked.js";
import { h } from "../dom.js";
import { send } from "../requests.js";
import { t } from "../texts.js";
import { dispute } from "./dispute.js";

/** The panel below an entry of one's own. */
export function disputePanel(disputed: Logged): HTMLElement {
  return h("details", { class: "dispute" }, h("summary", {}, t("dispute.open")), h("p", { class: "hint" }, t("dispute.explain")), action({
    label: t("dispute.action"),
    run: async (report, signal) => {
      const index = await dispute(await unlocked(), disputed, async signed =>
        (await send<{ logged: Logged }>("POST", `/entries/${disputed.index}/dispute`, signed, signal)).logged, report);
      return h("p", { class: "notice is-warn", attrs: { role: "status" } }, t("dispute.done", { index: String(index) }));
    },
  }));
}
