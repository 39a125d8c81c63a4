/**
 * The member's own fingerprint, computed from the unlocked key: what is read to the holders of the root must not come from a server. It is then
 * compared with what the portal shows everyone else.
 */
import { memberFingerprint } from "../../seal/documents.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { session } from "../session.js";
import { t } from "../texts.js";

island("own-fingerprint", (root, signal) => {
  const draw = (): void => {
    const { unlocked } = session;
    if (unlocked === null) {
      fill(root, h("p", { class: "hint" }, t("fingerprint.locked")));
      return;
    }
    const { member, key: { recipient, signer } } = unlocked;
    const computed = memberFingerprint({ member, recipient, signer });
    const same = computed === root.dataset["shown"];
    fill(root,
      h("p", { class: "digits fingerprint" }, computed),
      h("p", { class: same ? "hint" : "notice is-danger" }, t(same ? "fingerprint.own" : "fingerprint.differs")));
  };
  draw();
  session.addEventListener("change", draw, { signal });
});
