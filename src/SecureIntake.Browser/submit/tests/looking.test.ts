import { beforeEach, describe, expect, it } from "vitest";
import { canonicalBytes, type Canonical } from "../../log/canonical.js";
import { leafHash } from "../../log/proof.js";
import type { LogCopy } from "../../log/reading.js";
import { newId, systemRandom, toB64 } from "../../seal/bytes.js";
import { keysOf, receiptOf } from "../../seal/receipt.js";
import { copyOf, SpecimenLog } from "../../tests/specimenLog.js";
import { Organisation, TODAY } from "../../tests/specimens.js";
import { SpecimenWitness } from "../../tests/specimenWitness.js";
import { look } from "../looking/looking.js";
import { Refused, Unreachable } from "../sending/intake.js";
import type { LookingState } from "../sending/protocol.js";

const organisation = new Organisation();
const log = new SpecimenLog();
const witness = new SpecimenWitness("witness.example");
const code = systemRandom(16);
const keys = keysOf(code);
const { digits, words } = receiptOf(code);

let policy: object;
let copy: LogCopy;
let card: () => Promise<unknown>;
let waits: number;

beforeEach(() => {
  policy = { ...organisation.policyBody(), log: log.vkey, witnesses: `${witness.line}quorum witness.example\n` };
  card = () => Promise.resolve({ policy: organisation.sign("policy/v1", policy), desk: {} });
  waits = 0;
});

const recorded = (act: Canonical): Uint8Array => canonicalBytes({ act });
const signed = (act: { readonly [name: string]: Canonical }): Uint8Array =>
  canonicalBytes({ act: { at: "2026-11-20T09:00:00Z", by: newId(), nonce: toB64(systemRandom(16)), ...act }, key: toB64(systemRandom(32)), signature: toB64(systemRandom(64)) });
const receipt = (tag = systemRandom(32)): Uint8Array => recorded({ type: "receipt/v1", day: "2026-11-19", tag: toB64(tag), digest: toB64(systemRandom(32)) });
const fillers = (count: number): Uint8Array[] => Array.from({ length: count }, () => receipt());
const request = (part = keys.sourcePart, purpose = "court", by = newId()): Uint8Array => signed({ type: "custody/v1", case: newId(), part, purpose, by });
const veto = (of: Uint8Array, by = newId()): Uint8Array => signed({ type: "veto/v1", case: newId(), leaf: toB64(leafHash(of)), purpose: "custody", by });
const opening = (parts: string[], purpose = "custody"): Uint8Array => signed({ type: "open/v1", case: newId(), parts, purpose, recipient: toB64(systemRandom(32)) });

async function lookUp(entries: readonly Uint8Array[], { typed = digits, whole = false } = {}): Promise<LookingState> {
  copy = copyOf(log.files(entries, [witness]));
  return ask(typed, whole);
}

async function ask(typed = digits, whole = false): Promise<LookingState> {
  const states: LookingState[] = [];
  await look({ root: organisation.fingerprint, typed, whole }, {
    intake: { card: () => card() }, log: { file: path => copy.file(path) }, report: state => { states.push(state); },
    today: () => TODAY, wait: () => { waits++; return Promise.resolve(); },
  });
  const last = states.pop()!;
  expect(states.every(({ is }) => is === "reading")).toBe(true);
  return last;
}

describe("Whoever comes back with a receipt code", () => {
  it("learns the day of arrival, among any number of entries that look the same", async () => {
    const entries = [...fillers(300), receipt(keys.logTag), ...fillers(300)];
    for (const typed of [digits, digits.replaceAll(" ", ""), digits.replaceAll(" ", " - "), words.join(" "), words.join("\n").toUpperCase()]) {
      expect(await lookUp(entries, { typed })).toEqual({
        is: "read", entries: 601, seen: new Date(1_795_000_000_000).toISOString(), standing: { arrived: "2026-11-19", requests: [], opened: [] },
      });
    }
  });

  it("learns that nothing with the code is there", async () => {
    expect(await lookUp([...fillers(8), request(newId())])).toMatchObject({ is: "read", standing: { arrived: null, requests: [], opened: [] } });
    expect(await lookUp([])).toMatchObject({ is: "read", entries: 0 });
  });

  it("[T-34] learns who asked for the name, why, how many objected, and that the gate was asked for it: of this source only", async () => {
    const [asker, objector] = [newId(), newId()];
    const [first, second, other] = [request(keys.sourcePart, "contact", asker), request(), request(newId(), "protect")];
    const { standing } = await lookUp([
      receipt(keys.logTag), ...fillers(3), other, veto(other), first, veto(first), veto(first), veto(first, asker), veto(first, objector), veto(first, objector), opening([newId()]), second, opening([newId()]), opening([keys.sourcePart]),
      opening([keys.sourcePart], "read"), signed({ type: "keyed/v1", case: newId(), part: keys.sourcePart, grants: [], purpose: "verify" }),
    ]) as Extract<LookingState, { is: "read" }>;
    expect(standing).toEqual({
      arrived: "2026-11-19", opened: ["2026-11-20T09:00:00Z"],
      requests: [
        { index: 13, at: "2026-11-20T09:00:00Z", reason: "court", vetoes: 0 },
        // Two by others, one member's twice, the asker's own not at all.
        { index: 6, at: "2026-11-20T09:00:00Z", reason: "contact", vetoes: 3 },
      ],
    });
  });

  it("is told which group or word was mistyped, before anything is fetched", async () => {
    card = () => Promise.reject(new Error("fetched"));
    const wrong = digits.split(" ").map((group, at) => (at === 4 ? group.replace(/.$/, last => String((Number(last) + 1) % 10)) : group)).join(" ");
    expect(await ask(wrong)).toEqual({ is: "problem", problem: { kind: "group", code: "receipt.group", place: 5 } });
    expect(await ask(digits.slice(0, -1))).toMatchObject({ problem: { kind: "group", place: 8 } });
    expect(await ask(digits.replace(/^./, "O"))).toMatchObject({ problem: { kind: "group", place: 1 } });
    expect(await ask([...words.slice(1), "specimen"].join(" "))).toEqual({ is: "problem", problem: { kind: "words", code: "receipt.words", place: 12 } });
    expect(await ask([...words.slice(0, 2), `${words[2]!}0`, ...words.slice(3)].join(" "))).toMatchObject({ problem: { kind: "words", place: 3 } });
    // Known words, but fewer than twelve: there is no place to point at.
    expect(await ask(words.slice(1).join(" "))).toEqual({ is: "problem", problem: { kind: "words", code: "receipt.words" } });
  });

  it("is asked before a large log is read, and only then", async () => {
    const many = [receipt(keys.logTag), ...Array.from({ length: 9_000 }, () => request(newId()))];
    expect(await lookUp(many)).toEqual({ is: "large", megabytes: 5 });
    expect(await lookUp(many, { whole: true })).toMatchObject({ is: "read", entries: 9_001, standing: { arrived: "2026-11-19" } });
  });
});

