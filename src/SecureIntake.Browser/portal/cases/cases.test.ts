import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { actMessage, entryBytes, type SignedEntry } from "../../log/acts.js";
import { parseWitnessPolicy } from "../../log/policy.js";
import { fileKeyOf } from "../../open/header.js";
import { Identity } from "../../open/identity.js";
import { digestOf } from "../../open/documents.js";
import { openFile } from "../../open/file.js";
import { openPart } from "../../open/part.js";
import { sealSeed } from "../../open/seed.js";
import { StaffKey } from "../../open/staffKey.js";
import { concat, fromB64, fromUtf8, newId, sha256, systemRandom, toB64, toUtf8 } from "../../seal/bytes.js";
import type { Compartment } from "../../seal/compartment.js";
import { sealFile } from "../../seal/file.js";
import { sealPart, type SealedPart } from "../../seal/part.js";
import { recipientDigest } from "../../seal/recipients.js";
import type { Account, ConsentValue, Keyed } from "../../seal/records.js";
import { verify } from "../../seal/signed.js";
import { Refused } from "../requests.js";
import { SpecimenLog } from "../../tests/specimenLog.js";
import { SpecimenWitness } from "../../tests/specimenWitness.js";
import type { Acting, Trust } from "./acting.js";
import { checkAccount } from "./account.js";
import { allowsVerification } from "./consent.js";
import { prepareAssignment } from "./assign.js";
import { verifyRuns, type VerifiedRun } from "./benchRuns.js";
import { verifyGrant, type HeldPart, type SentGrant } from "./grants.js";
import { verifyHeldCase } from "./heldCase.js";
import { prepareKeyed, readLines } from "./keyed.js";
import { prepareLease } from "./lease.js";
import { obtain } from "./obtaining.js";
import type { CasePortal, Logged } from "./portal.js";
import { readPart } from "./reading.js";
import { readAccount, readKeyed } from "./records.js";
import { prepareTriage } from "./triage.js";

const now = new Date("2026-11-24T10:00:00Z");
const case_ = newId();
const log = new SpecimenLog();
const logOf = (entry: Uint8Array): Logged => log.prove(entry);

interface Gate {
  readonly gate: string;
  readonly key: StaffKey;
  readonly held: Identity;
}

const people = Object.fromEntries(["lead", "deputy", "verifier"].map(role => [role, { member: newId(), key: StaffKey.generate(systemRandom) }]));
const [lead, deputy, verifier] = [people["lead"]!, people["deputy"]!, people["verifier"]!];
const bench = { bench: newId(), key: StaffKey.generate(systemRandom) };
const desk = Identity.fromSeed(new Uint8Array(32).fill(7));
const [gate, second] = [0, 1].map(() => ({ gate: newId(), key: StaffKey.generate(systemRandom), held: Identity.fromSeed(systemRandom(32)) })) as [Gate, Gate];
const at = { case: case_, gates: [gate.held.recipient, second.held.recipient] };

const trust = {
  policy: { log: log.vkey },
  witnesses: parseWitnessPolicy("quorum none\n"),
  directory: {
    members: [
      { ...lead, roles: ["lead"] }, { ...deputy, roles: ["lead"] }, { ...verifier, roles: ["verifier"] },
    ].map(({ member, key, roles }) => ({ member, roles, recipient: key.recipient, signer: key.signer })),
    benches: [{ bench: bench.bench, signer: bench.key.signer }],
    gates: [gate, second].map(({ gate, key }) => ({ gate, signer: key.signer })),
  },
  benchRuns: [],
} as unknown as Trust;

const as = ({ member, key }: { member: string; key: StaffKey }): Acting => ({ member, key, trust, now: () => now, random: systemRandom });

let parts: Record<"account" | "evidence" | "mailbox", SealedPart>;
let account: Account;

beforeAll(async () => {
  const evidence = await seal("evidence", {});
  const mailbox = await seal("mailbox", {});
  account = {
    v: 1, language: "en", mode: "self", subject: { names: [] }, events: [], narrative: "n", knowledge: [],
    consent: { version: 1, language: "en", mode: "read", uses: { keep: "yes", verify: "yes", ngo: "no", un: "no", "un-government": "no", courts: "no", press: "no" } },
    unsaid: {}, marks: [], shares: { k: 2, commitments: [] },
    parts: [evidence, mailbox].map(({ part, compartment, payload, commitment }) =>
      ({ part, compartment: compartment as "evidence", payload: toB64(payload), commitment: toB64(commitment) })),
  };
  parts = { evidence, mailbox, account: await seal("account", account) };
});

