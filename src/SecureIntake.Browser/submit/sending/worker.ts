/**
 * The Worker: all cryptography and all uploads happen here, apart from the page that is being looked at. It has no browser storage to
 * write to (a Worker knows no localStorage), and ends with the page.
 */
import { crewOfWorkers } from "./crew.js";
import type { Command, Report } from "./protocol.js";
import { intakeAt, logAt } from "./intake.js";
import { look } from "../looking/looking.js";
import { problemOf } from "./problem.js";
import { checkCard, Sending, type Surroundings } from "./sending.js";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const report = (message: Report): void => scope.postMessage(message);

const around: Surroundings = {
  intake: intakeAt(scope.location.origin),
  crew: crewOfWorkers(),
  report: (sending) => report({ is: "sending", sending }),
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
  wait: (ms) => new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      scope.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    scope.addEventListener("online", done);
  }),
};

/** Milliseconds between two signs of life. */
const BEAT = 5_000;
setInterval(() => report({ is: "alive" }), BEAT);
// An order for which there was no room: an error that nobody catches tells the page.
scope.addEventListener("messageerror", () => { throw new Error("an order was lost"); });

let sending: Sending | undefined;

scope.addEventListener("message", ({ data }: MessageEvent<Command>) => {
  switch (data.do) {
    case "check": return void check(data.root);
    case "send":
      sending = new Sending(data.draft, data.root, around);
      return void sending.run();
    case "again": return void sending?.run();
    case "pause": return sending?.pause();
    case "resume": return sending?.resume();
    case "look":
      return void look(data.order, { ...around, log: logAt(scope.location.origin), report: (looking) => report({ is: "looking", looking }) });
  }
});

async function check(root: string): Promise<void> {
  try {
    await checkCard(root, around);
    report({ is: "card" });
  } catch (error) {
    // Without a pinned root there is nothing to check against.
    report({ is: "card", problem: root === "" ? { kind: "unpinned", code: "root" } : problemOf(error) });
  }
}
