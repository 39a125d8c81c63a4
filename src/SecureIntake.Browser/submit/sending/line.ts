/** The page's end of the Worker. One Worker for the life of the page; ending it forgets every sealed part and key. */
import type { Draft } from "../../seal/submission.js";
import type { Command, Problem, Report, SendingState } from "./protocol.js";

/** Set by build.mjs: the address of the Worker's bundle, with its hash. */
declare const WORKER_URL: string;

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** Under `require-trusted-types-for 'script'` a Worker's address must come from a policy: this one knows a single address. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  ?.createPolicy("secureintake-worker", { createScriptURL: () => WORKER_URL });

export class Line {
  readonly #worker = new Worker(policy?.createScriptURL("") ?? WORKER_URL, { type: "module" });
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
      this.#sending?.({ items: [], done: 0, paused: false, renewed: false, problem: { kind: "fault", code: "worker" } });
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
