/** What the page knows of the organisation's card, in words. */
import { h, icon, type Child } from "../dom.js";
import { cardProblemKind, type Site } from "../site.js";

export const CARD_ID = "card";

/** The place of the notice; it is filled anew when the check has ended. */
export const cardSlot = (site: Site, options: { welcome: boolean; news: boolean }): HTMLElement =>
  h("div", { attrs: { id: CARD_ID } }, cardNotice(site, options));

/** Failures are always shown, and spoken when they are `news`; `welcome` also says that the check runs and that it went well. */
function cardNotice(site: Site, { welcome, news }: { welcome: boolean; news: boolean }): Child {
  const { t } = site.locale;
  const kind = cardProblemKind(site.card);
  if (kind === undefined) {
    if (!welcome) return undefined;
    return site.card === "genuine"
      ? h("p", { class: "card-line is-ok", attrs: { role: "status", "data-testid": "card-genuine" } }, icon("check"), t("card.genuine"))
      : h("p", { class: "card-line", attrs: { role: "status" } }, t("card.checking"));
  }
  return h("div", { class: "notice is-danger", attrs: { role: news ? "alert" : undefined, "data-testid": "card-failed", "data-code": typeof site.card === "object" ? site.card.code : undefined } },
    h("h2", {}, t("card.failed.title")),
    h("p", {}, t(`card.failed.${kind}`)),
    h("p", {}, t("card.failed.kept")),
    h("p", {}, h("button", { class: "button is-plain", attrs: { type: "button" }, on: { click: () => { site.checkCard(); site.redraw(); } } }, t("card.again"))));
}
