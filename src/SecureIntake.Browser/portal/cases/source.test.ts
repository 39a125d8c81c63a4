import { beforeAll, expect, test } from "vitest";
import { entryBytes, type ActContent, type SignedEntry } from "../../log/acts.js";
import { canonicalBytes, type Canonical } from "../../log/canonical.js";
import { parseWitnessPolicy } from "../../log/policy.js";
import { leafHash, proofText } from "../../log/proof.js";
import { combineSource, type Answer } from "../../open/custody.js";
import { Identity } from "../../open/identity.js";
import { openPart } from "../../open/part.js";
import { StaffKey } from "../../open/staffKey.js";
import { fromB64, fromUtf8, newId, systemRandom, toB64, toUtf8 } from "../../seal/bytes.js";
import { sealFile } from "../../seal/file.js";
import { sealPart, type SealedPart } from "../../seal/part.js";
import { recipientOfSeed } from "../../seal/recipients.js";
import type { Account, ShareRecord, Source } from "../../seal/records.js";
import { splitSeed, type Share } from "../../seal/shares.js";
import { SpecimenLog } from "../../tests/specimenLog.js";
import { SpecimenWitness } from "../../tests/specimenWitness.js";
import { sign, type Acting, type Trust } from "./acting.js";
import type { CaseFacts } from "./facts.js";
import type { CasePortal } from "./portal.js";
import { askCustodians, makeRequestFile, openSource } from "./source.js";

const K = 2;
const N = 3;
const now = new Date("2026-11-24T10:00:00Z");
const case_ = newId();
const log = new SpecimenLog();
const publication = { policy: { kind: "policy/v1" }, directory: { kind: "directory/v1" }, roster: { kind: "roster/v1" } };
const trust = { policy: { log: log.vkey }, witnesses: parseWitnessPolicy("quorum none\n"), publication } as unknown as Trust;
const lead: Acting = { member: newId(), key: StaffKey.generate(systemRandom), trust, now: () => now, random: systemRandom };
const told: Source = {
  v: 1, anonymous: false, name: "SPECIMEN", contact: "a made-up number", safeContact: { channel: "letter", hours: "", question: "", never: "call" },
  relation: "close", country: "KZ", helper: "", papers: [{ file: "paper-1.jpg", type: "image/jpeg" }],
};
const quiet = (): void => {};
const still = new AbortController().signal;

let custodians: Identity[];
let shares: Share[];
let source: SealedPart;
let sealedShares: SealedPart[];
let account: Account;
let facts: CaseFacts;
/** The lead's own request, as it stands in the log. */
let request: string;
/** What the portal was asked to log. */
let logged: SignedEntry[] = [];

beforeAll(async () => {
  const seed = systemRandom(32);
  source = await sealPart({
    part: newId(), compartment: "source", recipient: recipientOfSeed(seed),
    entries: [{ name: "source.json", content: toUtf8(JSON.stringify(told)) }, { name: "paper-1.jpg", content: toUtf8("SPECIMEN") }],
  });
  custodians = Array.from({ length: N }, () => Identity.fromSeed(systemRandom(32)));
  shares = await splitSeed(seed, source.part, K, N, systemRandom);
  sealedShares = await Promise.all(shares.map(({ number, share, salt }, at) => {
    const record: ShareRecord = { v: 1, part: source.part, number, k: K, n: N, share: toB64(share), salt: toB64(salt), noticeKey: toB64(systemRandom(32)) };
    return sealPart({ part: newId(), compartment: "share", recipient: custodians[at]!.recipient, entries: [{ name: "share.json", content: toUtf8(JSON.stringify(record)) }] });
  }));
  account = {
    parts: [{ part: source.part, compartment: "source", payload: toB64(source.payload), commitment: toB64(source.commitment) }],
    shares: { k: K, commitments: shares.map(({ number, commitment }) => ({ number, commitment: toB64(commitment) })) },
  } as unknown as Account;
  request = signedBy(lead, { type: "custody/v1", purpose: "contact", case: case_, part: source.part });
  facts = {
    case: case_, member: lead.member, standing: "reader", papers: [], people: [], names: {}, custody: [],
    parts: [source, ...sealedShares].map(({ part, compartment, payload, header, blob }, at) =>
      ({ part, compartment, number: at, length: blob.size - header.length, payload: toB64(payload), mine: false })),
  };
});

test("a request is signed with its reason, and counts when the log proves it", async () => {
  const record = await askCustodians(lead, portal(), facts, "protect");
  expect(JSON.parse(record.entry).act).toMatchObject({ type: "custody/v1", case: case_, part: source.part, by: lead.member, purpose: "protect" });
  const unproven = { ...portal(), requestCustody: async () => ({ logged: log.prove(toUtf8('{"act":{"type":"OTHER"}}')) }) };
  await expect(askCustodians(lead, unproven, facts, "contact")).rejects.toThrow("log.proof");
});

