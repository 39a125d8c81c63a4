/** The dialog that unlocks the staff key: the passkey first, the passphrase where there is one. */
import { fill, h } from "../dom.js";
import { fromB64 } from "../../seal/bytes.js";
import { unsealingFromPrf } from "../../open/staffKey.js";
import type { Identity } from "../../open/identity.js";
import { explain } from "../cases/explain.js";
import { session, type Unlocked } from "../session.js";
import { t } from "../texts.js";
import { field, form, plainButton, stretching } from "./form.js";
import { fetchOwnKey, openOwnKey, type OwnKey, type Seal } from "./ownKey.js";
import { prfOf } from "./passkeys.js";
import { secretsOf } from "./passphrase.js";

session.unlockBy(() => new UnlockDialog().ask());

class UnlockDialog {
  readonly #leaving = new AbortController();
  readonly #body = h("div", { class: "stack" });
  readonly #dialog = h("dialog", { class: "dialog", attrs: { "aria-labelledby": "unlock-title" } },
    h("h2", { id: "unlock-title", attrs: { tabindex: -1 } }, t("unlock.title")),
    h("p", {}, t("unlock.explain")),
    this.#body,
    h("div", { class: "row" }, plainButton(t("unlock.cancel"), () => this.#dialog.close())));
  #result: Unlocked | null = null;

  /** Shows the dialog until the key is unlocked or the person gives up (null). */
  async ask(): Promise<Unlocked | null> {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    const closed = new Promise(resolve => this.#dialog.addEventListener("close", resolve));
    void this.#start();
    await closed;
    this.#leaving.abort();
    this.#dialog.remove();
    return this.#result;
  }

  async #start(): Promise<void> {
    try {
      const own = await fetchOwnKey(this.#leaving.signal);
      if (own.key === null) fill(this.#body, h("p", { class: "notice is-warn" }, t("unlock.none")));
      else if (own.key.sealedPrf !== null) await this.#byPasskey(own);
      else this.#byPassphrase(own);
    } catch (error) {
      if (!this.#leaving.signal.aborted) fill(this.#body, explain(error));
    }
  }

  async #byPasskey(own: OwnKey): Promise<void> {
    fill(this.#body, h("p", { attrs: { role: "status" } }, t("unlock.passkey.waiting")));
    try {
      const prf = await prfOf(own.passkeys, this.#leaving.signal);
      await this.#open(own, "sealedPrf", unsealingFromPrf(prf));
    } catch (error) {
      if (this.#leaving.signal.aborted) return;
      fill(this.#body, explain(error), h("div", { class: "row" },
        h("button", { class: "button", attrs: { type: "button" }, on: { click: () => void this.#byPasskey(own) } }, t("unlock.passkey.again")),
        own.key?.sealedPassphrase !== null && plainButton(t("unlock.passphrase"), () => this.#byPassphrase(own))));
    }
  }

  #byPassphrase(own: OwnKey): void {
    const passphrase = field({ label: t("passphrase.label"), type: "password", attrs: { autocomplete: "off", required: true } });
    fill(this.#body, form({
      fields: [passphrase.root],
      submit: t("unlock.action"),
      run: async progress => {
        const salt = fromB64(own.salt ?? "");
        const { unsealing } = await secretsOf(passphrase.input.value, salt, stretching(progress), this.#leaving.signal);
        await this.#open(own, "sealedPassphrase", unsealing);
      },
    }));
    passphrase.input.focus();
  }

  async #open(own: OwnKey, by: Seal, unsealing: Identity): Promise<void> {
    const key = await openOwnKey(own, by, unsealing);
    this.#leaving.signal.throwIfAborted();
    this.#result = { member: own.member, key };
    this.#dialog.close();
  }
}
