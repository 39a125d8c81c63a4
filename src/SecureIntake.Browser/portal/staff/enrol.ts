/**
 * From a link to a member, in three steps: a pseudonym; a passkey, or a passphrase with one-time codes; the staff key, made here and left at the
 * portal only sealed.
 */
import { systemRandom, toB64 } from "../../seal/bytes.js";
import { unsealingFromPrf, type StaffKey } from "../../open/staffKey.js";
import { memberFingerprint } from "../../seal/documents.js";
import { fill, h, isolated } from "../dom.js";
import { island } from "../islands.js";
import { adoptToken, send } from "../requests.js";
import { t, word } from "../texts.js";
import { codeStep } from "./codeStep.js";
import { field, form, notice, plainButton, type Progress } from "./form.js";
import { fetchOwnKey, makeOwnKey, type OwnKey } from "./ownKey.js";
import { createPasskey, passkeysSupported, prfOf } from "./passkeys.js";
import { passphraseStep } from "./passphraseStep.js";

interface Invited {
  readonly pseudonym: string | null;
  readonly roles: readonly string[];
}

/** The answer to whatever begins a session. */
export interface SessionBegun {
  readonly csrf: string;
}

island("enrol", async (root, signal) => {
  // The token leaves the address bar, and with it the history, before anything else happens.
  const token = location.hash.slice(1);
  if (token === "") {
    fill(root, notice("is-warn", h("p", {}, t("enrol.no-link"))));
    return;
  }
  history.replaceState(null, "", location.pathname);
  const invited = await send<Invited>("POST", "/enrolment", { token }, signal);
  new Enrolment(root, signal, token, invited).begin();
});

class Enrolment {
  constructor(
    private readonly root: HTMLElement,
    private readonly signal: AbortSignal,
    private readonly token: string,
    private readonly invited: Invited,
  ) {}

  begin(): void {
    const roles = this.invited.roles.map(role => word("role", role)).join(", ");
    const pseudonym = field({
      label: t("pseudonym.label"),
      hint: t("pseudonym.hint"),
      value: this.invited.pseudonym ?? "",
      attrs: { autocomplete: "username", maxlength: 32, readonly: this.invited.pseudonym !== null },
    });
    const chosen = (): string => pseudonym.input.value.trim().toLowerCase();
    const intro = [h("p", {}, t("enrol.roles"), " ", h("strong", {}, roles), "."), pseudonym.root];
    if (!passkeysSupported()) {
      fill(this.root, form({
        fields: [...intro, h("p", {}, t("enrol.passphrase.explain"))],
        submit: t("enrol.passphrase"),
        run: async () => this.#choosePassphrase(chosen()),
      }));
      return;
    }
    fill(this.root, form({
      fields: [...intro, h("p", {}, t("enrol.passkey.explain"))],
      submit: t("enrol.passkey"),
      others: [plainButton(t("enrol.passphrase"), () => this.#choosePassphrase(chosen()))],
      run: progress => this.#byPasskey(chosen(), progress),
    }));
  }

  async #byPasskey(pseudonym: string, progress: Progress): Promise<void> {
    const { token, signal } = this;
    const options = await send<PublicKeyCredentialCreationOptionsJSON>("POST", "/passkeys/creation-options", { token, pseudonym }, signal);
    progress(t("passkey.waiting"));
    const { credential, prf } = await createPasskey(options, signal);
    adoptToken((await send<SessionBegun>("POST", "/passkeys/attestation", { token, pseudonym, credential }, signal)).csrf);
    progress(t("enrol.making"));
    // Many authenticators give the PRF output only when the passkey is used, not when it is made.
    const own = await fetchOwnKey(signal);
    this.#done(own, await makeOwnKey("sealedPrf", unsealingFromPrf(prf ?? await prfOf(own.passkeys, signal))));
  }

  #choosePassphrase(pseudonym: string): void {
    fill(this.root, passphraseStep(passphrase => this.#confirmCode(pseudonym, passphrase)));
  }

  #confirmCode(pseudonym: string, passphrase: string): void {
    const salt = systemRandom(16);
    fill(this.root, codeStep({
      token: this.token, pseudonym, passphrase, salt, signal: this.signal,
      begin: async (body, unsealing) => {
        const begun = await send<SessionBegun>("POST", "/enrolment/passphrase", { ...body, salt: toB64(salt) }, this.signal);
        adoptToken(begun.csrf);
        const key = await makeOwnKey("sealedPassphrase", unsealing);
        this.#done(await fetchOwnKey(this.signal), key);
      },
    }));
  }

  #done({ member, pseudonym }: OwnKey, { recipient, signer }: StaffKey): void {
    const heading = h("h2", { attrs: { tabindex: -1 } }, t("enrol.done"));
    fill(this.root, h("div", { class: "stack" },
      notice("is-ok", heading,
        h("p", {}, t("enrol.done.who"), " ", isolated(pseudonym), ". ", t("enrol.done.next")),
        // Made from the key itself, not from what the portal says of it.
        h("p", { class: "digits fingerprint" }, memberFingerprint({ member, recipient, signer }))),
      h("a", { class: "button", attrs: { href: "/" } }, t("enrol.done.go"))));
    heading.focus();
  }
}
