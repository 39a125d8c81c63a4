import { beforeEach, describe, expect, it } from "vitest";
import { makeDeskLine } from "../../open/documents.js";
import { isPadded, sealedLength } from "../../seal/padding.js";
import type { Compartment } from "../../seal/compartment.js";
import { changedFile, Organisation, TODAY } from "../../tests/specimens.js";
import { blankAnswers } from "../answers/answers.js";
import { draftOf } from "../answers/draft.js";
import { Refused, sorted, Unreachable, type Intake } from "../sending/intake.js";
import { problemOf } from "../sending/problem.js";
import type { SendingState } from "../sending/protocol.js";
import { checkCard, Sending } from "../sending/sending.js";

const organisation = new Organisation();

/** An Intake in memory whose faults are set by the test. */
class FakeIntake implements Intake {
  card_: () => unknown = () => organisation.card();
  /** Thrown by the next sends and commits, one each. */
  faults: unknown[] = [];
  commitFaults: unknown[] = [];
  readonly uploads: { compartment: string; blob: Blob; removed: boolean }[] = [];
  /** Every part that was announced, once. */
  readonly begun: Blob[] = [];
  readonly commits: { week: string; parts: { upload: string; compartment: string; number?: number }[] }[] = [];
  onSend: () => void = () => undefined;
  removal: Promise<void> = Promise.resolve();

  card(): Promise<unknown> { return Promise.resolve(this.card_()); }

  upload(compartment: string, blob: Blob): ReturnType<Intake["upload"]> {
    const upload = { compartment, blob, removed: false };
    this.begun.push(blob);
    return {
      send: async (signal, progress) => {
        this.onSend();
        await Promise.resolve();
        signal.throwIfAborted();
        if (this.faults.length > 0) throw this.faults.shift();
        progress(blob.size);
        this.uploads.push(upload);
        return (this.uploads.length - 1).toString(16).padStart(32, "0");
      },
      remove: () => { upload.removed = true; return this.removal; },
    };
  }

  commit(body: string): Promise<void> {
    if (this.commitFaults.length > 0) return Promise.reject(this.commitFaults.shift() as Error);
    this.commits.push(JSON.parse(body) as FakeIntake["commits"][number]);
    return Promise.resolve();
  }
}

let intake: FakeIntake;
let states: SendingState[];
let waits: number[];

beforeEach(() => {
  intake = new FakeIntake();
  states = [];
  waits = [];
});

function sending(files: Blob[] = [new Blob(["SPECIMEN"])], root = organisation.fingerprint): Sending {
  const answers = blankAnswers();
  answers.subject.names[0]!.text = "Specimen Person";
  answers.evidence = files.map((file) => ({ file, name: "specimen.pdf", kind: "document", note: "" }));
  let clock = 0;
  return new Sending(draftOf(answers, "en", TODAY), root, {
    intake,
    report: (state) => states.push(state),
    now: () => (clock += 100),
    today: () => TODAY,
    wait: (ms) => { waits.push(ms); return Promise.resolve(); },
  });
}

const last = (): SendingState => states.at(-1)!;
const stages = (item: number): string[] => states.map(({ items }) => items[item]!.stage).filter((stage, at, all) => stage !== all[at - 1]);

it("A submission is sealed, sent and committed, and the receipt comes only then", async () => {
  await sending().run();
  expect(intake.commits).toHaveLength(1);
  expect(intake.commits[0]!.parts.map(({ compartment }) => compartment)).toEqual(["evidence", "mailbox", "source", "share", "share", "share", "account"]);
  expect(states.slice(0, -1).every(({ receipt }) => receipt === undefined)).toBe(true);
  expect(last().receipt?.digits).toMatch(/^(\d{6} ){7}\d{6}$/);
  expect(last().done).toBe(1);
});

