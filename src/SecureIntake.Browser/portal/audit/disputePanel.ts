import { systemRandom } from "../../seal/bytes.js";
import { action } from "../cases/action.js";
import type { Logged } from "../cases/portal.js";
import { fetchTrust } from "../cases/trust.js";
import { GaveUp } from "../cases/work.js";
import { h } from "../dom.js";
import { send } from "../requests.js";
import { session } from "../session.js";
import { t } from "../texts.js";
import { dispute } from "./dispute.js";

/** The panel below an entry of one's own. */
export function disputePanel(disputed: Logged): HTMLElement {
  return h("details", { class: "dispute" }, h("summary", {}, t("dispute.open")), h("p", { class: "hint" }, t("dispute.explain")), action({
    label: t("dispute.action"),
    run: async (report, signal) => {
      const unlocked = await session.unlock();
      if (unlocked === null) throw new GaveUp();
      const now = (): Date => new Date();
      const acting = { ...unlocked, trust: await fetchTrust(now()), now, random: systemRandom };
      const index = await dispute(acting, disputed, async signed =>
        (await send<{ logged: Logged }>("POST", `/entries/${disputed.index}/dispute`, signed, signal)).logged, report);
      return h("p", { class: "notice is-warn", attrs: { role: "status" } }, t("dispute.done", { index: String(index) }));
    },
  }));
}
