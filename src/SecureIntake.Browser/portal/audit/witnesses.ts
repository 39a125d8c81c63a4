import type { Witnessing } from "../../log/witnessing.js";
import { h, icon } from "../dom.js";
import { t } from "../texts.js";

/** Which witnesses cosigned a checkpoint, who is missing, and whether it is as many as the root asks for. */
export function witnessWords({ signed, missing, enough, asked }: Witnessing): string {
  const by = signed.join(", ");
  return [
    !enough ? t("audit.witnessed.few", { asked }) : signed.length > 0 ? t("audit.witnessed", { signed: by }) : t("audit.witnessed.none"),
    ...(!enough && signed.length > 0 ? [t("audit.witnessed.by", { signed: by })] : []),
    ...(missing.length > 0 ? [t("audit.witnessed.missing", { missing: missing.join(", ") })] : []),
  ].join(" ");
}

/** The same as a notice. */
export function renderWitnesses(found: Witnessing): HTMLElement {
  const isFine = found.enough && found.signed.length > 0;
  return h("p", { class: `notice ${isFine ? "is-ok" : "is-warn"}`, attrs: { role: "status" } },
    h("span", {}, icon(isFine ? "check" : "warning"), " ", witnessWords(found)));
}