it("Everything that is sent is sealed", async () => {
  await sending().run();
  for (const { blob, compartment } of intake.uploads) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    expect(Buffer.from(bytes).includes("SPECIMEN")).toBe(false);
    expect(Buffer.from(bytes.subarray(0, 21)).toString()).toBe("age-encryption.org/v1");
    // FORMAT.md §1: header, nonce, chunks of 64 KiB with a tag of 16 bytes each.
    const chunks = Math.ceil((bytes.length - 1_643) / 65_552);
    const padded = bytes.length - 1_643 - 16 * chunks;
    expect(sealedLength(padded)).toBe(bytes.length);
    expect(isPadded(compartment as Compartment, padded)).toBe(true);
  }
});

it("Each file goes through its states in order, and progress never runs back", async () => {
  // Sealing reports every 4 MiB.
  await sending([new Blob(["SPECIMEN 1"]), new Blob([new Uint8Array(6 << 20)])]).run();
  expect(stages(2)).toEqual(["reading", "sealed", "sending", "safe"]);
  expect(stages(3)).toEqual(["waiting", "reading", "sealing", "sealed", "sending", "safe"]);
  expect(last().items.every(({ stage }) => stage === "safe")).toBe(true);
  for (let at = 1; at < states.length; at++) expect(states[at]!.done).toBeGreaterThanOrEqual(states[at - 1]!.done);
});

