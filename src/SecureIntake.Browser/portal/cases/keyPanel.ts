import { freshId, h } from "../dom.js";
import { count, t } from "../texts.js";
import { action } from "./action.js";
import type { Paper } from "./facts.js";
import type { CaseWork } from "./work.js";

const LONGEST = 44;

/**
 * The lines of a machine-readable zone, typed by hand: the picture stands beside them where it was opened. The fields spell in fixed
 * width, left to right in every language, and count characters, since one too few is the commonest slip.
 */
export function keyPanel(work: CaseWork, paper: Paper, done: () => Promise<void>): HTMLElement {
  const lines = [t("keyed.line", { n: 1 }), t("keyed.line", { n: 2 }), t("keyed.third")].map((label, at) => {
    const id = freshId();
    const length = h("span", { class: "hint digits", attrs: { role: "status" } });
    const input = h("input", {
      id, class: "mrz",
      attrs: { type: "text", maxlength: LONGEST + 6, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "ltr" },
      on: { input: () => {
        length.textContent = count("keyed.length", input.value.replace(/\s/gu, "").length);
        work.drafts.set(paper.part, typed());
      } },
    });
    input.value = work.drafts.get(paper.part)?.[at] ?? "";
    return { input, field: h("div", { class: "field" }, h("label", { attrs: { for: id } }, label), input, length) };
  });
  const typed = (): string[] => lines.map(({ input }) => input.value);
  const [page] = work.readings.get(paper.part)?.pages ?? [];
  return h("details", { class: "panel keying", attrs: { open: work.drafts.has(paper.part) } },
    h("summary", {}, t("keyed.action")),
    h("div", { class: "panel-content beside" },
      page === undefined
        ? h("p", { class: "hint" }, t("keyed.nopicture"))
        : h("img", { attrs: { src: page.url, width: page.width, height: page.height, alt: t("paper.copy", { page: 1, total: 1 }) } }),
      h("div", { class: "keying-lines" },
        h("p", { class: "hint" }, t("keyed.hint", { fill: "<" })),
        lines.map(({ field }) => field),
        action({
          label: t("keyed.save"), primary: true,
          run: async report => {
            await work.key(paper, typed(), report);
            work.drafts.delete(paper.part);
            await done();
            return h("p", { class: "notice is-ok", attrs: { role: "status" } }, t("keyed.done"));
          },
        }))));
}
