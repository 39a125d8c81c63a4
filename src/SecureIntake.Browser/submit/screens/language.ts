/** First screen: the languages in their own names, always in the same order. */
import { h } from "../dom.js";
import { languages, type Language } from "../i18n.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

export function languageScreen(site: Site): Drawn {
  const choose = async (language: Language): Promise<void> => {
    await site.speak(language);
    site.checkCard();
    site.go({ screen: "welcome" });
  };
  return {
    body: h("div", { class: "languages" },
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1 } },
        h("span", { attrs: { lang: "kk" } }, "Тіл"), " · ", h("span", { attrs: { lang: "ru" } }, "Язык"), " · ", h("span", { attrs: { lang: "en" } }, "Language")),
      h("ul", { class: "plain-list" }, Object.entries(languages).map(([language, { name, tag }]) => h("li", {}, h("button", {
        class: "button is-plain is-wide", attrs: { type: "button", lang: tag, "data-testid": `language-${language}` },
        on: { click: () => void choose(language as Language) },
      }, name))))),
  };
}
