/** The islands of the audit page: the proof of one entry, and the whole log checked in this browser. */
import { parseCanonical } from "../log/canonical.js";
import { verifyLogged } from "../log/proof.js";
import { witnessing } from "../log/witnessing.js";
import { toUtf8 } from "../seal/bytes.js";
import { action } from "./cases/action.js";
import type { Logged } from "./cases/portal.js";
import { fetchTrust } from "./cases/trust.js";
import { checkLog, Tampered } from "./audit/check.js";
import { renderWitnesses } from "./audit/witnesses.js";
import { disputePanel } from "./audit/disputePanel.js";
import { h, icon } from "./dom.js";
import { island } from "./islands.js";
import { get, getBytes } from "./requests.js";
import { t } from "./texts.js";

island("entry", root => {
  root.querySelector('[data-slot="proof"]')?.replaceChildren(h("details", { on: { toggle: event => void open(event.target as HTMLDetailsElement) } },
    h("summary", {}, t("audit.entry.show"))));

  async function open(details: HTMLDetailsElement): Promise<void> {
    if (!details.open || details.childElementCount > 1) return;
    const logged = await get<Logged>(`/entries/${root.dataset["index"]}/proof.json`);
    details.append(
      h("pre", {}, JSON.stringify(JSON.parse(logged.entry), null, 2)),
      h("details", {}, h("summary", {}, t("audit.proof.show")), h("pre", {}, [...logged.proof, "", logged.checkpoint].join("\n"))),
      action({
        label: t("audit.verify"),
        run: async () => {
          const { policy, witnesses } = await fetchTrust(new Date());
          const entry = toUtf8(logged.entry);
          parseCanonical(entry);
          const { size } = verifyLogged({ ...logged, entry }, policy.log);
          return [said(t("audit.verified", { index: String(logged.index), size })), renderWitnesses(witnessing(logged.checkpoint, witnesses))];
        },
      }));
    if (root.closest("[data-disputable]") !== null) details.append(disputePanel(logged));
  }
});

island("log-check", (root, leaving) => {
  root.replaceChildren(action({
    label: t("audit.verify.log"), primary: true,
    run: async (report, signal) => {
      const { policy, witnesses } = await fetchTrust(new Date());
      const both = AbortSignal.any([signal, leaving]);
      const files = (path: string): Promise<Uint8Array> => getBytes(`/log/${path}`, both);
      try {
        const { size, root: hash, note } = await checkLog(files, policy.log, policy.root, (done, total) =>
          report("audit.verifying", { done, total }, done / total), both);
        return [said(t("audit.verified.log", { size, root: hash })), renderWitnesses(witnessing(note, witnesses))];
      } catch (error) {
        if (!(error instanceof Tampered)) throw error;
        return h("div", { class: "notice is-danger", attrs: { role: "alert" } },
          h("p", {}, icon("warning"), " ", t("audit.tampered", { index: String(error.entry) })),
          h("p", { class: "hint" }, t("failure.code", { code: error.code })));
      }
    },
  }));
});

function said(text: string): HTMLElement {
  return h("p", { class: "notice is-ok root", attrs: { role: "status" } }, h("span", {}, icon("check"), " ", text));
}
