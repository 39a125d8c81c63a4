/** What this is, who can read what, and what it cannot protect: said before the first question, with nothing hidden in small print. */
import { h, icon } from "../dom.js";
import { cardSlot } from "./card.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

export function welcomeScreen(site: Site): Drawn {
  const { t, rich } = site.locale;
  const organisation = site.organisation === "" ? document.createTextNode(t("welcome.organisation")) : h("strong", {}, h("bdi", {}, site.organisation));
  return {
    body: h("div", { class: "welcome" },
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1 } }, t("welcome.title")),
      h("p", {}, rich("welcome.lead", { organisation })),
      h("p", {}, t("welcome.before"), " ", h("button", {
        class: "link-button", attrs: { type: "button", "data-testid": "come-back" }, on: { click: () => site.go({ screen: "code" }) },
      }, t("welcome.code"))),
      cardSlot(site, { welcome: true, news: false }),
      h("section", {}, h("h2", {}, icon("lock"), t("welcome.sealed.title")), h("p", {}, t("welcome.sealed"))),
      h("section", {}, h("h2", {}, icon("eye"), t("welcome.name.title")), h("p", {}, t("welcome.name"))),
      h("section", {}, h("h2", {}, t("welcome.limits.title")), h("ul", {},
        h("li", {}, t("welcome.limits.device")),
        h("li", {}, t("welcome.limits.network")),
        h("li", {}, t("welcome.limits.page"), " ", compare(site)),
        h("li", {}, t("welcome.limits.published")))),
      h("section", {}, h("h2", {}, t("welcome.leave.title")), h("p", {}, t("welcome.leave")), h("p", {}, t("welcome.kept"))),
      h("p", { class: "go" }, h("button", {
        class: "button is-wide", attrs: { type: "button" }, on: { click: () => site.go({ screen: "question", id: "who" }) },
      }, t("welcome.start")))),
  };
}

/** The fingerprint in groups, for comparing by another way; the page that shows it cannot vouch for itself. */
function compare({ root, locale: { t } }: Site): HTMLElement | string {
  if (root === "") return "";
  return h("details", {}, h("summary", {}, t("welcome.compare")),
    h("p", {}, t("welcome.compare.how")),
    h("p", { class: "digits fingerprint" }, (root.match(/.{1,4}/g) ?? []).map((group) => [h("span", {}, group), " "])));
}
