import type { Identity } from "../../open/identity.js";
import { fill, h } from "../dom.js";
import { explain } from "../cases/explain.js";
import { send } from "../requests.js";
import { t } from "../texts.js";
import { field, form, stretching } from "./form.js";
import { secretsOf } from "./passphrase.js";

interface CodeOffer {
  /** The portal's own protected copy of the seed, to be sent back. */
  readonly pending: string;
  /** The seed in base32. */
  readonly seed: string;
  /** The same as a QR code. */
  readonly svg: string;
}

export interface CodeStep {
  readonly token: string;
  readonly pseudonym: string;
  readonly passphrase: string;
  readonly salt: Uint8Array;
  readonly signal: AbortSignal;
  /** Enrols with this body, then makes the key. */
  readonly begin: (body: object, unsealing: Identity) => Promise<void>;
}

/** Shows the seed of the one-time codes and asks for a first code. */
export function codeStep(step: CodeStep): HTMLElement {
  const place = h("div", { attrs: { "aria-busy": true } }, h("p", { class: "hint" }, t("code.fetching")));
  void fetchOffer(step).then(
    offer => fill(place, ask(step, offer)),
    (error: unknown) => { if (!step.signal.aborted) fill(place, explain(error)); },
  ).finally(() => place.removeAttribute("aria-busy"));
  return place;
}

function fetchOffer({ token, pseudonym, signal }: CodeStep): Promise<CodeOffer> {
  return send<CodeOffer>("POST", "/enrolment/code", { token, pseudonym }, signal);
}

function ask({ token, pseudonym, passphrase, salt, signal, begin }: CodeStep, offer: CodeOffer): HTMLElement {
  // As a picture and not as markup: nothing of the server's becomes part of the page.
  const url = URL.createObjectURL(new Blob([offer.svg], { type: "image/svg+xml" }));
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  const code = field({
    label: t("code.label"), hint: t("code.hint"),
    attrs: { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, disabled: true },
  });
  // The passphrase is stretched while the authenticator is set up, and a code is asked for only then: without a compiler for scripts it takes
  // longer than a code lives.
  const preparing = h("div", { attrs: { role: "status" } });
  const secrets = secretsOf(passphrase, salt, stretching((text, fraction) => fill(preparing,
    h("p", { class: "hint" }, text), h("progress", { attrs: { max: 1, value: fraction ?? 0, "aria-label": text } }))), signal);
  secrets.then(
    () => { code.input.disabled = false; preparing.replaceChildren(); },
    (error: unknown) => { if (!signal.aborted) fill(preparing, explain(error)); });
  const groups = offer.seed.match(/.{1,4}/g)?.join(" ") ?? offer.seed;
  return form({
    fields: [
      h("p", {}, t("code.explain")),
      h("img", { class: "qr", attrs: { src: url, alt: t("code.qr"), width: 200, height: 200 } }),
      h("p", {}, t("code.seed"), " ", h("code", { class: "digits seed" }, groups)),
      preparing,
      code.root,
    ],
    submit: t("code.confirm"),
    run: async progress => {
      const { signIn, unsealing } = await secrets;
      progress(t("enrol.making"));
      await begin({ token, pseudonym, secret: signIn, pending: offer.pending, code: code.input.value.trim() }, unsealing);
    },
  });
}
