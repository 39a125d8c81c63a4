/** The door: with a passkey, or with passphrase and one-time code. */
import { fromB64 } from "../../seal/bytes.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { send } from "../requests.js";
import { t } from "../texts.js";
import { field, form, plainButton, stretching } from "./form.js";
import { passkeysSupported, usePasskey } from "./passkeys.js";
import { secretsOf } from "./passphrase.js";

island("sign-in", (root, signal) => {
  if (location.hash === "#ended") root.before(h("p", { class: "notice", attrs: { role: "status" } }, t("sign-in.ended")));
  if (passkeysSupported()) showPasskey(root, signal);
  else showPassphrase(root, signal);
});

function showPasskey(root: HTMLElement, signal: AbortSignal): void {
  fill(root, form({
    fields: [h("p", {}, t("sign-in.passkey.explain"))],
    submit: t("sign-in.passkey"),
    others: [plainButton(t("sign-in.passphrase.instead"), () => showPassphrase(root, signal))],
    run: async progress => {
      const options = await send<PublicKeyCredentialRequestOptionsJSON>("POST", "/passkeys/request-options", {}, signal);
      progress(t("passkey.waiting"));
      const { credential } = await usePasskey(options, signal);
      await send("POST", "/passkeys/assertion", { credential }, signal);
      enter();
    },
  }));
}

function showPassphrase(root: HTMLElement, signal: AbortSignal): void {
  const pseudonym = field({ label: t("pseudonym.label"), attrs: { autocomplete: "username", required: true } });
  const passphrase = field({ label: t("passphrase.label"), type: "password", attrs: { autocomplete: "off", required: true } });
  fill(root, form({
    fields: [h("p", {}, t("sign-in.passphrase.explain")), pseudonym.root, passphrase.root],
    submit: t("passphrase.next"),
    others: [passkeysSupported() && plainButton(t("sign-in.passkey.instead"), () => showPasskey(root, signal))],
    run: async progress => {
      const name = pseudonym.input.value.trim().toLowerCase();
      const { salt } = await send<{ salt: string }>("POST", "/sign-in/salt", { pseudonym: name }, signal);
      const { signIn } = await secretsOf(passphrase.input.value, fromB64(salt), stretching(progress), signal);
      showCode(root, signal, name, signIn);
    },
  }));
  pseudonym.input.focus();
}

// The code comes last: without a compiler for scripts the passphrase takes longer than a code lives.
function showCode(root: HTMLElement, signal: AbortSignal, pseudonym: string, secret: string): void {
  const code = field({ label: t("code.label"), hint: t("code.hint"), attrs: { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6 } });
  fill(root, form({
    fields: [h("p", {}, t("sign-in.code.explain")), code.root],
    submit: t("sign-in.action"),
    others: [plainButton(t("sign-in.again"), () => showPassphrase(root, signal))],
    run: async () => {
      await send("POST", "/sign-in/passphrase", { pseudonym, secret, code: code.input.value.trim() }, signal);
      enter();
    },
  }));
  code.input.focus();
}

// A whole page load: the frame around the page is another one from here.
function enter(): void {
  location.assign("/");
}
