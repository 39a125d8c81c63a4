/**
 * The whole rendering library: elements are made from data, text is always text. There is no way to give markup, a style attribute or
 * an inline handler, so the strict CSP and Trusted Types never have anything to refuse.
 */
export type Child = Node | string | undefined | false | readonly Child[];

type Handlers = { readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Props {
  readonly class?: string;
  readonly on?: Handlers;
  /** `true` writes an empty attribute, `false` and `undefined` none. */
  readonly attrs?: Attributes;
}

/** `h("p", { class: "hint" }, "text", node)` */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class !== undefined) element.className = props.class;
  setAttributes(element, props.attrs ?? {});
  for (const [event, handler] of Object.entries(props.on ?? {})) element.addEventListener(event, handler as EventListener);
  append(element, children);
  return element;
}

export function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (child instanceof Node || typeof child === "string") parent.append(child);
    else append(parent, child);
  }
}

/** Empties `parent` and fills it anew. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Ids tie labels to controls within one rendering; they mean nothing else. */
let serial = 0;
export const freshId = (): string => `f${++serial}`;

/** A name, number or code whose direction must not disturb the sentence around it. */
export const bdi = (text: string): HTMLElement => h("bdi", {}, text);

/** Icons are 24×24 strokes in the text colour; a screen reader does not hear them. `mirrored` ones turn around in right-to-left pages. */
export function icon(name: keyof typeof icons): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const { path, mirrored } = icons[name];
  setAttributes(svg, { viewBox: "0 0 24 24", width: 24, height: 24, "aria-hidden": "true", focusable: "false" });
  svg.classList.add("icon");
  if (mirrored) svg.classList.add("is-mirrored");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const icons = {
  back: { path: "M15 5l-7 7 7 7", mirrored: true },
  leave: { path: "M6 6l12 12M18 6L6 18", mirrored: false },
  lock: { path: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3", mirrored: false },
  eye: { path: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 100-6 3 3 0 000 6z", mirrored: false },
  check: { path: "M5 12.5l4.5 4.5L19 7.5", mirrored: false },
  plus: { path: "M12 5v14M5 12h14", mirrored: false },
  file: { path: "M6 3h8l4 4v14H6zM14 3v4h4", mirrored: false },
  photo: { path: "M4 7h4l1.5-2h5L16 7h4v12H4zM12 16.5a3.5 3.5 0 100-7 3.5 3.5 0 000 7z", mirrored: false },
} as const;
