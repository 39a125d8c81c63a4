/** The few controls of which every question is made. Each writes into the answers at every keystroke: nothing waits for "Continue". */
import type { TextKey } from "../../locales/texts.js";
import { readDate, showDate } from "../answers/dates.js";
import { bdi, fill, freshId, h, icon, type Child } from "../dom.js";
import type { Form } from "./question.js";

/** A typed value somewhere in the answers. */
export interface Slot<V extends string = string> { readonly get: () => V; readonly set: (value: V) => void }

/** The slot of a string member. */
export const slot = <K extends string, V extends string>(record: Record<K, V>, key: K): Slot<V> => ({
  get: () => record[key],
  set: (value) => { record[key] = value; },
});

export interface TextOptions {
  /** Without a label the question's heading names the control. */
  readonly label?: string;
  readonly hint?: string;
  readonly rows?: number;
  /** Latin letters and digits only, such as numbers of papers: written left to right everywhere. */
  readonly code?: boolean;
}

/** One line or, with `rows`, several. `dir="auto"`: a Kazakh name in Arabic script starts from the right even in an English form. */
export function text(form: Form, { get, set }: Slot, { label, hint, rows, code }: TextOptions = {}): HTMLElement {
  const id = freshId();
  const hintId = freshId();
  const attrs = {
    id, dir: code ? "ltr" : "auto", ...(code ? { inputmode: "text", autocapitalize: "characters" } : {}),
    ...(label === undefined ? { "aria-labelledby": form.titleId } : {}),
    ...(hint === undefined ? {} : { "aria-describedby": hintId }),
  };
  const control = rows === undefined ? h("input", { attrs: { ...attrs, type: "text" } }) : h("textarea", { attrs: { ...attrs, rows } });
  control.value = get();
  control.addEventListener("input", () => set(control.value));
  return h("div", { class: "field" },
    label !== undefined && h("label", { attrs: { for: id } }, label),
    hint !== undefined && h("p", { class: "hint", attrs: { id: hintId } }, hint),
    control);
}

/** A date in whatever form it is known; below it stands how it was read. */
export function date(form: Form, slot: Slot, options: { label: string; age?: boolean }): HTMLElement {
  const { locale } = form;
  const echo = h("p", { class: "hint echo", attrs: { "aria-live": "polite" } });
  const show = (): void => {
    const read = readDate(slot.get(), form.today, options.age);
    if (read === undefined) return fill(echo);
    if (read.precision === "text") return fill(echo, locale.t("date.words"));
    if (read.precision === "age") return fill(echo, locale.t("date.age"));
    fill(echo, locale.rich("date.understood", {
      date: h("strong", {}, bdi(showDate(read, locale.tag))),
      precision: document.createTextNode(locale.t(`date.precision.${read.precision}`)),
    }));
  };
  show();
  const field = text(form, { get: slot.get, set: (value) => { slot.set(value); show(); } }, { label: options.label });
  field.append(echo);
  return field;
}

export interface Option<V extends string> { readonly value: V; readonly label: string; readonly hint?: string; readonly extra?: Child }

/** One of several, as large touch targets. `named`: the group's name where it is not the heading. */
export function choice<V extends string>(form: Form, { get, set }: Slot<V | "">, options: readonly Option<V>[], named?: string): HTMLElement {
  const name = freshId();
  return h("div", {
    class: "choices",
    attrs: { role: "radiogroup", ...(named === undefined ? { "aria-labelledby": form.titleId } : { "aria-label": named }) },
  }, options.map(({ value, label, hint, extra }) => {
    const input = h("input", { attrs: { type: "radio", name, value }, on: { change: () => set(value) } });
    input.checked = get() === value;
    return [h("label", { class: "choice" }, input, h("span", {}, label, hint !== undefined && h("span", { class: "hint" }, hint))), extra];
  }));
}

export function select<V extends string>({ get, set }: Slot<V>, label: string, options: readonly (readonly [V, string])[]): HTMLElement {
  const id = freshId();
  const control = h("select", { attrs: { id } }, options.map(([value, shown]) => h("option", { attrs: { value } }, shown)));
  control.value = get();
  control.addEventListener("change", () => set(control.value as V));
  return h("div", { class: "field" }, h("label", { attrs: { for: id } }, label), control);
}

interface RowsOptions<R> {
  readonly rows: R[];
  readonly blank: () => R;
  readonly legend: (n: number) => string;
  readonly add: TextKey;
  readonly row: (row: R, legend: string) => Child;
}

/** Several of a kind, each removable while there are at least two. */
export function rows<R>(form: Form, { rows, blank, legend, add, row }: RowsOptions<R>): Child {
  const { t } = form.locale;
  const remove = (at: number): void => {
    rows.splice(at, 1);
    form.redraw();
    form.announce(t("rows.removed"));
  };
  return [
    h("div", { class: "rows" }, rows.map((entry, at) => h("fieldset", { class: "row" },
      h("legend", rows.length > 1 ? { class: "row-legend" } : { class: "visually-hidden" }, legend(at + 1)),
      row(entry, legend(at + 1)),
      rows.length > 1 && h("button", {
        class: "link-button row-remove", attrs: { type: "button", "aria-label": `${t("rows.remove")}: ${legend(at + 1)}` }, on: { click: () => remove(at) },
      }, t("rows.remove"))))),
    h("button", {
      class: "link-button add", attrs: { type: "button" },
      on: { click: () => { rows.push(blank()); form.redraw(); focusLastRow(); } },
    }, icon("plus"), t(add)),
  ];
}

function focusLastRow(): void {
  document.querySelector<HTMLElement>(".row:last-child input, .row:last-child select")?.focus();
}