describe("Nothing is said of a log that", () => {
  const entries = [receipt(keys.logTag), request()];

  it("is not confirmed by the organisation's key, in date", async () => {
    copy = copyOf(log.files(entries, [witness]));
    for (const [answer, kind] of [
      [() => Promise.resolve(null), "key"], [() => Promise.resolve({ policy: organisation.sign("policy/v1", policy, 1) }), "key"],
      [() => Promise.resolve({ policy: organisation.sign("policy/v1", { ...policy, expires: "2026-11-23" }) }), "date"],
      [() => Promise.reject(new Refused(404, "card.none")), "key"],
    ] as const) {
      card = answer;
      expect(await ask()).toMatchObject({ is: "problem", problem: { kind } });
    }
  });

  it("too few witnesses cosigned, another key signed, or that lost or changed an entry", async () => {
    const whole = log.files(entries, [witness]);
    const without = new Map([...whole].filter(([path]) => path === "checkpoint"));
    const changed = new Map([...log.files([...fillers(1), request()]), ["checkpoint", whole.get("checkpoint")!]]);
    for (const [files, code] of [
      [log.files(entries), "log.unwitnessed"], [new SpecimenLog().files(entries, [witness]), "log.note"], [without, "log.missing"], [changed, "log.root"],
    ] as const) {
      copy = copyOf(files);
      expect(await ask()).toEqual({ is: "problem", problem: { kind: "log", code } });
    }
  });

  it("could not be fetched, after some patience", async () => {
    copy = { file: () => Promise.reject(new Unreachable("offline")) };
    expect(await ask()).toEqual({ is: "problem", problem: { kind: "network", code: "offline" } });
    expect(waits).toBe(2);
  });
});

it("A log that grows past an edge while it is read is read as it was at its checkpoint", async () => {
  const entries = [receipt(keys.logTag), ...fillers(900)];
  const [before, after] = [log.files(entries.slice(0, 600), [witness]), log.files(entries, [witness])];
  let fetched = 0;
  // The checkpoint of before; then full bundles, and no narrower ones any more.
  copy = { file: path => Promise.resolve((fetched++ === 0 ? before : after).get(path) ?? null) };
  expect(await ask()).toMatchObject({ is: "read", entries: 600, standing: { arrived: "2026-11-19" } });
});

it("A request is told although the arrival was hidden, and an entry that is none is the log's fault", async () => {
  expect(await lookUp([...fillers(4), request()])).toMatchObject({ is: "read", standing: { arrived: null, requests: [{ index: 4 }] } });
  for (const strange of [
    recorded({ type: "custody/v1", part: keys.sourcePart }), recorded({ type: "custody/v1", part: keys.sourcePart, purpose: "court", at: "+275760-09-13T00:00:00Z" }),
    recorded({ type: "custody/v1", part: keys.sourcePart, purpose: "court", at: "9999-12-31T23:59:59Z" }), canonicalBytes({ part: keys.sourcePart }), canonicalBytes([keys.sourcePart]),
    new TextEncoder().encode(` {"act":{"part":"${keys.sourcePart}"}}`), recorded({ type: "receipt/v1", tag: toB64(keys.logTag), day: "2026-02-30" }),
  ]) expect(await lookUp([strange])).toEqual({ is: "problem", problem: { kind: "log", code: "log.entry" } });
  // Of others' entries nothing is asked, not even that they are text.
  expect(await lookUp([Uint8Array.of(0xff, 0xfe), receipt(keys.logTag)])).toMatchObject({ is: "read", standing: { arrived: "2026-11-19" } });
});

it("[T-34] the requests are the same for everybody, whatever code is typed", async () => {
  const files = log.files([receipt(keys.logTag), ...fillers(700), request()], [witness]);
  const asked = async (typed: string): Promise<string[]> => {
    const paths: string[] = [];
    copy = { file: path => { paths.push(path); return Promise.resolve(files.get(path) ?? null); } };
    await ask(typed);
    return paths;
  };
  expect(await asked(digits)).toEqual(await asked(receiptOf(systemRandom(16)).digits));
});
