/** The island of the page of requests for sources: a veto, behind a disclosure that says what it does. */
import { action } from "../cases/action.js";
import type { Logged } from "../cases/portal.js";
import { unlocked } from "../cases/unlocked.js";
import { h } from "../dom.js";
import { island } from "../islands.js";
import { send } from "../requests.js";
import { t } from "../texts.js";
import { veto, type VetoTold } from "./signing.js";

island("veto", root => {
  const request = JSON.parse(root.dataset["logged"]!) as Logged;
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("veto.open")),
    h("p", {}, t("veto.explain", { who: root.dataset["by"]! })),
    action({
      label: t("veto.action"), cancelled: "veto.cancelled",
      run: async (report, signal) => {
        const { logged, from } = await veto(await unlocked(), request, entry => send<VetoTold>("POST", "/custody/veto", entry, signal), report);
        return h("p", { class: `notice ${from === null ? "is-warn" : "is-ok"}`, attrs: { role: "status" } },
          t(from === null ? "veto.done.untold" : "veto.done", { index: String(logged.index) }));
      },
    })));
});
