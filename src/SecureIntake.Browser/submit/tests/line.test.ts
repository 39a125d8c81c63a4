import { beforeEach, expect, it, vi } from "vitest";
import { blankAnswers } from "../answers/answers.js";
import { draftOf } from "../answers/draft.js";
import type { Command, Report, SendingState } from "../sending/protocol.js";

/** A Worker as the page sees it. */
class FakeWorker extends EventTarget {
  static readonly all: FakeWorker[] = [];
  readonly commands: Command[] = [];
  terminated = false;

  constructor() {
    super();
    FakeWorker.all.push(this);
  }

  postMessage(command: Command): void { this.commands.push(command); }
  terminate(): void { this.terminated = true; }
  tell(report: Report): void { this.dispatchEvent(new MessageEvent("message", { data: report })); }
}

vi.stubGlobal("WORKER_URL", "/assets/worker.js");
vi.stubGlobal("Worker", FakeWorker);
const { Line } = await import("../sending/line.js");

const draft = draftOf(blankAnswers(), "en", "2026-11-24");
let states: SendingState[];
const worker = (at: number): FakeWorker => FakeWorker.all[at]!;

beforeEach(() => {
  FakeWorker.all.length = 0;
  states = [];
});

it.each(["error", "messageerror"])("A Worker that dies (%s) is a problem with a way on: trying again seals and sends with another one", (event) => {
  const line = new Line();
  line.send("root", draft, (state) => states.push(state));
  worker(0).dispatchEvent(new Event(event));
  expect(states.at(-1)?.problem).toEqual({ kind: "fault", code: "worker" });
  expect(worker(0).terminated).toBe(true);
  line.again();
  expect(worker(1).commands).toEqual([{ do: "send", root: "root", draft }]);
  line.end();
});

it("A Worker that falls silent is noticed, one that gives signs is not", async () => {
  const line = new Line(120);
  line.send("root", draft, (state) => states.push(state));
  for (let sign = 0; sign < 5; sign++) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    worker(0).tell({ is: "alive" });
  }
  expect(states).toEqual([]);
  await vi.waitFor(() => expect(states.at(-1)?.problem?.code).toBe("worker"));
  line.end();
});

it("The card can be checked again after the Worker could not be loaded", async () => {
  const line = new Line();
  const first = line.check("root");
  worker(0).dispatchEvent(new Event("error"));
  expect(await first).toEqual({ kind: "network", code: "worker" });
  const second = line.check("root");
  worker(1).tell({ is: "card" });
  expect(await second).toBeUndefined();
  line.end();
});

it("Trying again while the Worker lives goes on from what is sealed", () => {
  const line = new Line();
  line.send("root", draft, (state) => states.push(state));
  line.again();
  expect(worker(0).commands.map((command) => command.do)).toEqual(["send", "again"]);
  line.end();
});
