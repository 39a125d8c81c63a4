/** For a member who signed in but has no staff key yet: enrolment was interrupted between its two halves. */
import { fromB64 } from "../../seal/bytes.js";
import { unsealingFromPrf } from "../../open/staffKey.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { refresh } from "../navigate.js";
import { session } from "../session.js";
import { t } from "../texts.js";
import { field, form, stretching, type Progress } from "./form.js";
import { fetchOwnKey, makeOwnKey, type OwnKey } from "./ownKey.js";
import { prfOf } from "./passkeys.js";
import { secretsOf } from "./passphrase.js";

island("make-key", async (root, signal) => {
  const own = await fetchOwnKey(signal);
  const { salt } = own;
  if (salt === null) {
    fill(root, form({
      fields: [h("p", {}, t("make-key.explain"))],
      submit: t("make-key.passkey"),
      run: async progress => {
        progress(t("passkey.waiting"));
        await make(own, async () => unsealingFromPrf(await prfOf(own.passkeys, signal)), "sealedPrf", progress);
      },
    }));
    return;
  }
  const passphrase = field({ label: t("passphrase.label"), type: "password", attrs: { autocomplete: "off", required: true } });
  fill(root, form({
    fields: [h("p", {}, t("make-key.explain")), passphrase.root],
    submit: t("make-key.passphrase"),
    run: progress => make(own, async () =>
      (await secretsOf(passphrase.input.value, fromB64(salt), stretching(progress), signal)).unsealing, "sealedPassphrase", progress),
  }));
});

async function make(
    own: OwnKey, unsealing: () => Promise<Parameters<typeof makeOwnKey>[1]>, by: Parameters<typeof makeOwnKey>[0], progress: Progress,
): Promise<void> {
  const identity = await unsealing();
  progress(t("enrol.making"));
  session.accept({ member: own.member, key: await makeOwnKey(by, identity) });
  await refresh();
}
