/**
 * Islands: the places of a page that need script. A page says `<div data-island="case" data-case="…">`; the module of that island has
 * registered a mount function under the name. Everything else on a page works without script.
 */

/**
 * Brings an island to life. `signal` aborts when the page goes: listeners, timers and object URLs must go with it.
 * What it throws is shown in the island's place as a failure with its code.
 */
export type Mount = (root: HTMLElement, signal: AbortSignal) => void | Promise<void>;

const registered = new Map<string, Mount>();

/** Registers the island `name`. Called once a module, at load. */
export function island(name: string, mount: Mount): void {
  registered.set(name, mount);
}

/** Mounts every island below `scope` and returns the function that unmounts them. */
export function mountIslands(scope: ParentNode): () => void {
  const leaving = new AbortController();
  for (const root of scope.querySelectorAll<HTMLElement>("[data-island]")) {
    const mount = registered.get(root.dataset["island"] ?? "");
    if (mount === undefined) continue;
    void (async () => {
      try {
        await mount(root, leaving.signal);
      } catch (error) {
        if (!leaving.signal.aborted) showFailure(root, error);
      }
    })();
  }
  return () => leaving.abort();
}

/** Puts a failure into an island's place: what to do, the code last. Never the message of an exception: it may hold content. */
export function showFailure(root: HTMLElement, error: unknown): void {
  const notice = document.createElement("div");
  notice.className = "notice is-danger";
  notice.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = "This part of the page failed. Nothing was changed. Reload the page and try again.";
  const code = document.createElement("p");
  code.className = "hint";
  code.textContent = `Code ${codeOf(error)}`;
  notice.append(text, code);
  root.replaceChildren(notice);
}

/** The code that an error carries, or `client.failed`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "client.failed";
}
