import { codeOf } from "../islands.js";
import { h, icon } from "../dom.js";
import { lookUp, t } from "../texts.js";

/** A failure in words: what happened, what is safe, what to do; the code last. Never an exception's message: it may hold content. */
export function explain(error: unknown): HTMLElement {
  const code = codeOf(error);
  const part = error instanceof Error && "part" in error && typeof error.part === "string" ? error.part : "";
  const text = lookUp(`failure.${code}`, { part }) ?? lookUp(`failure.${code.split(".")[0]}`, { part }) ?? t("failure.other");
  return h("div", { class: "notice is-danger", attrs: { role: "alert" } },
    h("p", {}, icon("warning"), " ", text),
    h("p", { class: "hint" }, t("failure.code", { code })));
}
