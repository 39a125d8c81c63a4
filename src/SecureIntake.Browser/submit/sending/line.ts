/** The page's end of the Worker. One Worker for the life of the page; ending it forgets every sealed part and key. */
import type { Draft } from "../../seal/submission.js";
import type { Command, Problem, Report, SendingState } from "./protocol.js";
import { workersFrom } from "./trusted.js";

/** Set by build.mjs: the address of the Worker's bundle, with its hash. */
declare const WORKER_URL: string;

const start = workersFrom(WORKER_URL);

export class Line {
  readonly #worker = start();
  #card: ((problem: Problem | undefined) => void) | undefined;
  #sending: ((state: SendingState) => void) | undefined;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (data.is === "card") this.#card?.(data.problem);
      else this.#sending?.(data.sending);
    });
    // The bundle could not be loaded, or a bug: the form stays, sealing is not possible.
    this.#worker.addEventListener("error", () => {
      this.#card?.({ kind: "network", code: "worker" });
      this.#sending?.({ items: [], done: 0, sealing: true, paused: false, renewed: false, problem: { kind: "fault", code: "worker" } });
    });
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
    this.#say({ do: "send", root, draft });
  }

  again(): void { this.#say({ do: "again" }); }
  pause(): void { this.#say({ do: "pause" }); }
  resume(): void { this.#say({ do: "resume" }); }
  end(): void { this.#worker.terminate(); }

  #say(command: Command): void { this.#worker.postMessage(command); }
}
