/**
 * Page changes without a reload, so that the unlocked staff key, which lives in this tab's memory only, survives them. Links and GET forms to our
 * own pages are fetched and `<main>` is swapped. Whatever is unexpected becomes an ordinary page load: then the key is gone, and nothing else.
 */
import { mountIslands } from "./islands.js";
import { adoptToken } from "./requests.js";
import { parsePage } from "./trusted.js";

let unmount = (): void => undefined;
let going = new AbortController();

/** Mounts the islands of the first page and begins to intercept. */
export function startNavigation(): void {
  unmount = mountIslands(main());
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  addEventListener("popstate", () => void show(new URL(location.href), false));
}

/** Goes to a page of ours, keeping the unlocked key. */
export async function go(href: string): Promise<void> {
  await show(new URL(href, location.href), true);
}

/** Fetches this page again and shows it: after an act, so that the page tells what changed. */
export async function refresh(): Promise<void> {
  await show(new URL(location.href), false);
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download") || link.dataset["reload"] !== undefined) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash !== "") return;
  event.preventDefault();
  void show(url, true);
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "get") return;
  const url = new URL(form.action);
  if (url.origin !== location.origin) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  url.search = new URLSearchParams([...fields].filter((field): field is [string, string] => typeof field[1] === "string")).toString();
  void show(url, true);
}

async function show(url: URL, push: boolean): Promise<void> {
  going.abort();
  const mine = (going = new AbortController());
  const page = await fetchPage(url, mine.signal);
  if (mine.signal.aborted) return;
  const next = page?.querySelector("main");
  if (page === null || next === null || next === undefined || !sameSite(page)) {
    location.assign(url);
    return;
  }
  unmount();
  if (push) history.pushState(null, "", url);
  document.title = page.title;
  swapToken(page);
  swapPlaces(page);
  main().replaceWith(document.adoptNode(next));
  unmount = mountIslands(main());
  settle(url, push);
}

// Another frame (signed in or not) or another build of the scripts: nothing to swap into.
function sameSite(page: Document): boolean {
  const script = (of: Document): string | null | undefined => of.querySelector('script[type="module"]')?.getAttribute("src");
  return page.body.className === document.body.className && script(page) === script(document);
}

async function fetchPage(url: URL, signal: AbortSignal): Promise<Document | null> {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin", cache: "no-store", signal });
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html") ?? false;
    // A redirect means that the session ended: the sign-in page is loaded whole.
    if (response.redirected || !isPage) return null;
    return parsePage(await response.text());
  } catch {
    return null;
  }
}

function swapToken(page: Document): void {
  const token = page.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content;
  if (token !== undefined) adoptToken(token);
}

// The rail stays, with what it shows of the key; only the marks of where one is change.
function swapPlaces(page: Document): void {
  const next = page.querySelector(".rail-places");
  if (next !== null) document.querySelector(".rail-places")?.replaceWith(document.adoptNode(next));
}

function settle(url: URL, push: boolean): void {
  const target = url.hash === "" ? null : document.getElementById(url.hash.slice(1));
  const heading = target ?? main().querySelector<HTMLElement>("h1") ?? main();
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  if (target !== null) target.scrollIntoView();
  else if (push) scrollTo(0, 0);
}

function main(): HTMLElement {
  return document.querySelector("main") ?? document.body;
}
