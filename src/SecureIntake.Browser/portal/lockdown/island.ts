/** The islands of the lockdown page: each a disclosure that says what will happen, and a button in it that does it. */
import type { SignedEntry } from "../../log/acts.js";
import { action } from "../cases/action.js";
import type { Logged } from "../cases/portal.js";
import { unlocked } from "../cases/unlocked.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { refresh } from "../navigate.js";
import { send } from "../requests.js";
import { session } from "../session.js";
import { t } from "../texts.js";
import { declareLockdown, lift, type Told } from "./signing.js";

island("declare-lockdown", root => {
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("lockdown.open")),
    h("p", {}, t("lockdown.does")), h("p", {}, t("lockdown.keeps")), h("p", {}, t("lockdown.ends")),
    action({
      label: t("lockdown.action"), primary: true, cancelled: "lockdown.cancelled",
      run: async (report, signal) => {
        const { logged, gateKnows } = await declareLockdown(await unlocked(), post("/lockdown", signal), report);
        // Nothing else on the page is true any more.
        session.lock();
        fill(document.querySelector("main")!, h("h1", { attrs: { tabindex: -1 } }, t("lockdown.title")),
          h("div", { class: "notice is-warn", attrs: { role: "status" } },
            h("p", {}, t(gateKnows ? "lockdown.done" : "lockdown.done.untold", { index: String(logged.index) })),
            h("p", {}, h("a", { attrs: { href: "/sign-in", "data-reload": true } }, t("lockdown.sign-in")))));
      },
    })));
});

island("lift", root => {
  const lockdown = JSON.parse(root.dataset["logged"]!) as Logged;
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("lift.open")),
    h("p", {}, t("lift.explain", { who: root.dataset["by"]! })),
    action({
      label: t("lift.action"), cancelled: "lockdown.cancelled",
      run: async (report, signal) => {
        const { logged } = await lift(await unlocked(), lockdown, post("/lockdown/lift", signal), report);
        await refresh();
        return h("p", { class: "notice is-ok", attrs: { role: "status" } }, t("lift.done", { index: String(logged.index) }));
      },
    })));
});

function post(path: string, signal: AbortSignal): (signed: SignedEntry) => Promise<Told> {
  return signed => send<Told>("POST", path, signed, signal);
}
