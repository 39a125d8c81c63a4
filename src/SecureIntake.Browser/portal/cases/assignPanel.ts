import { freshId, h, type Child } from "../dom.js";
import { count, t } from "../texts.js";
import { action } from "./action.js";
import type { Trust } from "./acting.js";
import { choices, nameOf } from "./members.js";
import type { CaseWork } from "./work.js";

const DAYS = [7, 14, 30] as const;

/** Gives the case to a verifier: whom, for how long, what they will see, the button. */
export function assignPanel(work: CaseWork, trust: Trust, done: () => Promise<void>): HTMLElement {
  const { facts } = work;
  const readers = facts.people.filter(({ role }) => role !== "verifier").map(({ member }) => member);
  const verifiers = choices(trust, facts.names, "verifier", readers);
  if (verifiers.length === 0) return h("p", { class: "hint" }, t("assign.none"));
  const who = freshId();
  const howLong = freshId();
  const member = h("select", { id: who, attrs: { name: "verifier" } },
    verifiers.map(({ member }) => h("option", { attrs: { value: member } }, nameOf(facts.names, member))));
  const days = h("select", { id: howLong, attrs: { name: "days" } },
    DAYS.map(n => h("option", { attrs: { value: n, selected: n === 14 } }, count("assign.days.one", n))));
  const field = (id: string, label: string, control: Child): HTMLElement =>
    h("div", { class: "field" }, h("label", { attrs: { for: id } }, label), control);
  return h("details", { class: "panel" },
    h("summary", {}, t("assign.action")),
    h("div", { class: "panel-content" },
      field(who, t("assign.verifier"), member),
      field(howLong, t("assign.days"), days),
      h("p", { class: "hint" }, t("assign.explain")),
      action({
        label: t("assign.give"), primary: true,
        run: async report => {
          const chosen = member.value;
          await work.assign(chosen, Number(days.value), report);
          await done();
          return h("p", { class: "notice is-ok", attrs: { role: "status" } }, t("assign.done", { member: nameOf(facts.names, chosen) }));
        },
      })));
}
