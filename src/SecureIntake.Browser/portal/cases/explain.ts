import { codeOf } from "../islands.js";
import { h, icon } from "../dom.js";
import { Refused } from "../requests.js";
import { lookUp, t } from "../texts.js";

/**
 * A failure in words: what happened, what is safe, what to do; the code last. Never an exception's message: it may hold content. The same
 * group of codes means one thing when this browser finds it in what the portal handed out, and another when the portal refuses what this
 * browser sent.
 */
export function explain(error: unknown): HTMLElement {
  const code = codeOf(error);
  const part = error instanceof Error && "part" in error && typeof error.part === "string" ? error.part : "";
  const number = error instanceof Error && "number" in error && typeof error.number === "number" ? error.number : 0;
  return h("div", { class: "notice is-danger", attrs: { role: "alert" } },
    h("p", {}, icon("warning"), " ", wordsFor(code, { part, number }, error instanceof Refused)),
    h("p", { class: "hint" }, t("failure.code", { code })));
}

export function wordsFor(code: string, values: Readonly<Record<string, string | number>>, refused: boolean): string {
  const group = code.split(".")[0]!;
  return lookUp(`failure.${code}`, values)
    ?? (refused ? lookUp(`refused.${group}`) : null)
    ?? lookUp(`failure.${group}`, values)
    ?? t(refused ? "failure.refused" : "failure.other");
}
