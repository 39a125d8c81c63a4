/**
 * Notices that the session ended elsewhere: by a lockdown, in another tab, or because its hours are over. What was opened must not stay on the
 * screen then, nor the key in this tab.
 */
import { session } from "./session.js";

/** Milliseconds between two looks. */
const BETWEEN = 20_000;

/** Looks from now on, and whenever the tab is looked at again: the timers of a hidden one stand almost still. */
export function watchSession(between = BETWEEN): void {
  setInterval(() => void look(), between);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void look(); });
}

async function look(): Promise<void> {
  // A portal that does not answer has ended nothing.
  const response = await fetch("/session", { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (response?.status === 401) leave();
}

function leave(): void {
  session.lock();
  document.body.replaceChildren();
  location.replace("/sign-in#ended");
}
