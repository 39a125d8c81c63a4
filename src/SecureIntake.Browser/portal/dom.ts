/**
 * Elements from data. Text is always text: there is no way to give markup, a style attribute or an inline handler, so neither a hostile
 * testimony nor the strict CSP ever meets one.
 */
export type Child = Node | string | null | undefined | false | readonly Child[];

export interface Props {
  readonly class?: string;
  readonly id?: string;
  /** `true` writes an empty attribute; `false` and `undefined` write none. */
  readonly attrs?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly on?: { readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
}

/** `h("p", { class: "hint" }, "text", node)` */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class !== undefined) element.className = props.class;
  if (props.id !== undefined) element.id = props.id;
  for (const [name, value] of Object.entries(props.attrs ?? {})) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [event, handler] of Object.entries(props.on ?? {})) element.addEventListener(event, handler as EventListener);
  add(element, children);
  return element;
}

/** Appends children, skipping what is absent. */
export function add(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (child instanceof Node || typeof child === "string") parent.append(child);
    else add(parent, child);
  }
}

/** Empties `parent` and fills it anew. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  add(parent, children);
}

/** A name, number or code whose direction must not disturb the sentence around it. */
export function isolated(text: string, className?: string): HTMLElement {
  return h("bdi", className === undefined ? {} : { class: className }, text);
}

/** Ids tie labels to controls; they mean nothing else. */
let serial = 0;
export function freshId(): string {
  return `i${++serial}`;
}

/** Icons are 24×24 strokes in the text colour, silent to screen readers. The pages of the server draw the same ones. */
export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", PATHS[name]);
  svg.append(line);
  return svg;
}

const PATHS = {
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
  unlocked: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 016.8-1.2",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.3",
  question: "M9 9a3 3 0 113.6 2.9c-.4.1-.6.4-.6.8V14M12 17.2v.3M12 21a9 9 0 100-18 9 9 0 000 18z",
  note: "M12 8.2v-.3M12 11v5.5M12 21a9 9 0 100-18 9 9 0 000 18z",
  entry: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h4",
} as const;