describe("obtaining headers", () => {
  test("takes them only after the log proves the very statement that was signed", async () => {
    const { record, parts: [held] } = await obtain(as(lead), portalOf(entry => logOf(entry)), ask("triage"));
    expect(record.index).toBe(0);
    expect(JSON.parse(record.entry).act).toMatchObject({ type: "open/v1", case: case_, purpose: "triage", by: lead.member });
    const entries = await readPart(portalOf(entry => logOf(entry)), held!, () => {}, new AbortController().signal);
    expect(readAccount(entries)).toEqual(account);
  });

  test("refuses a proof of another statement, another log's signature and a missing header", async () => {
    const other = (entry: Uint8Array): Logged => logOf(concat(entry, toUtf8(" ")));
    await expect(obtain(as(lead), portalOf(other), ask("triage"))).rejects.toThrow("log.proof");
    const forged = (entry: Uint8Array): Logged => log.prove(entry, systemRandom(32));
    await expect(obtain(as(lead), portalOf(forged), ask("triage"))).rejects.toThrow("log.");
    await expect(obtain(as(lead), portalOf(logOf), { ...ask("triage"), parts: [newId()] })).rejects.toThrow("header.missing");
  });

  test("[T-14] takes nothing that too few witnesses cosigned, whatever the portal says, and says who did", async () => {
    const [one, two, three] = ["one.example", "two.example", "three.example"].map(name => new SpecimenWitness(name)) as [SpecimenWitness, SpecimenWitness, SpecimenWitness];
    const lines = [one, two, three].map(({ line }) => line).join("");
    const witnesses = parseWitnessPolicy(`${lines}group g 2 ${one.name} ${two.name} ${three.name}\nquorum g\n`);
    const acting = { ...as(lead), trust: { ...trust, witnesses } };
    const by = (...cosigners: SpecimenWitness[]) => (entry: Uint8Array): Logged => {
      const logged = logOf(entry);
      const text = logged.checkpoint.slice(0, logged.checkpoint.indexOf("\n\n") + 1);
      return { ...logged, checkpoint: logged.checkpoint + cosigners.map(witness => `${witness.cosign(text, 1_795_000_000)}\n`).join("") };
    };
    const { record } = await obtain(acting, portalOf(by(one, three)), ask("triage"));
    expect(record.witnesses).toMatchObject({ signed: [one.name, three.name], missing: [two.name], enough: true, asked: "2 of (one.example, two.example, three.example)" });
    for (const few of [by(), by(two), by(two, two)]) await expect(obtain(acting, portalOf(few), ask("triage"))).rejects.toThrow("log.unwitnessed");
  });

  test("asks again with the same statement while witnesses are away, says so, and gives up in the end", async () => {
    const portal = portalOf(logOf);
    const sent: SignedEntry[] = [];
    const awayFor = (times: number): CasePortal => ({ ...portal, open: (id, entry, recipient) => {
      sent.push(entry);
      return sent.length <= times ? Promise.reject(new Refused("witnesses.away", 503)) : portal.open(id, entry, recipient);
    } });
    const steps: string[] = [];
    await obtain(as(lead), awayFor(2), ask("triage"), step => steps.push(step), async () => {});
    expect(steps).toEqual(["signing", "logging", "witnessing", "witnessing", "checking"]);
    expect(new Set(sent.map(entry => toB64(entryBytes(entry)))).size).toBe(1);
    expect(sent.splice(0)).toHaveLength(3);
    await expect(obtain(as(lead), awayFor(99), ask("triage"), () => {}, async () => {})).rejects.toMatchObject({ code: "witnesses.away" });
    expect(sent.splice(0)).toHaveLength(6);
    const refused: CasePortal = { ...portal, open: () => Promise.reject(new Refused("gate.refused", 409)) };
    await expect(obtain(as(lead), refused, ask("triage"), () => {}, () => Promise.reject(new Error("paused")))).rejects.toMatchObject({ code: "gate.refused" });
  });

  test("stops when cancelled and does not call the part damaged", async () => {
    const cancel = new AbortController();
    const { parts: [held] } = await obtain(as(lead), portalOf(logOf), ask("triage"));
    cancel.abort();
    await expect(readPart(portalOf(logOf), held!, () => {}, cancel.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("the gates' keys of a case", () => {
  const key = (scope: string, by: StaffKey, of = gate, id = of.gate): unknown => by.sign("gate/v1", { v: 1, gate: id, scope, recipient: of.held.recipient });
  const other = key(case_, second.key, second);

  test("are taken only from gates that the root lists, and for this very case", () => {
    expect(verifyHeldCase(case_, [other, key(case_, gate.key)], trust)).toEqual(at);
    for (const foreign of [key(newId(), gate.key), key(case_, lead.key), key(case_, gate.key, gate, newId()), other, "no document"]) {
      expect(() => verifyHeldCase(case_, [foreign, other], trust)).toThrow("gate.key");
    }
  });

  test("are those of all of them, or none are taken", () => {
    for (const fewer of [[], [other], [key(case_, gate.key), other, other]]) expect(() => verifyHeldCase(case_, fewer, trust)).toThrow("gate.key");
    expect(() => verifyHeldCase(case_, [], { ...trust, directory: { ...trust.directory, gates: [] } })).toThrow("gate.key");
  });

  test("a statement names the one-time key, and another's header does not open with it", async () => {
    let named = "";
    const portal = portalOf(logOf);
    const watched: CasePortal = { ...portal, open: (id, entry, recipient) => {
      named = recipient;
      expect((entry.act as { recipient: string }).recipient).toBe(toB64(recipientDigest(recipient)));
      return portal.open(id, entry, recipient);
    } };
    await obtain(as(lead), watched, ask("triage"));
    expect(named).not.toBe(lead.key.recipient);
    const swapped: CasePortal = { ...portal, open: (id, entry) => portal.open(id, entry, lead.key.recipient) };
    await expect(obtain(as(lead), swapped, ask("triage"))).rejects.toThrow("header.no-match");
  });
});

describe("triage", () => {
  test("gives account, evidence and mailbox to lead and deputy, who then open them with their own keys", async () => {
    const request = await prepareTriage(as(lead), at, held("account", "evidence", "mailbox"), account, deputy.member, () => {});
    expect(request.grants).toHaveLength(6);
    expectSigned(request, lead.key);
    for (const who of [lead, deputy]) {
      const mine = request.grants.filter(grant => JSON.parse(grant.document.body).grantee === who.member);
      for (const sent of mine) {
        const grant = verifyGrant(sent.document, as(who));
        const header = await release(sent);
        expect(await release(sent, second.held)).toEqual(header);
        expect(header).toHaveLength(1627);
        expect(await openPart(header, payloadOf(grant.compartment), who.key.identity, grant)).not.toHaveLength(0);
        await expect(fileKeyOf(header, verifier.key.identity)).rejects.toThrow("header.no-match");
        // What is sent opens for nobody but the gates.
        await expect(openFile(fromB64(sent.header), [who.key.identity]).next()).rejects.toThrow("header.no-match");
      }
    }
  });

  test("names a part that was swapped, dropped or added after the account was sealed", async () => {
    const [own, evidence, mailbox] = held("account", "evidence", "mailbox") as [HeldPart, HeldPart, HeldPart];
    const refused = (changed: HeldPart[]): Promise<unknown> => prepareTriage(as(lead), at, changed, account, deputy.member, () => {});
    await expect(refused([own, { ...evidence, payload: toB64(systemRandom(32)) }, mailbox])).rejects.toMatchObject({ code: "account.part", part: evidence.part });
    await expect(refused([own, { ...evidence, commitment: toB64(systemRandom(32)) }, mailbox])).rejects.toMatchObject({ code: "account.part" });
    const foreign = { ...evidence, part: newId() };
    await expect(refused([own, foreign, mailbox])).rejects.toMatchObject({ code: "account.missing", part: evidence.part });
    await expect(refused([own, evidence, foreign, mailbox])).rejects.toMatchObject({ code: "account.added", part: foreign.part });
    expect(() => checkAccount(account, held("account"))).not.toThrow();
  });

  test("refuses a deputy who is no lead, or the lead twice", async () => {
    for (const second of [verifier.member, lead.member]) {
      await expect(prepareTriage(as(lead), at, held("account"), account, second, () => {})).rejects.toThrow("member.role");
    }
    await expect(prepareTriage(as(lead), at, held("account"), account, newId(), () => {})).rejects.toThrow("member.unknown");
  });
});

test("Checking needs a yes to keeping and to checking, today", () => {
  const allows = (keep: ConsentValue, verify: ConsentValue): boolean =>
    allowsVerification({ ...account, consent: { ...account.consent, uses: { ...account.consent.uses, keep, verify } } }, now);
  expect([allows("yes", "yes"), allows("yes", "after:2026-11-24"), allows("after:2026-11-24", "yes")]).toEqual([true, true, true]);
  expect([allows("no", "yes"), allows("yes", "no"), allows("yes", "ask"), allows("yes", "after:2026-11-25")]).toEqual([false, false, false, false]);
});

describe("assignment", () => {
  test("gives the account to a verifier for some days, and never an original", async () => {
    const request = await prepareAssignment(as(lead), at, held("account"), verifier.member, 14);
    const grant = verifyGrant(request.grants[0]!.document, as(verifier));
    expect(grant).toMatchObject({ purpose: "verify", expires: "2026-12-08T10:00:00Z", by: lead.member });
    await expect(prepareAssignment(as(lead), at, held("evidence"), verifier.member, 14)).rejects.toThrow("member.role");
    await expect(prepareAssignment(as(lead), at, held("account"), deputy.member, 14)).rejects.toThrow("member.role");
  });

  test("a grant counts for nobody else, not after its end, and not without the granter's signature", async () => {
    const { document } = (await prepareAssignment(as(lead), at, held("account"), verifier.member, 14)).grants[0]!;
    expect(() => verifyGrant(document, as(deputy))).toThrow("grant.malformed");
    expect(() => verifyGrant(document, { ...as(verifier), now: () => new Date("2026-12-08T10:00:00Z") })).toThrow("grant.expired");
    const resigned = verifier.key.countersign({ ...document, signatures: [] });
    expect(() => verifyGrant(resigned, as(verifier))).toThrow("grant.signature");
    expect(() => verifyGrant({ ...document, kind: "lease/v1" }, as(verifier))).toThrow("grant.malformed");
  });
});

describe("keyed lines", () => {
  const passport = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

  test("are sealed to every reader of the case and open with their keys only", async () => {
    const request = await prepareKeyed(as(verifier), at, parts.evidence.part, readLines(passport),
      [lead, deputy, verifier].map(({ member }) => ({ member, until: "2026-12-08T10:00:00Z" })));
    expectSigned(request, verifier.key);
    for (const who of [lead, deputy, verifier]) {
      const sent = request.grants.find(grant => JSON.parse(grant.document.body).grantee === who.member)!;
      const entries = await openPart(await release(sent), fromB64(request.payload), who.key.identity, verifyGrant(sent.document, as(who)));
      expect(readKeyed(entries)).toEqual({ v: 1, about: parts.evidence.part, mrz: passport } satisfies Keyed);
    }
  });

  test("are read as typed: blanks and case do not matter, everything else does", () => {
    expect(readLines(passport.map(line => ` ${line.toLowerCase().slice(0, 10)} ${line.toLowerCase().slice(10)} `))).toEqual(passport);
    expect(readLines([...passport, "", " "])).toEqual(passport);
    expect(() => readLines([passport[0]!, passport[1]!.slice(1)])).toThrow("mrz.length");
    expect(() => readLines([passport[0]!, passport[1]!.replace("L", "Л")])).toThrow("mrz.characters");
    const line = fc.stringMatching(/^[A-Z0-9<]{1,50}$/);
    fc.assert(fc.property(fc.array(line, { maxLength: 4 }), lines => {
      const shape = lines.map(({ length }) => length).join();
      const legal = ["44,44", "36,36", "30,30,30"].includes(shape);
      if (legal) expect(readLines(lines)).toEqual(lines);
      else expect(() => readLines(lines)).toThrow("mrz.length");
    }));
  });
});

describe("lease", () => {
  test("re-addresses a paper to the bench's run and names exactly the readers", async () => {
    const run = benchRun(now);
    const request = await prepareLease(as(lead), at, "examine", held("evidence"), run, [lead.member, deputy.member]);
    expectSigned(request, lead.key);
    const lease = JSON.parse(request.lease.body);
    expect(lease).toMatchObject({ run: run.run, stage: "examine", expires: run.expires, by: lead.member });
    expect(lease.readers.map((reader: { member: string }) => reader.member)).toEqual([lead.member, deputy.member]);
    expect(await fileKeyOf(await release(request.grants[0]!), desk)).toEqual(parts.evidence.fileKey);
  });

  test("only a bench that the directory lists, and that has not ended, is leased to", () => {
    const document = (by: StaffKey, expires: string): unknown =>
      by.sign("bench/v1", { v: 1, bench: bench.bench, run: newId(), recipient: desk.recipient, expires });
    const found = verifyRuns([
      document(bench.key, "2026-11-25T09:00:00Z"), document(bench.key, "2026-11-25T10:00:00Z"), document(bench.key, "2026-11-24T10:00:00Z"),
      document(bench.key, "2026-11-26T10:00:00Z"), document(lead.key, "2026-11-25T09:30:00Z"), "no document",
    ], trust.directory, now);
    expect(found.map(({ expires }) => expires)).toEqual(["2026-11-25T10:00:00Z", "2026-11-25T09:00:00Z"]);
  });
});

function benchRun(from: Date): VerifiedRun {
  return { bench: bench.bench, run: newId(), recipient: desk.recipient, expires: new Date(from.getTime() + 3_600_000).toISOString().replace(".000", "") };
}

function seal(compartment: Compartment, record: object): Promise<SealedPart> {
  const entries = [{ name: `${compartment}.json`, content: toUtf8(JSON.stringify(record)) }];
  return sealPart({ part: newId(), compartment, recipient: desk.recipient, entries });
}

function held(...names: ("account" | "evidence" | "mailbox")[]): HeldPart[] {
  return names.map(name => parts[name]).map(({ part, compartment, payload, commitment, header, blob }) =>
    ({ part, compartment, payload: toB64(payload), commitment: toB64(commitment), header, identity: desk, length: blob.size - header.length }));
}

function payloadOf(compartment: Compartment): Blob {
  return parts[compartment as "account"].blob.slice(1627);
}

/** What a gate finds in a header that it holds: whose it is stands before it. */
async function release(sent: SentGrant, held = gate.held): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openFile(fromB64(sent.header), [held])) chunks.push(chunk);
  const plaintext = concat(...chunks);
  expect(fromUtf8(plaintext.subarray(0, -1627))).toBe(`secureintake/held/v1\ngrant ${digestOf(sent.document)}\n`);
  return plaintext.subarray(-1627);
}

const ask = (purpose: "triage" | "read") => ({ case: case_, parts: [parts.account.part], purpose });

/** The other side of an opening: the desk's headers, and a log of one entry. */
function portalOf(prove: (entry: Uint8Array) => Logged): CasePortal {
  const unused = (): never => { throw new Error("not part of an opening"); };
  return {
    gates: unused, triage: unused, assign: unused, keyed: unused, lease: unused, requestCustody: unused, provenRequest: unused,
    async open(_, entry, recipient) {
      const { part, compartment, header, payload, blob } = parts.account;
      return {
        logged: prove(entryBytes(entry)),
        headers: [{ part, compartment, number: 0, header: toB64(await sealFile(header, [recipient])), grant: null, length: blob.size - 1627, payload: toB64(payload) }],
        desk: { document: { kind: "desk/v1", body: "", signatures: [] }, sealed: toB64(await sealSeed(new Uint8Array(32).fill(7), lead.key.recipient)) },
      };
    },
    payload: async () => payloadOf("account").stream(),
  };
}

function expectSigned(entry: SignedEntry & { grants: readonly SentGrant[] }, key: StaffKey): void {
  expect(entry.key).toBe(key.signer);
  expect(verify(actMessage(entry.act), entry.key, entry.signature)).toBe(true);
  const named = (entry.act as { grants: readonly string[] }).grants;
  expect(named).toEqual(entry.grants.map(({ document }) => toB64(sha256(toUtf8(document.body)))));
}
