/** Sealing and sending: each file with its state, the whole with its time, and an honest word when something is in the way. */
import { draftOf } from "../answers/draft.js";
import { bdi, fill, h, icon, setAttributes, type Child } from "../dom.js";
import { sayLeft } from "../sending/pace.js";
import { isCardProblem, type Item, type Problem, type SendingState } from "../sending/protocol.js";
import { TITLE_ID, type Drawn, type Site } from "../site.js";

export function sendScreen(site: Site): Drawn {
  const { t } = site.locale;
  const view = new SendView(site);
  site.awake.begin();
  site.line.send(site.root, draftOf(site.answers, site.locale.language, site.today), (state) => {
    if (state.receipt !== undefined) return site.committed(state.receipt);
    // Where only a person can go on, the screen may go dark.
    if (state.problem !== undefined) site.awake.end();
    view.show(state);
  });
  return {
    part: "send",
    body: h("div", { class: "sending" },
      h("h1", { attrs: { id: TITLE_ID, tabindex: -1 } }, t("send.title")),
      h("p", {}, t("send.stay")),
      view.element),
  };
}

/** Seconds of sealing after which one would wonder what is wrong. */
const SLOW = 60;

/** Built once and updated in place: a progress report comes many times a second. */
class SendView {
  readonly #bar = h("progress", { attrs: { max: 1, value: 0, "data-testid": "progress" } });
  readonly #left = h("p", { class: "left" });
  readonly #message = h("div", { attrs: { role: "status" } });
  readonly #items = h("ul", { class: "plain-list items", attrs: { "data-testid": "items" } });
  readonly #buttons = h("p", { class: "go sending-buttons" });
  readonly element = h("div", { class: "sending-view" }, this.#bar, this.#left, this.#message, this.#items, this.#buttons);
  #told = 0;
  #said = "";
  #slow = false;

  constructor(private readonly site: Site) {
    this.#bar.setAttribute("aria-label", site.locale.t("send.overall"));
  }

  show(state: SendingState): void {
    this.#bar.value = state.done;
    this.#bar.hidden = this.#left.hidden = state.problem !== undefined;
    // Where nothing was even sealed, a list of what waits would only distract from why.
    this.#items.hidden = state.problem !== undefined && state.done === 0;
    fill(this.#left, state.problem === undefined && this.#line(state));
    fill(this.#items, state.items.map((item) => this.#item(item)));
    this.#announceQuarter(state.done);
    // Messages and buttons are redrawn only when they change, or the focus on a button would be lost at every report.
    this.#slow = state.sealing && (this.#slow || (state.secondsLeft ?? 0) > SLOW);
    const key = JSON.stringify([state.paused, state.sealing, state.waiting, state.renewed, this.#slow, state.problem]);
    if (key === this.#said) return;
    this.#said = key;
    fill(this.#message, state.problem === undefined ? this.#notice(state) : this.#failure(state.problem));
    fill(this.#buttons, state.problem === undefined ? this.#controls(state) : this.#ways(state.problem));
  }

  #line({ done, sealing, secondsLeft, paused, waiting }: SendingState): Child {
    const { t, count, number } = this.site.locale;
    const percent = t("send.percent", { n: number(Math.floor(done * 100)) });
    setAttributes(this.#bar, { "aria-valuetext": percent });
    if (paused || waiting !== undefined) return percent;
    if (secondsLeft === undefined) return percent;
    const { unit, n } = sayLeft(secondsLeft);
    return `${percent} · ${count(`send.${sealing ? "sealing" : "left"}.${unit}`, n)}`;
  }

  #item({ what, stage }: Item): HTMLElement {
    const { t } = this.site.locale;
    const name = what === "answers" ? t("send.item.answers") : what === "envelope" ? t("send.item.envelope") : bdi(this.site.answers.evidence[what]?.name ?? "");
    const moving = stage === "reading" || stage === "sealing" || stage === "sending";
    return h("li", { class: "item", attrs: { "data-stage": stage } },
      h("span", { class: "item-name" }, name),
      h("span", { class: `chip ${stage === "safe" ? "is-ok" : moving ? "is-accent" : ""}` },
        stage === "safe" && icon("check"), stage === "sealed" && icon("lock"), t(`send.state.${stage}`)));
  }

  #notice({ paused, waiting, renewed }: SendingState): Child {
    const { t } = this.site.locale;
    if (paused) return h("p", { class: "notice" }, t("send.paused"));
    if (waiting !== undefined) return h("p", { class: "notice is-warn" }, t(`send.${waiting}`));
    if (this.#slow) return h("p", { class: "notice" }, t("send.slow"));
    return renewed && h("p", { class: "notice" }, t("send.renewed"));
  }

  #controls({ paused, sealing }: SendingState): Child {
    const { t } = this.site.locale;
    const { line } = this.site;
    return [
      // Sealing cannot be paused, and a button that stops nothing would only unsettle.
      !sealing && h("button", { class: "button is-plain", attrs: { type: "button" }, on: { click: () => (paused ? line.resume() : line.pause()) } }, t(paused ? "send.resume" : "send.pause")),
      this.#stop("link-button"),
    ];
  }

  #failure(problem: Problem): HTMLElement {
    const { t } = this.site.locale;
    const { kind, code, file } = problem;
    const name = file === undefined ? "" : this.site.answers.evidence[file]?.name ?? "";
    return h("div", { class: "notice is-danger", attrs: { "data-testid": "send-failed" } },
      h("h2", {}, t("send.failed.title")),
      h("p", {}, isCardProblem(kind) ? t(`card.failed.${kind}`) : t(`send.failed.${kind}`, { name })),
      h("p", {}, t("send.failed.kept")),
      h("p", { class: "hint" }, t("send.code", { code })));
  }

  /** A file that cannot be read does not become readable by trying again. */
  #ways({ kind }: Problem): Child {
    const { t } = this.site.locale;
    const pointless = kind === "unreadable" || kind === "toolarge";
    return [
      !pointless && h("button", { class: "button", attrs: { type: "button" }, on: { click: () => this.#again() } }, t("send.again")),
      this.#stop(pointless ? "button" : "link-button"),
    ];
  }

  #again(): void {
    this.site.awake.begin();
    this.site.line.again();
  }

  #stop(look: "button" | "link-button"): HTMLElement {
    return h("button", { class: look, attrs: { type: "button" }, on: { click: () => this.site.back() } }, this.site.locale.t("send.stop"));
  }

  #announceQuarter(done: number): void {
    const quarter = Math.floor(done * 4);
    if (quarter <= this.#told) return;
    this.#told = quarter;
    this.site.announce(this.site.locale.t("send.percent", { n: quarter * 25 }));
  }
}
