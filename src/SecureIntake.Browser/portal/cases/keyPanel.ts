import { fill, freshId, h } from "../dom.js";
import { count, t } from "../texts.js";
import { action } from "./action.js";
import type { Paper } from "./facts.js";
import { nameOf } from "./papers.js";
import type { CaseWork } from "./work.js";

const LONGEST = 44;

/**
 * The lines of a machine-readable zone, typed by hand in a dialog that is wide enough for picture and lines beside each other. The fields
 * spell in fixed width, left to right in every language, and count characters, since one too few is the commonest slip. Closing keeps
 * what was typed until the page goes.
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
  const title = freshId();
  const said = h("div", { attrs: { role: "status" } });
  const dialog: HTMLDialogElement = h("dialog", { class: "dialog keying", attrs: { "aria-labelledby": title } },
    h("h2", { id: title }, t("keyed.title", { paper: nameOf(paper.part, work.account) })),
    h("div", { class: "beside" },
      picture(work, paper),
      h("div", { class: "keying-lines" },
        h("p", { class: "hint" }, t("keyed.hint", { fill: "<" })),
        lines.map(({ field }) => field),
        action({
          label: t("keyed.save"), primary: true,
          run: async report => {
            await work.key(paper, typed(), report);
            work.drafts.delete(paper.part);
            for (const { input } of lines) input.value = "";
            // Before it says so: a lease that came sooner would go without these lines.
            await done();
            fill(said, h("p", { class: "notice is-ok" }, t("keyed.done")));
            dialog.close();
          },
        }),
        h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => dialog.close() } }, t("keyed.close")))));
  return h("div", { class: "keying-place" },
    said,
    h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => dialog.showModal() } }, t("keyed.action")),
    dialog);
}

/** The first page of the safe copy, where it was opened; its place says why it is empty otherwise. */
function picture(work: CaseWork, paper: Paper): HTMLElement {
  const [page] = work.readings.get(paper.part)?.pages ?? [];
  return page === undefined
    ? h("p", { class: "empty hint" }, t("keyed.nopicture"))
    : h("div", { class: "beside-picture" },
      h("img", { attrs: { src: page.url, width: page.width, height: page.height, alt: t("paper.copy", { page: 1, total: 1 }) } }));
}
