/** Papers, photos, recordings: chosen or taken, each with its kind and a note. Only handles are kept; nothing is read before sealing. */
import { evidenceKinds, type Answers, type EvidenceRow } from "../answers/answers.js";
import { bdi, freshId, h, icon, type Child } from "../dom.js";
import type { Locale } from "../i18n.js";
import { select, slot, text } from "./controls.js";
import type { Form, Question } from "./question.js";

/** FORMAT.md §2. Written here once more so that the page loads without the sealing code; a test compares. */
export const MOST_FILES = 40;

/** Intake takes at most 2 GiB a part; the seal adds little to a file. */
export const MOST_BYTES = 2_000_000_000;

export function filesQuestion(answers: Answers): Question {
  return {
    id: "files", part: "knowledge", title: "files.title", hint: "files.hint", readers: "readers.team",
    body: (form) => body(form, answers),
    summary: ({ locale }) => answers.evidence.map(({ file, name, kind, note }) =>
      [name, locale.t(`files.kind.${kind}`), showSize(locale, file.size), note.trim()].filter((s) => s !== "").join(" · ")),
  };
}

function body(form: Form, answers: Answers): Child {
  const { locale } = form;
  const { evidence } = answers;
  const size = evidence.reduce((sum, { file }) => sum + file.size, 0);
  return [
    evidence.length === 0
      ? h("p", { class: "empty" }, locale.t("files.empty"))
      : [
          h("ul", { class: "files", attrs: { "data-testid": "files" } }, evidence.map((row, at) => entry(form, answers, row, at))),
          h("p", { class: "hint" }, locale.count("files.total", evidence.length, { size: showSize(locale, size) })),
        ],
    h("div", { class: "pick" },
      picker(form, answers, { label: locale.t("files.choose"), icon: "file", multiple: true }),
      picker(form, answers, { label: locale.t("files.photo"), icon: "photo", accept: "image/*", capture: "environment" })),
    h("p", { class: "hint" }, locale.t("files.metadata")),
  ];
}

function entry(form: Form, answers: Answers, row: EvidenceRow, at: number): HTMLElement {
  const { t } = form.locale;
  return h("li", { class: "row file" },
    h("p", { class: "file-name" }, icon("file"), h("strong", {}, bdi(row.name)), " ", h("span", { class: "hint" }, showSize(form.locale, row.file.size))),
    select(slot(row, "kind"), t("files.kind"), evidenceKinds.map((kind) => [kind, t(`files.kind.${kind}`)])),
    text(form, slot(row, "note"), { label: t("files.note"), rows: 2 }),
    h("button", {
      class: "link-button row-remove", attrs: { type: "button", "aria-label": t("files.remove", { name: row.name }) },
      on: { click: () => { answers.evidence.splice(at, 1); form.redraw(); form.announce(t("files.removed", { name: row.name })); } },
    }, t("rows.remove")));
}

interface PickerOptions { label: string; icon: "file" | "photo"; multiple?: boolean; accept?: string; capture?: string }

/** A native file input behind its label: the browser's own dialog, camera included, with every access aid it has. */
function picker(form: Form, answers: Answers, options: PickerOptions): Child {
  const id = freshId();
  const input = h("input", {
    class: "visually-hidden",
    attrs: { type: "file", id, multiple: options.multiple ?? false, accept: options.accept, capture: options.capture },
    on: { change: () => add(form, answers, [...(input.files ?? [])]) },
  });
  return [input, h("label", { class: "button is-plain", attrs: { for: id } }, icon(options.icon), options.label)];
}

function add(form: Form, { evidence }: Answers, files: readonly File[]): void {
  const { locale } = form;
  const complaints: string[] = [];
  let added = 0;
  for (const file of files) {
    if (evidence.length >= MOST_FILES) {
      complaints.push(locale.t("files.toomany", { n: MOST_FILES }));
      break;
    }
    if (file.size === 0) complaints.push(locale.t("files.emptyfile", { name: file.name }));
    else if (file.size > MOST_BYTES) complaints.push(locale.t("files.toobig", { name: file.name, max: showSize(locale, MOST_BYTES) }));
    else {
      evidence.push({ file, name: file.name, kind: kindOf(file.type), note: "" });
      added++;
    }
  }
  form.redraw();
  if (complaints.length > 0) form.complain(complaints.join(" "));
  if (added > 0) form.announce(locale.count("files.added", added));
}

/** A first guess from the media type; the person may change it. */
export function kindOf(type: string): EvidenceRow["kind"] {
  if (type.startsWith("image/")) return "photo";
  if (type.startsWith("audio/")) return "voice";
  if (type.startsWith("video/")) return "video";
  return type === "" || type === "application/octet-stream" ? "other" : "document";
}

/** Decimal units, as phones show them. */
export function showSize({ t }: Pick<Locale, "t">, bytes: number): string {
  const round = (n: number): number => (n < 10 ? Math.round(n * 10) / 10 : Math.round(n));
  if (bytes < 1000) return t("files.size.bytes", { n: bytes });
  if (bytes < 999_500) return t("files.size.kb", { n: round(bytes / 1000) });
  if (bytes < 999_500_000) return t("files.size.mb", { n: round(bytes / 1e6) });
  return t("files.size.gb", { n: round(bytes / 1e9) });
}
