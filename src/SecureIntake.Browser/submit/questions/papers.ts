/** Photos of papers that identify the source. They share one sealed part of fixed size with name and contact, so they are made to fit. */
import type { Source } from "../answers/answers.js";
import { freshId, h } from "../dom.js";
import { fitPhoto } from "../photo.js";
import type { Form, Question } from "./question.js";

/** The source part holds 256 KiB (FORMAT.md §1); two photos of this size leave room for the texts and the tar around them. */
const MOST_PAPERS = 2;
const MOST_BYTES = 112 * 1024;

export function papersQuestion(source: Source): Question {
  return {
    id: "source.papers", part: "source", title: "papers.title", hint: "papers.hint", readers: "readers.source",
    body: (form) => {
      const { t } = form.locale;
      const id = freshId();
      const input = h("input", {
        class: "visually-hidden", attrs: { type: "file", accept: "image/*", id, disabled: source.papers.length >= MOST_PAPERS },
        on: { change: () => void add(form, source, input.files?.[0]) },
      });
      return [
        source.papers.length > 0 && h("ul", { class: "files" }, source.papers.map((paper, at) => h("li", { class: "row paper" },
          preview(paper, t("papers.row", { n: at + 1 })),
          h("button", {
            class: "link-button", attrs: { type: "button", "aria-label": `${t("rows.remove")}: ${t("papers.row", { n: at + 1 })}` },
            on: { click: () => { source.papers.splice(at, 1); form.redraw(); form.announce(t("rows.removed")); } },
          }, t("rows.remove"))))),
        source.papers.length < MOST_PAPERS
          ? h("div", { class: "pick" }, input, h("label", { class: "button is-plain", attrs: { for: id } }, t("papers.choose")))
          : h("p", { class: "hint" }, t("papers.full")),
      ];
    },
    summary: ({ locale }) => source.papers.map((_, at) => locale.t("papers.row", { n: at + 1 })),
  };
}

async function add(form: Form, source: Source, file: File | undefined): Promise<void> {
  if (file === undefined) return;
  const paper = await fitPhoto(file, MOST_BYTES);
  if (paper === undefined) return form.complain(form.locale.t("papers.unreadable"));
  source.papers.push(paper);
  form.redraw();
}

function preview(paper: Blob, alt: string): HTMLImageElement {
  const url = URL.createObjectURL(paper);
  return h("img", { class: "preview", attrs: { src: url, alt }, on: { load: () => URL.revokeObjectURL(url) } });
}
