import { freshId, h } from "../dom.js";
import { t } from "../texts.js";
import { action } from "./action.js";
import type { Trust } from "./acting.js";
import { choices, nameOf } from "./members.js";
import type { CaseWork } from "./work.js";

/** Takes the case: the second reader, what happens, the button. */
export function triagePanel(work: CaseWork, trust: Trust, done: () => Promise<void>): HTMLElement {
  const { facts } = work;
  const leads = choices(trust, facts.names, "lead", [facts.member]);
  if (leads.length === 0) return h("p", { class: "notice is-warn" }, t("triage.nodeputy"));
  const id = freshId();
  const select = h("select", { id, attrs: { name: "deputy", "aria-describedby": `${id}-hint` } },
    leads.map(({ member }) => h("option", { attrs: { value: member } }, nameOf(facts.names, member))));
  return h("div", { class: "panel" },
    h("div", { class: "field" },
      h("label", { attrs: { for: id } }, t("triage.deputy")),
      h("p", { class: "hint", id: `${id}-hint` }, t("triage.deputy.hint")),
      select),
    h("p", { class: "hint" }, t("triage.explain")),
    action({
      label: t("triage.action"), primary: true,
      run: async report => {
        await work.triage(select.value, report);
        await done();
      },
    }));
}
