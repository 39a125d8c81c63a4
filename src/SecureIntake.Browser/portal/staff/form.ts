import { fill, freshId, h, type Child } from "../dom.js";
import { explain } from "../cases/explain.js";
import { t } from "../texts.js";

export interface FieldOptions {
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly type?: "text" | "password";
  /** For password managers and keyboards. */
  readonly attrs?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** A labelled text field. */
export interface Field {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
}

export function field({ label, hint, value = "", type = "text", attrs = {} }: FieldOptions): Field {
  const [id, hintId] = [freshId(), freshId()];
  const describedBy = hint === undefined ? {} : { "aria-describedby": hintId };
  const input = h("input", { id, attrs: { type, spellcheck: "false", autocapitalize: "off", ...describedBy, ...attrs } });
  input.value = value;
  const root = h("div", { class: "field" },
    h("label", { attrs: { for: id } }, label),
    hint !== undefined && h("p", { class: "hint", id: hintId }, hint),
    input);
  return { root, input };
}

/** Says where work stands, 0…1 where that is known. */
export type Progress = (text: string, fraction?: number) => void;

export interface FormOptions {
  readonly fields: readonly Child[];
  readonly submit: string;
  /** Further actions beside the primary one. */
  readonly others?: readonly Child[];
  /** Does the work; what it throws is explained below the fields, which keep what was typed. */
  readonly run: (progress: Progress) => Promise<void>;
}

/** A form whose work happens in this tab. It never submits by itself: what is typed here is not for the server. */
export function form({ fields, submit, others = [], run }: FormOptions): HTMLFormElement {
  const status = h("div", { attrs: { role: "status" } });
  const failure = h("div", {});
  const button = h("button", { class: "button", attrs: { type: "submit" } }, submit);
  const progress: Progress = (text, fraction) => fill(status,
    h("p", { class: "hint" }, text),
    fraction !== undefined && h("progress", { attrs: { max: 1, value: fraction, "aria-label": text } }));
  let busy = false;
  const onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    // The button stays focusable and in place while the work runs; a second press does nothing.
    if (busy) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    failure.replaceChildren();
    try {
      await run(progress);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) fill(failure, explain(error));
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
      status.replaceChildren();
    }
  };
  return h("form", { class: "stack", attrs: { method: "post", novalidate: true }, on: { submit: event => void onSubmit(event as SubmitEvent) } },
    fields, status, failure, h("div", { class: "row" }, button, others));
}

/** A notice with a heading. */
export function notice(level: "" | "is-ok" | "is-warn" | "is-danger", ...children: Child[]): HTMLElement {
  return h("div", { class: `notice ${level}`.trim() }, children);
}

/** A button that is one action beside others. */
export function plainButton(label: string, onClick: () => void): HTMLElement {
  return h("button", { class: "button is-plain", attrs: { type: "button" }, on: { click: onClick } }, label);
}

/** What a passphrase takes, in words. */
export function stretching(progress: Progress): (fraction: number) => void {
  return fraction => progress(t("passphrase.stretching"), fraction);
}
