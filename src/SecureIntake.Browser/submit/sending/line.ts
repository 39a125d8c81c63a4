/**
 * The page's end of the Worker. Ending it forgets every sealed part and key. A Worker that dies is noticed, told as a problem, and another
 * one takes its place at the next command, or "Try again" would speak to nobody.
 */
import { Patience } from "../../seal/payload/patience.js";
import type { Draft } from "../../seal/submission.js";
import type { Command, LookingState, LookOrder, Problem, Report, SendingState } from "./protocol.js";
import { workersFrom } from "./trusted.js";

/** Set by build.mjs: the address of the Worker's bundle, with its hash. */
declare const WORKER_URL: string;

/** Milliseconds; the Worker gives a sign every few seconds, between pieces that take seconds themselves where script is slow. */
const SILENCE = 120_000;

const start = workersFrom(WORKER_URL);

export class Line {
  readonly #patience: Patience;
  #worker: Worker | undefined;
  /** The last one, for another Worker. */
  #order: Command | undefined;
  #card: ((problem: Problem | undefined) => void) | undefined;
  #sending: ((state: SendingState) => void) | undefined;
  #looking: ((state: LookingState) => void) | undefined;

  constructor(silence = SILENCE) {
    this.#patience = new Patience(silence, () => this.#lost());
  }

  /** What is wrong with the organisation card, or `undefined`. */
  check(root: string): Promise<Problem | undefined> {
    return new Promise((resolve) => {
      this.#card = resolve;
      this.#say({ do: "check", root });
    });
  }

  send(root: string, draft: Draft, onState: (state: SendingState) => void): void {
    this.#sending = onState;
    this.#order = { do: "send", root, draft };
    this.#say(this.#order);
  }

  /** Looks a receipt code up in the log. */
  look(order: LookOrder, onState: (state: LookingState) => void): void {
    this.#looking = onState;
    this.#say({ do: "look", order });
  }

  /** Goes on from what is sealed and sent; where the Worker died with it, from the beginning. */
  again(): void {
    this.#say(this.#worker === undefined && this.#order !== undefined ? this.#order : { do: "again" });
  }

  pause(): void { this.#say({ do: "pause" }); }
  resume(): void { this.#say({ do: "resume" }); }

  end(): void {
    this.#patience.end();
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #say(command: Command): void {
    this.#worker ??= this.#begin();
    this.#worker.postMessage(command);
    this.#patience.begin();
  }

  #begin(): Worker {
    const worker = start();
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => this.#heard(data));
    // The bundle could not be loaded, a bug, or a message for which there was no room.
    worker.addEventListener("error", () => this.#lost());
    worker.addEventListener("messageerror", () => this.#lost());
    return worker;
  }

  #heard(report: Report): void {
    switch (report.is) {
      case "alive": return this.#patience.begin();
      case "card": return this.#card?.(report.problem);
      case "sending": return this.#sending?.(report.sending);
      case "looking": return this.#looked(report.looking);
    }
  }

  #looked(state: LookingState): void {
    const tell = this.#looking;
    // What was found stays, whatever becomes of the Worker.
    if (state.is !== "reading") this.#looking = undefined;
    tell?.(state);
  }

  #lost(): void {
    this.end();
    this.#card?.({ kind: "network", code: "worker" });
    this.#looking?.({ is: "problem", problem: { kind: "fault", code: "worker" } });
    this.#sending?.({ items: [], done: 0, sealing: true, paused: false, renewed: false, problem: { kind: "fault", code: "worker" } });
  }
}
