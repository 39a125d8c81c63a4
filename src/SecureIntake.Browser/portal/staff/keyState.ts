/** At the top of every page: whether the key of this tab is unlocked, and the button that changes it. */
import { fill, h, icon } from "../dom.js";
import { island } from "../islands.js";
import { session } from "../session.js";
import { t } from "../texts.js";

island("key-state", (root, signal) => {
  const draw = (): void => {
    const unlocked = session.key() !== null;
    fill(root,
      h("p", { class: `key-state${unlocked ? " is-unlocked" : ""}`, attrs: { role: "status" } },
        icon(unlocked ? "unlocked" : "lock"), t(unlocked ? "key.unlocked" : "key.locked")),
      h("button", { class: "link-button", attrs: { type: "button" }, on: { click: () => void change() } },
        t(unlocked ? "key.lock" : "key.unlock")));
  };
  const change = async (): Promise<void> => {
    if (session.key() === null) await session.unlock();
    else session.lock();
    // The button was drawn anew; whoever works by keyboard stays on it.
    root.querySelector("button")?.focus();
  };
  draw();
  session.addEventListener("change", draw, { signal });
  // Signing out ends the work of every tab, not only of this one.
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => session.lock(), { signal });
});
