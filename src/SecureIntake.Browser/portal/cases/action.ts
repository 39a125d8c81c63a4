import { fill, h, type Child } from "../dom.js";
import { t, type TextKey } from "../texts.js";
import { explain } from "./explain.js";
import { GaveUp } from "./unlocked.js";
import type { Report } from "./work.js";

export interface Action {
  readonly label: string;
  /** The one thing to do next on this page is filled in; everything else is plain. */
  readonly primary?: boolean;
  /** What cancelling leaves behind. */
  readonly cancelled?: TextKey;
  /** Does the work. What it returns replaces the button; without, the button comes back. */
  readonly run: (report: Report, signal: AbortSignal, show: (child: Child) => void) => Promise<Child | void>;
}

/**
 * A button whose work takes time: it shows where the work stands and a way to cancel, then the result or what went wrong. Cancelling
 * stops what this tab does; what the log holds by then stays there, and the page says so.
 */
export function action({ label, primary = false, cancelled = "open.cancelled", run }: Action): HTMLElement {
  const place = h("div", { class: "action" });
  const shown = h("div", { class: "action-shown" });
  const button = (): HTMLElement => h("button", {
    class: primary ? "button" : "button is-plain", attrs: { type: "button" }, on: { click: () => void start() },
  }, label);

  async function start(): Promise<void> {
    const cancel = new AbortController();
    const status = h("p", { class: "action-status", attrs: { role: "status" } });
    const bar = h("progress", { attrs: { max: 1, "aria-label": label } });
    const stop = h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => cancel.abort() } }, t("open.cancel"));
    shown.replaceChildren();
    fill(place, shown, h("div", { class: "action-running" }, status, bar, stop));
    const report: Report = (key: TextKey, values, fraction) => {
      // The steps report before they act, so nothing new begins after a cancel.
      cancel.signal.throwIfAborted();
      status.textContent = t(key, values);
      if (fraction === undefined) bar.removeAttribute("value");
      else bar.value = fraction;
    };
    try {
      const result = await orCancelled(run(report, cancel.signal, child => fill(shown, child)), cancel.signal);
      fill(place, result ?? [shown, button()]);
    } catch (error) {
      if (error instanceof GaveUp) fill(place, shown, button());
      else if (cancel.signal.aborted) fill(place, shown, h("p", { class: "hint", attrs: { role: "status" } }, t(cancelled)), button());
      else fill(place, shown, explain(error), button());
    }
  }

  fill(place, shown, button());
  return place;
}

/** Cancelling takes effect at once, even where the work is waiting for the log. */
function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([work, new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  })]);
}
