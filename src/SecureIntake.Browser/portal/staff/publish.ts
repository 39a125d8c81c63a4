/** Takes publication.json from the root ceremony to the portal. The file is read here and posted as JSON; nothing of it is stored before it verifies. */
import { fill, freshId, h } from "../dom.js";
import { island } from "../islands.js";
import { refresh } from "../navigate.js";
import { send } from "../requests.js";
import { CodedError } from "../coded.js";
import { t } from "../texts.js";
import { form } from "./form.js";

/** A publication of hundreds of members is far below this. */
const LARGEST = 4 * 1024 * 1024;

island("publish", (root, signal) => {
  const id = freshId();
  const input = h("input", { id, attrs: { type: "file", accept: ".json,application/json", required: true } });
  fill(root, form({
    fields: [h("div", { class: "field" }, h("label", { attrs: { for: id } }, t("publish.file")), input)],
    submit: t("publish.action"),
    run: async progress => {
      const file = input.files?.[0];
      if (file === undefined) throw new CodedError("publication.none");
      progress(t("publish.working"));
      await send("POST", "/members/publication", await readJson(file), signal);
      await refresh();
    },
  }));
});

async function readJson(file: File): Promise<unknown> {
  if (file.size > LARGEST) throw new CodedError("publication.malformed");
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new CodedError("publication.malformed");
  }
}
