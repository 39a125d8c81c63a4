import { h, type Child } from "../dom.js";
import { t, type TextKey } from "../texts.js";

/** A term and its value. */
export type Fact = readonly [TextKey, Child];

/** Terms and values; what was not said is left out. */
export function factList(rows: readonly Fact[]): HTMLElement {
  const present = rows.filter(([, value]) => value !== false && value !== undefined && value !== "");
  return h("dl", { class: "facts" }, present.map(([key, value]) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, value))));
}
