import { fill, h } from "../dom.js";
import { t } from "../texts.js";
import { CodedError } from "../coded.js";
import { field, form, plainButton } from "./form.js";
import { SHORTEST, suggestPassphrase } from "./passphrase.js";

/** Asks for a passphrase, twice; offers one that nobody will guess. */
export function passphraseStep(chosen: (passphrase: string) => void): HTMLElement {
  const first = field({ label: t("passphrase.label"), hint: t("passphrase.hint", { n: SHORTEST }), type: "password", attrs: { autocomplete: "new-password" } });
  const second = field({ label: t("passphrase.repeat"), type: "password", attrs: { autocomplete: "new-password" } });
  const suggestion = h("div", { attrs: { "aria-live": "polite" } });
  const suggest = (): void => {
    const words = suggestPassphrase();
    first.input.value = second.input.value = words;
    fill(suggestion, h("p", { class: "notice" }, h("span", {}, t("passphrase.suggested")), h("strong", { class: "suggested" }, words)));
  };
  return form({
    fields: [h("p", {}, t("passphrase.explain")), first.root, second.root, suggestion],
    submit: t("passphrase.next"),
    others: [plainButton(t("passphrase.suggest"), suggest)],
    run: () => {
      const passphrase = first.input.value;
      if (passphrase.length < SHORTEST) return Promise.reject(new CodedError("passphrase.short"));
      if (passphrase !== second.input.value) return Promise.reject(new CodedError("passphrase.differs"));
      chosen(passphrase);
      return Promise.resolve();
    },
  });
}