test("the file for custodians carries request, proof and shares, and each custodian opens their own only", async () => {
  const file = JSON.parse(await (await makeRequestFile(lead, portal(), facts, quiet, still, quiet)).text());
  expect(file).toMatchObject({ v: 1, case: case_, source: source.part, publication });
  expect(JSON.parse(file.entry).act.type).toBe("custody/v1");
  expect(file.proof).toBe(proofText(log.prove(toUtf8(file.entry))));
  expect(file.proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 0\n\n/);
  expect(file.shares.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
  for (const [at, { header, payload, part }] of file.shares.entries()) {
    const expected = { compartment: "share" as const, payload: toB64(sealedShares[at]!.payload), commitment: toB64(sealedShares[at]!.commitment) };
    expect(part).toBe(sealedShares[at]!.part);
    const [record] = await openPart(fromB64(header), fromB64(payload), custodians[at]!, expected);
    expect(JSON.parse(fromUtf8(record!.content)).share).toBe(toB64(shares[at]!.share));
    await expect(openPart(fromB64(header), fromB64(payload), custodians[(at + 1) % N]!, expected)).rejects.toThrow("header.no-match");
  }
});

test("[T-33] a request by someone else, of another case or source, unsigned or unwitnessed, goes to no custodian and opens nothing", async () => {
  const other = StaffKey.generate(systemRandom);
  const act = { type: "custody/v1", purpose: "contact", case: case_, part: source.part } as const;
  const strangers: readonly string[] = [
    signedBy({ ...lead, member: newId() }, act), signedBy({ ...lead, key: other }, act), signedBy(lead, { ...act, case: newId() }), signedBy(lead, { ...act, part: newId() }),
    signedBy(lead, { type: "veto/v1", case: case_, leaf: toB64(systemRandom(32)), purpose: "custody" }),
    signedBy(lead, act).replace("contact", "protect"), '{"act":{"type":"custody/v1"}}', '{"act":null,"key":"","signature":""}', "{",
  ];
  logged = [];
  const answers = await Promise.all([0, 1].map(at => answer(at)));
  for (const entry of strangers) {
    const lying = { ...portal(), provenRequest: async () => ({ logged: log.prove(toUtf8(entry)) }) };
    await expect(makeRequestFile(lead, lying, facts, quiet, still, quiet), entry).rejects.toThrow("custody.entry");
    await expect(openSource(lead, lying, facts, account, answers, quiet, quiet, still), entry).rejects.toThrow("custody.entry");
  }
  const elsewhere = { ...portal(), provenRequest: async () => ({ logged: { ...log.prove(toUtf8("{}")), entry: request } }) };
  await expect(makeRequestFile(lead, elsewhere, facts, quiet, still, quiet)).rejects.toThrow("log.proof");
  const witnesses = parseWitnessPolicy(`${new SpecimenWitness("one.example").line}quorum one.example\n`);
  await expect(makeRequestFile({ ...lead, trust: { ...trust, witnesses } }, portal(), facts, quiet, still, quiet)).rejects.toThrow("log.unwitnessed");
  expect(logged).toEqual([]);
});

test("k answers open the source, whoever they are from, and the opening stands in the log first", async () => {
  for (const chosen of [[0, 1], [2, 0], [0, 1, 2]]) {
    logged = [];
    const opened = await openSource(lead, portal(), facts, account, await Promise.all(chosen.map(at => answer(at))), quiet, quiet, still);
    expect(opened.source).toEqual(told);
    expect(opened.papers.map(({ name, content }) => [name, fromUtf8(content)])).toEqual([["paper-1.jpg", "SPECIMEN"]]);
    expect(logged.map(({ act }) => act)).toMatchObject([{ type: "open/v1", purpose: "custody", parts: [source.part] }]);
  }
});

test("[T-33] a wrong answer is named before anything is logged or combined", async () => {
  const foreign = Identity.fromSeed(systemRandom(32));
  const wrong: readonly [string, number, () => Promise<Blob[]>][] = [
    ["share.few", 0, async () => [await answer(0)]],
    ["share.repeated", 1, async () => [await answer(0), await answer(0)]],
    ["share.case", 2, async () => [await answer(0), await answer(1, { case: newId() })]],
    ["share.case", 2, async () => [await answer(0), await answer(1, { part: newId() })]],
    ["share.request", 2, async () => [await answer(0), await answer(1, { request: toB64(leafHash(toUtf8("another"))) })]],
    ["share.other", 2, async () => [await answer(0), await answer(1, { share: toB64(shares[2]!.share) })]],
    ["share.other", 9, async () => [await answer(0), await answer(1, { number: 9 })]],
    ["share.other", 2, async () => [await answer(0), await answer(1, { salt: toB64(systemRandom(32)) })]],
  ];
  logged = [];
  for (const [code, number, files] of wrong) {
    await expect(openSource(lead, portal(), facts, account, await files(), quiet, quiet, still), code).rejects.toMatchObject({ code, number });
  }
  const unreadable = [await answer(1, {}, foreign.recipient), new Blob([]), new Blob(["custody-request.json"]), new Blob([new Uint8Array(20_000)])];
  for (const text of ["{}", `${await plain(1)} `, (await plain(1)).replace("{", '{"more":1,')]) unreadable.push(await sealed(text));
  for (const file of unreadable) {
    await expect(openSource(lead, portal(), facts, account, [await answer(0), file], quiet, quiet, still)).rejects.toThrow("share.unreadable");
  }
  expect(logged).toEqual([]);
});

test("[T-33] shares of another seed, all as they were committed to, give no key that opens the part", async () => {
  const others = await splitSeed(systemRandom(32), source.part, K, N, systemRandom);
  const lied = { ...account, shares: { k: K, commitments: others.map(({ number, commitment }) => ({ number, commitment: toB64(commitment) })) } } as Account;
  const files = await Promise.all([0, 1].map(at => answer(at, { salt: toB64(others[at]!.salt), share: toB64(others[at]!.share) })));
  await expect(openSource(lead, portal(), facts, lied, files, quiet, quiet, still)).rejects.toThrow("share.key");
  // Fewer than the account says, or than two, is never a key.
  const one = { k: 1, commitments: account.shares.commitments };
  await expect(combineSource({ case: case_, part: source.part, request: toB64(leafHash(toUtf8(request))) }, one, [await parsed(0)])).rejects.toThrow("share.few");
});

test("a source part that is not the one of the account is not opened", async () => {
  const swapped = { ...facts, parts: facts.parts.map(part => part.compartment === "source" ? { ...part, payload: toB64(systemRandom(32)) } : part) };
  await expect(openSource(lead, portal(), swapped, account, await Promise.all([0, 1].map(at => answer(at))), quiet, quiet, still)).rejects.toMatchObject({ code: "account.part" });
});

function signedBy(acting: Acting, content: ActContent): string {
  return fromUtf8(entryBytes(sign(acting, content)));
}

async function parsed(at: number): Promise<Answer> {
  return JSON.parse(await plain(at));
}

/** What a custodian's tool writes, before it is sealed. */
async function plain(at: number, change: Partial<Record<keyof Answer, Canonical>> = {}): Promise<string> {
  const { number, salt, share } = shares[at]!;
  return fromUtf8(canonicalBytes({
    v: 1, case: case_, part: source.part, request: toB64(leafHash(toUtf8(request))), number, salt: toB64(salt), share: toB64(share), ...change,
  }));
}

async function answer(at: number, change: Partial<Record<keyof Answer, Canonical>> = {}, to = lead.key.recipient): Promise<Blob> {
  return sealed(await plain(at, change), to);
}

async function sealed(text: string, to = lead.key.recipient): Promise<Blob> {
  return new Blob([await sealFile(toUtf8(text), [to]) as BlobPart]);
}

/** The other side: a log of one entry, and headers as the gate gives them. */
function portal(): CasePortal {
  const unused = (): never => { throw new Error("not part of custody"); };
  const all = [source, ...sealedShares];
  return {
    gates: unused, triage: unused, assign: unused, keyed: unused, lease: unused,
    async open(_, entry, recipient) {
      logged.push(entry);
      const { parts } = entry.act as { parts: readonly string[] };
      return {
        logged: log.prove(entryBytes(entry)), desk: null,
        headers: await Promise.all(all.filter(({ part }) => parts.includes(part)).map(async ({ part, compartment, header, payload, blob }, at) =>
          ({ part, compartment, number: at, header: toB64(await sealFile(header, [recipient])), grant: null, length: blob.size - header.length, payload: toB64(payload) }))),
      };
    },
    requestCustody: async (_, entry) => ({ logged: log.prove(entryBytes(entry)) }),
    provenRequest: async () => ({ logged: log.prove(toUtf8(request)) }),
    payload: async part => {
      const { blob, header } = all.find(candidate => candidate.part === part)!;
      return blob.slice(header.length).stream();
    },
  };
}
