/** What stands around every screen: the way out, the place in the form, language, and the region that speaks to screen readers. */
import { fill, h, icon, type Child } from "./dom.js";
import { languages, type Language } from "./i18n.js";
import { CARD_ID, cardSlot } from "./screens/card.js";
import { parts } from "./questions/question.js";
import { CAPTION_ID, type Drawn, type Place, type Site } from "./site.js";

const formParts = [...parts, "send"] as const;

/** The language menu at the foot of the page. */
export const LANGUAGE_ID = "speak";

export class Frame {
  readonly #status = h("div", { class: "visually-hidden", attrs: { role: "status", "aria-live": "polite" } });
  readonly #page = h("div", { class: "page" });
  #place: Place = { screen: "language" };

  constructor(private readonly site: Site) {
    document.body.append(this.#page, this.#status);
  }

  draw(place: Place, drawn: Drawn): void {
    const { locale } = this.site;
    this.#place = place;
    document.documentElement.lang = locale.tag;
    document.documentElement.dir = locale.dir;
    // The same for every screen: a title stands in history, in the task list and on paper.
    document.title = locale.t("app.title");
    document.body.dataset["screen"] = place.screen;
    fill(this.#page,
      h("a", { class: "skip-link", attrs: { href: "#main" } }, locale.t("app.skip")),
      this.#header(place, drawn),
      h("div", { class: "columns" },
        drawn.part !== undefined && this.#parts(drawn.part),
        h("main", { attrs: { id: "main", tabindex: -1 } }, place.screen !== "welcome" && this.#card(place), drawn.body)),
      this.#footer(place));
  }

  announce(text: string): void {
    // The same words twice are spoken only if the region was empty in between.
    fill(this.#status);
    setTimeout(() => fill(this.#status, text), 50);
  }

  cardChanged(): void {
    document.getElementById(CARD_ID)?.replaceWith(this.#card(this.#place, true));
  }

  #header(place: Place, { part, step, progress }: Drawn): HTMLElement {
    const { t } = this.site.locale;
    const canGoBack = place.screen !== "language" && place.screen !== "receipt" && place.screen !== "done" && place.screen !== "send";
    return h("header", { class: "top" },
      h("div", { class: "top-row" },
        canGoBack
          ? h("button", { class: "link-button back", attrs: { type: "button" }, on: { click: () => this.site.back() } }, icon("back"), t("app.back"))
          : h("span", {}),
        h("button", {
          class: "button is-plain leave", attrs: { type: "button", "aria-description": t("app.leave.describe"), "data-testid": "leave" },
          on: { click: () => this.site.leave() },
        }, t("app.leave"), icon("leave"))),
      progress !== undefined && h("progress", { attrs: { value: progress, max: 1, "aria-hidden": "true" } }),
      part !== undefined && h("p", { class: "caption", attrs: { id: CAPTION_ID } }, h("span", {}, t(`part.${part}`)), " ", h("span", {}, step)));
  }

  #parts(current: Exclude<Drawn["part"], undefined>): HTMLElement {
    const { t } = this.site.locale;
    const at = formParts.indexOf(current);
    return h("nav", { class: "parts", attrs: { "aria-label": t("app.parts") } }, h("ol", {}, formParts.map((part, index) => h("li", {
      class: index < at ? "is-past" : index === at ? "is-here" : "", attrs: { "aria-current": index === at ? "step" : undefined },
    }, index < at ? icon("check") : h("span", { class: "dot" }), t(`part.${part}`)))));
  }

  /** A card that cannot be trusted is said on every screen from the welcome on, until it is well again. */
  #card(place: Place, news = false): HTMLElement {
    const { screen } = place;
    const silent = screen === "language" || screen === "send" || screen === "receipt" || screen === "done";
    return silent ? h("div", { attrs: { id: CARD_ID } }) : cardSlot(this.site, { welcome: screen === "welcome", news });
  }

  #footer(place: Place): Child {
    // Drawing the sending screen anew would send anew.
    if (place.screen === "language" || place.screen === "send") return undefined;
    const { locale } = this.site;
    const select = h("select", { attrs: { id: LANGUAGE_ID }, on: { change: () => void this.site.speak(select.value as Language) } },
      Object.entries(languages).map(([language, { name, tag }]) => h("option", { attrs: { value: language, lang: tag } }, name)));
    select.value = locale.language;
    return h("footer", { class: "bottom no-print" }, h("label", { attrs: { for: LANGUAGE_ID } }, locale.t("app.language")), select);
  }
}