it("A broken connection is waited out for as long as it takes", async () => {
  intake.faults = Array.from({ length: 8 }, () => new Unreachable("offline"));
  await sending().run();
  expect(waits).toEqual([1000, 2000, 5000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  expect(states.some(({ waiting }) => waiting === "offline")).toBe(true);
  expect(last().receipt).toBeDefined();
  expect(last().waiting).toBeUndefined();
});

it("A busy server decides when to come back", async () => {
  intake.commitFaults = [new Unreachable("busy", 60_000)];
  await sending().run();
  expect(waits).toEqual([60_000]);
  expect(intake.commits).toHaveLength(1);
});

it("A pause stops sending, and going on sends the rest without sealing again", async () => {
  const run = sending();
  let sends = 0;
  intake.onSend = () => {
    if (++sends !== 2) return;
    run.pause();
    setTimeout(() => run.resume(), 20);
  };
  await run.run();
  expect(states.some(({ paused }) => paused)).toBe(true);
  expect(last()).toMatchObject({ paused: false });
  expect(last().receipt).toBeDefined();
  expect(intake.uploads).toHaveLength(7);
});

it("A pause that ends at once is no problem", async () => {
  const run = sending();
  let paused = false;
  intake.onSend = () => {
    if (paused) return;
    paused = true;
    run.pause();
    run.resume();
  };
  await run.run();
  expect(last().receipt).toBeDefined();
});

it.each([[404, "upload.unknown"], [409, "submission.incomplete"]])("Uploads that the other side lost (%i %s) are sent again", async (status, code) => {
  intake.commitFaults = [new Refused(status, code)];
  await sending().run();
  expect(intake.uploads).toHaveLength(14);
  expect(intake.commits).toHaveLength(1);
  expect(last().receipt).toBeDefined();
});

it("Another refusal of the commit is shown at once", async () => {
  intake.commitFaults = [new Refused(422, "submission.parts")];
  await sending().run();
  expect(last().problem).toEqual({ kind: "refused", code: "422 submission.parts" });
  expect(intake.uploads).toHaveLength(7);
});

describe("A desk week too old at commit", () => {
  const nextWeek = (): unknown => {
    const [first, second] = organisation.leads;
    return { ...organisation.card(), desk: second!.countersign(makeDeskLine(first!, "2026-W49", organisation.desk.recipient)) };
  };

  it("brings a fresh card, a new seal and the submission", async () => {
    intake.commitFaults = [new Refused(422, "submission.week")];
    const old = intake.uploads;
    intake.onSend = () => { if (intake.commitFaults.length > 0) intake.card_ = nextWeek; };
    await sending().run();
    expect(intake.commits.map(({ week }) => week)).toEqual(["2026-W49"]);
    expect(old.slice(0, 7).every(({ removed }) => removed)).toBe(true);
    expect(states.some(({ renewed }) => renewed)).toBe(true);
    expect(last().receipt).toBeDefined();
  });

  it("is a refusal when the fresh card is of the same week", async () => {
    intake.commitFaults = [new Refused(422, "submission.week")];
    await sending().run();
    expect(last().problem).toEqual({ kind: "refused", code: "422 submission.week" });
    expect(intake.commits).toEqual([]);
  });

  it("is tried once, not for ever", async () => {
    intake.commitFaults = [new Refused(422, "submission.week"), new Refused(422, "submission.week")];
    intake.onSend = () => { intake.card_ = nextWeek; };
    await sending().run();
    expect(last().problem?.kind).toBe("refused");
  });
});

it("After a problem, trying again goes on from what is already there", async () => {
  intake.faults = [new Refused(507, "disk.full")];
  const run = sending();
  await run.run();
  expect(last().problem).toEqual({ kind: "full", code: "507 disk.full" });
  const sealed = intake.uploads.length;
  await run.run();
  expect(last().receipt).toBeDefined();
  expect(intake.uploads.length - sealed).toBe(7);
});

it("A second press of the button while it goes on sends no second submission", async () => {
  intake.card_ = () => "<!doctype html>";
  const run = sending();
  await run.run();
  intake.card_ = () => organisation.card();
  await Promise.all([run.run(), run.run()]);
  expect(intake.begun).toHaveLength(7);
  expect(intake.commits).toHaveLength(1);
});

it("What was not sealed before a night is sealed for the card of the morning", async () => {
  const file = await changedFile(Buffer.from("SPECIMEN"));
  const run = sending([file]);
  await run.run();
  expect(last().problem?.kind).toBe("unreadable");
  const [first, second] = organisation.leads;
  intake.card_ = () => ({ ...organisation.card(), desk: second!.countersign(makeDeskLine(first!, "2026-W44", organisation.desk.recipient)) });
  await run.run();
  expect(last().problem).toEqual({ kind: "desk", code: "card.week" });
});

it("Uploads that cannot be removed keep nobody waiting", async () => {
  const [first, second] = organisation.leads;
  intake.commitFaults = [new Refused(422, "submission.week")];
  intake.removal = new Promise(() => undefined);
  intake.onSend = () => {
    if (intake.commitFaults.length > 0) intake.card_ = () => ({ ...organisation.card(), desk: second!.countersign(makeDeskLine(first!, "2026-W49", organisation.desk.recipient)) });
  };
  await sending().run();
  expect(last().receipt).toBeDefined();
});

it("What is sent again is what was sealed once: no part is sealed anew for another try", async () => {
  intake.faults = [new Refused(507, "disk.full")];
  intake.commitFaults = [new Refused(404, "upload.unknown")];
  const run = sending([new Blob([new Uint8Array(3 << 20)])]);
  await run.run();
  await run.run();
  expect(last().receipt).toBeDefined();
  expect(intake.begun).toHaveLength(7);
  expect(new Set(intake.uploads.map(({ blob }) => blob))).toEqual(new Set(intake.begun));
});

it("Sealing anew for a fresh desk key shares no key with what was sealed before", async () => {
  const [first, second] = organisation.leads;
  intake.commitFaults = [new Refused(422, "submission.week")];
  intake.onSend = () => {
    if (intake.commitFaults.length > 0) intake.card_ = () => ({ ...organisation.card(), desk: second!.countersign(makeDeskLine(first!, "2026-W49", organisation.desk.recipient)) });
  };
  await sending().run();
  expect(intake.begun).toHaveLength(14);
  const keys = await Promise.all(intake.begun.map(async (blob) => {
    const file = new Uint8Array(await blob.arrayBuffer());
    return `${Buffer.from(file.subarray(22, 600)).toString()} ${Buffer.from(file.subarray(1627, 1643)).toString("hex")}`;
  }));
  // Another encapsulation and another payload nonce each.
  expect(new Set(keys.flatMap((key) => key.split(" "))).size).toBeGreaterThanOrEqual(28);
});

it("The time that sealing takes is told while it lasts, then that of sending", async () => {
  await sending([new Blob([new Uint8Array(40 << 20)])]).run();
  const told = states.filter(({ secondsLeft }) => secondsLeft !== undefined);
  const sealingTold = told.filter(({ sealing: still }) => still);
  expect(sealingTold.length).toBeGreaterThan(3);
  expect(states.findIndex(({ sealing: still }) => !still)).toBeGreaterThan(states.indexOf(sealingTold.at(-1)!));
});

it("A file that can no longer be read is named, and nothing is sent", async () => {
  await sending([new Blob(["SPECIMEN"]), await changedFile(Buffer.from("SPECIMEN"))]).run();
  expect(last().problem).toEqual({ kind: "unreadable", code: "file.unreadable", file: 1 });
  expect(intake.uploads).toEqual([]);
});

describe("A card that cannot be trusted seals nothing", () => {
  it.each<[string, () => unknown, string]>([
    ["signed by too few", () => ({ ...organisation.card(), policy: organisation.sign("policy/v1", organisation.policyBody(), 1) }), "signature"],
    ["of another organisation", () => new Organisation().card(), "signature"],
    ["out of date", () => ({ ...organisation.card(), policy: organisation.sign("policy/v1", { ...organisation.policyBody(), issued: "2026-05-01", expires: "2026-06-01" }) }), "date"],
    ["without a desk line", () => ({ policy: organisation.card().policy }), "signature"],
    ["no card at all", () => "<!doctype html>", "signature"],
  ])("%s", async (_, card, kind) => {
    intake.card_ = card;
    await sending().run();
    expect(last().problem?.kind).toBe(kind);
    expect(intake.uploads).toEqual([]);
    await expect(checkCard(organisation.fingerprint, { intake, today: () => TODAY })).rejects.toThrow();
  });

  it("a desk key with too few days to live", async () => {
    intake.card_ = () => {
      const [first, second] = organisation.leads;
      return { ...organisation.card(), desk: second!.countersign(makeDeskLine(first!, "2026-W44", organisation.desk.recipient)) };
    };
    await sending().run();
    expect(last().problem).toEqual({ kind: "desk", code: "card.week" });
  });

  it("a page without a pinned root", async () => {
    await expect(checkCard("", { intake, today: () => TODAY })).rejects.toThrow("card.root");
  });
});

describe("What Intake answers is sorted", () => {
  it.each([[503, "busy"], [500, "busy"], [423, "busy"], [429, "busy"], [408, "busy"]])("%i is waited out", (status) => {
    expect(sorted(status, "7", "")).toEqual(new Unreachable("busy", 7000));
  });

  it.each([[413, "toolarge"], [507, "full"], [415, "refused"], [422, "refused"], [404, "refused"], [501, "refused"]])("%i needs a person (%s)", (status, kind) => {
    const answer = sorted(status, null, JSON.stringify({ code: "some.code" }));
    expect(answer).toEqual(new Refused(status, "some.code"));
    expect(problemOf(answer)).toEqual({ kind, code: `${status} some.code` });
  });

  it("no card at all means no desk key this week", () => {
    expect(problemOf(new Refused(404, "card.none"))).toEqual({ kind: "desk", code: "404 card.none" });
  });

  it("an answer of a stranger in between shows none of its text", () => {
    expect(sorted(403, "tomorrow", "<html>SPECIMEN</html>")).toEqual(new Refused(403, "http"));
    expect(sorted(403, null, JSON.stringify({ code: "<b>" }))).toEqual(new Refused(403, "http"));
  });
});

it("An exception's own text never reaches the page", () => {
  expect(problemOf(new Error("SPECIMEN secret"))).toEqual({ kind: "fault", code: "Error" });
  expect(problemOf(new RangeError("allocation"))).toEqual({ kind: "memory", code: "RangeError" });
});
