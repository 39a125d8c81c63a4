/** The islands of the lockdown page, and of the home page for oneself: each a disclosure that says what will happen, and a button in it that does it. */
import type { SignedEntry } from "../../log/acts.js";
import { action } from "../cases/action.js";
import type { Logged } from "../cases/portal.js";
import { unlocked } from "../cases/unlocked.js";
import { CodedError } from "../coded.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { refresh } from "../navigate.js";
import { send } from "../requests.js";
import { session } from "../session.js";
import { t } from "../texts.js";
import { declareLockdown, lift, lockOut, type Shown, type Told } from "./signing.js";

island("declare-lockdown", root => {
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("lockdown.open")),
    h("p", {}, t("lockdown.does")), h("p", {}, t("lockdown.keeps")), h("p", {}, t("lockdown.ends")),
    action({
      label: t("lockdown.action"), primary: true, cancelled: "lockdown.cancelled",
      run: async (report, signal) =>
        ended("lockdown.title", "lockdown.done", await declareLockdown(await unlocked(), post("/lockdown", signal), report)),
    })));
});

island("lock-out", root => {
  const people = JSON.parse(root.dataset["people"]!) as readonly { readonly id: string; readonly name: string }[];
  const select = h("select", { id: "locked-out", attrs: { name: "member" } },
    h("option", { attrs: { value: "" } }, t("lockout.choose")), people.map(({ id, name }) => h("option", { attrs: { value: id } }, name)));
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("lockout.open")),
    h("p", {}, t("lockout.does")), h("p", {}, t("lockout.keeps")), h("p", {}, t("lockdown.ends")),
    h("div", { class: "field" }, h("label", { attrs: { for: "locked-out" } }, t("lockout.who")), select),
    action({
      label: t("lockout.action"), primary: true, cancelled: "lockout.cancelled",
      run: async (report, signal) => {
        if (select.value === "") {
          select.focus();
          throw new CodedError("lockout.nobody");
        }
        const name = select.selectedOptions[0]!.textContent;
        const told = await lockOut(await unlocked(), select.value, post("/lockdown/member", signal), report);
        await showAgain(t(told.gateKnows ? "lockout.done" : "lockout.done.untold", { name, index: String(told.logged.index) }));
      },
    })));
});

island("lock-self-out", root => {
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("lockout.self.open")),
    h("p", {}, t("lockout.self.does")), h("p", {}, t("lockout.self.ends")),
    action({
      label: t("lockout.self.action"), cancelled: "lockout.cancelled",
      run: async (report, signal) => {
        const acting = await unlocked();
        ended("lockout.self.title", "lockout.self.done", await lockOut(acting, acting.member, post("/lockdown/self", signal), report));
      },
    })));
});

island("lift", root => {
  liftStep(root, t("lift.explain", { who: root.dataset["by"]! }), { type: "lockdown/v1" });
});

island("lift-lockout", root => {
  const { member, who } = root.dataset;
  liftStep(root, t("lift.explain.one", { who: who! }), { type: "lockout/v1", member: member! });
});

function liftStep(root: HTMLElement, explanation: string, shown: Shown): void {
  const lockdown = JSON.parse(root.dataset["logged"]!) as Logged;
  root.replaceChildren(h("details", { class: "step" }, h("summary", {}, t("lift.open")),
    h("p", {}, explanation),
    action({
      label: t("lift.action"), cancelled: "lockdown.cancelled",
      run: async (report, signal) => {
        const { logged } = await lift(await unlocked(), shown, lockdown, post("/lockdown/lift", signal), report);
        await showAgain(t("lift.done", { index: String(logged.index) }));
      },
    })));
}

/** The page as it is now, with what was done on top: what stood here is gone. */
async function showAgain(done: string): Promise<void> {
  await refresh();
  const status = h("p", { class: "notice is-ok", attrs: { role: "status" } });
  document.querySelector("main h1")?.after(status);
  // A moment later: what a status held when it came is not read out, nor what changes while the heading is.
  setTimeout(() => { status.textContent = done; }, 300);
}

/** This session has ended with what was signed: nothing else on the page is true any more. */
function ended(title: "lockdown.title" | "lockout.self.title", done: "lockdown.done" | "lockout.self.done", { logged, gateKnows }: Told): void {
  session.lock();
  fill(document.querySelector("main")!, h("h1", { attrs: { tabindex: -1 } }, t(title)),
    h("div", { class: "notice is-warn", attrs: { role: "status" } },
      h("p", {}, t(gateKnows ? done : `${done}.untold`, { index: String(logged.index) })),
      // Who is locked out would be refused there.
      title === "lockdown.title" ? h("p", {}, h("a", { attrs: { href: "/sign-in", "data-reload": true } }, t("lockdown.sign-in"))) : null));
}

function post(path: string, signal: AbortSignal): (signed: SignedEntry) => Promise<Told> {
  return signed => send<Told>("POST", path, signed, signal);
}
