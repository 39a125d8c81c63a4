/** The state of the page and the ways through it. Everything lives in this object; nothing is stored, and history entries hold a number only. */
import type { Receipt } from "../seal/receipt.js";
import { blankAnswers } from "./answers/answers.js";
import { Frame, LANGUAGE_ID } from "./frame.js";
import { Locale, preferred, type Language } from "./i18n.js";
import { screens } from "./screens/all.js";
import { Awake } from "./sending/awake.js";
import { Line } from "./sending/line.js";
import { TITLE_ID, type CardState, type Look, type Place, type Site } from "./site.js";

/** Two presses of Escape within this many milliseconds leave the page. */
const TWICE = 1000;

export class App implements Site {
  answers = blankAnswers();
  locale!: Locale;
  card: CardState = "checking";
  receipt: Receipt | undefined;
  look = blankLook();
  readonly awake = new Awake();
  readonly root = meta("secureintake-root");
  readonly organisation = meta("secureintake-organisation");
  readonly #exit = meta("secureintake-exit");
  readonly #frame = new Frame(this);
  #visits: Place[] = [{ screen: "language" }];
  #at = 0;
  #line: Line | undefined;
  #typed = false;
  #escaped = -Infinity;
  /** How often a screen was entered, and how often when the last press began. */
  #arrivals = 0;
  #pressedAt = 0;

  get today(): string { return new Date().toISOString().slice(0, 10); }
  get helper(): boolean { return this.answers.who === "helper"; }
  get line(): Line { return (this.#line ??= new Line()); }

  async start(): Promise<void> {
    this.locale = await Locale.load(preferred(navigator.languages));
    history.replaceState({ n: 0 }, "");
    window.addEventListener("popstate", ({ state }: PopStateEvent) => this.#popped(state));
    window.addEventListener("keydown", (event) => this.#key(event));
    window.addEventListener("click", (event) => this.#press(event), { capture: true });
    window.addEventListener("beforeunload", (event) => { if (this.#typed || this.receipt !== undefined) event.preventDefault(); });
    // A page that comes back from the browser's own page cache must not come back with what was forgotten half.
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
    document.addEventListener("input", () => { this.#typed ||= this.#here.screen === "question"; });
    this.#draw();
  }

  go(place: Place): void {
    this.#visits = [...this.#visits.slice(0, this.#at + 1), place];
    this.#at++;
    history.pushState({ n: this.#at }, "");
    this.#draw();
  }

  back(): void { history.back(); }

  redraw(): void {
    this.#draw(false);
    // What had the focus is gone; the heading is where a reader finds its bearings.
    document.getElementById(TITLE_ID)?.focus({ preventScroll: true });
  }

  announce(text: string): void { this.#frame.announce(text); }

  async speak(language: Language): Promise<void> {
    this.locale = await Locale.load(language);
    this.#draw(false);
    document.getElementById(LANGUAGE_ID)?.focus({ preventScroll: true });
  }

  checkCard(): void {
    this.card = "checking";
    void this.line.check(this.root).then((problem) => {
      this.card = problem ?? "genuine";
      this.#frame.cardChanged();
    });
  }

  hangUp(): void {
    this.awake.end();
    this.#line?.end();
    this.#line = undefined;
  }

  committed(receipt: Receipt): void {
    // Who helps hands the code over, and most likely types for the next person.
    const { who } = this.answers;
    this.receipt = receipt;
    this.#forget();
    this.answers.who = who;
    this.#stay({ screen: "receipt" });
  }

  finish(): void {
    this.receipt = undefined;
    this.#stay({ screen: "done" });
  }

  startOver(): void {
    this.hangUp();
    this.checkCard();
    this.#stay({ screen: "welcome" });
  }

  leave(): void {
    this.receipt = undefined;
    this.#forget();
    document.body.replaceChildren();
    location.replace(exitOf(this.#exit));
  }

  get #here(): Place { return this.#visits[this.#at]!; }

  #forget(): void {
    this.answers = blankAnswers();
    this.look = blankLook();
    this.#typed = false;
    this.hangUp();
  }

  /** Shows `place` with no way back to what was before. */
  #stay(place: Place): void {
    this.#visits = [place];
    this.#at = 0;
    history.replaceState({ n: 0 }, "");
    this.#draw();
  }

  /** Back and forward buttons. Leaving the sending screen this way stops it; a number from before the last `#stay` leads nowhere else. */
  #popped(state: unknown): void {
    const n = (state as { n?: unknown } | null)?.n;
    const known = typeof n === "number" && n < this.#visits.length;
    if (!known || this.#visits.length === 1) {
      history.replaceState({ n: this.#at }, "");
      return;
    }
    if (this.#here.screen === "send" || this.#here.screen === "code") {
      this.hangUp();
      // The Worker that was asked is gone.
      if (this.card === "checking") this.checkCard();
    }
    this.look = blankLook();
    // Going forward must never send: that takes a press of the button.
    if (this.#visits[n]!.screen === "send") this.#visits[n] = { screen: "review" };
    this.#at = n;
    this.#draw();
  }

  /** Of a double press the second one is meant for the screen that the first one left: the next question must not be passed over unseen. */
  #press(event: MouseEvent): void {
    if (event.detail <= 1) this.#pressedAt = this.#arrivals;
    else if (this.#pressedAt !== this.#arrivals) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    if (event.timeStamp - this.#escaped < TWICE) this.leave();
    this.#escaped = event.timeStamp;
  }

  #draw(arriving = true): void {
    const place = this.#here;
    this.#frame.draw(place, screens[place.screen](this, place as never));
    if (!arriving) return;
    this.#arrivals++;
    scrollTo({ top: 0 });
    document.getElementById(TITLE_ID)?.focus({ preventScroll: true });
  }
}

function blankLook(): Look {
  return { typed: "", words: false, whole: false, state: undefined };
}

/** A value of the generated index.html; the placeholder of an unpinned site counts as nothing. */
function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** Where "Leave now" leads (ops/decisions/0007): another address than a page elsewhere would be a way to run script. */
function exitOf(address: string): string {
  return /^https:\/\//.test(address) ? address : "about:blank";
}
