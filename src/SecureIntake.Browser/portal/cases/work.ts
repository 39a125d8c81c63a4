import { entryBytes, type SignedEntry } from "../../log/acts.js";
import type { Account, Findings, SafeCopy } from "../../seal/records.js";
import type { TextKey } from "../texts.js";
import { checkAccount } from "./account.js";
import type { Acting } from "./acting.js";
import { FOR_VERIFIERS, prepareAssignment } from "./assign.js";
import { allowsVerification } from "./consent.js";
import type { CaseFacts, FactPart, Paper } from "./facts.js";
import { CaseError } from "./failure.js";
import type { HeldPart } from "./grants.js";
import { verifyHeldCase, type HeldCase } from "./heldCase.js";
import { portal } from "./http.js";
import { prepareKeyed, readLines } from "./keyed.js";
import { prepareLease } from "./lease.js";
import { obtain, verifyRecord, type LogRecord } from "./obtaining.js";
import type { Recorded } from "./portal.js";
import { readPart } from "./reading.js";
import { readAccount, readCopy, readFindings } from "./records.js";
import { prepareTriage } from "./triage.js";
import type { OpenedSource } from "./source.js";
import { unlocked } from "./unlocked.js";

/** Says where long work stands: a text, its values, and the fraction done where it is known. */
export type Report = (key: TextKey, values?: Record<string, string | number>, fraction?: number) => void;

/** One page of a safe copy: pixels that this tab alone holds. */
export interface CopyPage {
  /** `blob:` address. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** What was read of a paper. */
export interface PaperReading {
  readonly record: LogRecord;
  readonly findings: Findings | null;
  readonly pages: readonly CopyPage[];
  /** Pages of the original. */
  readonly total: number;
}

/**
 * The work on one case in this tab: what was opened stays here, in memory, until the page goes. Every method signs, waits for the log and
 * verifies before it has an effect; it throws coded errors and leaves everything as it was.
 */
export class CaseWork {
  account: Account | null = null;
  /** The part that makes the account and the case disagree. */
  disagreement: CaseError | null = null;
  /** Who the source is, once custodians gave the key. */
  source: OpenedSource | null = null;
  readonly readings = new Map<string, PaperReading>();
  /** Lines that were typed from a paper and not yet sealed. */
  readonly drafts = new Map<string, readonly string[]>();
  readonly #held = new Map<string, HeldPart>();

  constructor(public facts: CaseFacts, private readonly leaving: AbortSignal) {
    leaving.addEventListener("abort", () => this.#forgetPages());
  }

  /** Opens the account. On the desk the same entry covers every part, since whoever takes the case re-addresses them all. */
  async openAccount(report: Report, signal: AbortSignal, recorded: (record: LogRecord) => void): Promise<Account> {
    const { standing } = this.facts;
    const acting = await unlocked();
    const asked = this.mine(part => standing === "desk" || part.compartment === "account");
    const purpose = ({ desk: "triage", reader: "read", verifier: "verify" } as const)[standing];
    recorded(await this.#obtain(acting, asked, purpose, report));
    const held = this.#held.get(this.accountPart.part);
    if (held === undefined) throw new CaseError("header.missing");
    const account = readAccount(await this.#read(held, report, signal));
    this.disagreement = disagreementOf(account, this.facts.parts);
    return (this.account = account);
  }

  /** Takes the case from the desk. */
  async triage(deputy: string, report: Report): Promise<LogRecord> {
    const acting = await unlocked();
    const { account } = this;
    const parts = this.mine(() => true).map(({ part }) => this.#held.get(part));
    if (account === null || parts.includes(undefined)) throw new CaseError("header.missing");
    const request = await prepareTriage(acting, await this.#at(acting), parts as HeldPart[], account, deputy, (done, total) =>
      report("triage.working", { n: done, total }, done / total));
    return this.#post(acting, request, report, () => portal.triage(this.facts.case, request));
  }

  /** Gives a verifier everything that a verifier may read. */
  async assign(verifier: string, days: number, report: Report): Promise<LogRecord> {
    const acting = await unlocked();
    const parts = await this.#hold(acting, this.mine(part => FOR_VERIFIERS.includes(part.compartment)), "verify", report);
    const request = await prepareAssignment(acting, await this.#at(acting), parts, verifier, days);
    return this.#post(acting, request, report, () => portal.assign(this.facts.case, request));
  }

  /** Leases a paper to the newest bench run, with every line that was typed from papers of this case; reads none of it. */
  async lease(paper: Paper, report: Report): Promise<LogRecord> {
    const acting = await unlocked();
    const run = acting.trust.benchRuns[0];
    if (run === undefined) throw new CaseError("bench.none");
    const asked = this.mine(part => part.part === paper.part || part.compartment === "keyed");
    const parts = await this.#hold(acting, asked, "examine", report);
    const readers = this.facts.people.map(({ member }) => member);
    const request = await prepareLease(acting, await this.#at(acting), "examine", parts, run, readers);
    return this.#post(acting, request, report, () => portal.lease(this.facts.case, request));
  }

  /** Seals lines that were typed from a paper. */
  async key(paper: Paper, typed: readonly string[], report: Report): Promise<LogRecord> {
    const lines = readLines(typed);
    const acting = await unlocked();
    const request = await prepareKeyed(acting, await this.#at(acting), paper.part, lines, this.facts.people);
    return this.#post(acting, request, report, () => portal.keyed(this.facts.case, request));
  }

  /** Opens what the bench made of a paper: findings and safe copy. */
  async read(paper: Paper, report: Report, signal: AbortSignal, recorded: (record: LogRecord) => void): Promise<PaperReading> {
    const acting = await unlocked();
    const asked = this.mine(part => paper.results.includes(part.part));
    const purpose = this.facts.standing === "verifier" ? "verify" : "read";
    const record = await this.#obtain(acting, asked, purpose, report);
    recorded(record);
    let findings: Findings | null = null;
    let copy: { record: SafeCopy; pages: CopyPage[] } | null = null;
    for (const { part, compartment } of asked) {
      const entries = await this.#read(this.#held.get(part)!, report, signal);
      if (compartment === "finding") findings = readFindings(entries);
      if (compartment === "copy") copy = pagesOf(readCopy(entries), new Map(entries.map(({ name, content }) => [name, content])));
    }
    this.#forgetPages(paper.part);
    const reading = { record, findings, pages: copy?.pages ?? [], total: copy?.record.total ?? 0 };
    this.readings.set(paper.part, reading);
    return reading;
  }

  /** What the source said about checking, where the account is open in this tab; true while it is not known here. */
  get verificationAllowed(): boolean {
    return this.account === null || allowsVerification(this.account, new Date());
  }

  /** The parts whose headers this member can ask for. */
  mine(which: (part: FactPart) => boolean): FactPart[] {
    return this.facts.parts.filter(part => part.mine && which(part));
  }

  get accountPart(): FactPart {
    return this.facts.parts.find(({ compartment }) => compartment === "account")!;
  }

  /** The case with the keys by which the gates hold its headers, checked anew at every step. */
  async #at(acting: Acting): Promise<HeldCase> {
    const { documents } = await portal.gates(this.facts.case);
    return verifyHeldCase(this.facts.case, documents, acting.trust);
  }

  async #hold(acting: Acting, parts: readonly FactPart[], purpose: "verify" | "examine", report: Report): Promise<HeldPart[]> {
    const absent = parts.filter(({ part }) => !this.#held.has(part));
    if (absent.length > 0) await this.#obtain(acting, absent, purpose, report);
    return parts.map(({ part }) => this.#held.get(part)!);
  }

  async #obtain(
      acting: Acting, parts: readonly FactPart[], purpose: "triage" | "read" | "verify" | "examine", report: Report,
  ): Promise<LogRecord> {
    const words = { signing: "open.signing", logging: "open.logging", witnessing: "open.witnessing", checking: "open.checking" } as const;
    const request = { case: this.facts.case, parts: parts.map(({ part }) => part), purpose };
    const { record, parts: held } = await obtain(acting, portal, request, step => report(words[step]));
    for (const part of held) this.#held.set(part.part, part);
    return record;
  }

  #read(held: HeldPart, report: Report, signal: AbortSignal): ReturnType<typeof readPart> {
    const progress = (done: number): void =>
      report("open.fetching", { percent: Math.floor((100 * done) / held.length) }, done / held.length);
    return readPart(portal, held, progress, AbortSignal.any([signal, this.leaving]));
  }

  async #post(acting: Acting, entry: SignedEntry, report: Report, post: () => Promise<Recorded>): Promise<LogRecord> {
    report("open.logging");
    const { logged } = await post();
    return verifyRecord(acting, entryBytes(entry), entry.act.at, logged);
  }

  #forgetPages(paper?: string): void {
    for (const [part, { pages }] of this.readings) {
      if (paper === undefined || part === paper) for (const { url } of pages) URL.revokeObjectURL(url);
    }
  }
}

/** Opening goes on when a part was swapped or is missing: what is left must be readable, with the disagreement said. */
function disagreementOf(account: Account, parts: readonly FactPart[]): CaseError | null {
  try {
    checkAccount(account, parts);
    return null;
  } catch (error) {
    if (error instanceof CaseError) return error;
    throw error;
  }
}

function pagesOf(record: SafeCopy, files: ReadonlyMap<string, Uint8Array>): { record: SafeCopy; pages: CopyPage[] } {
  const pages = record.pages.map(({ file, width, height }) => {
    const content = files.get(file);
    if (content === undefined) throw new CaseError("copy.page");
    return { url: URL.createObjectURL(new Blob([content as BlobPart], { type: "image/png" })), width, height };
  });
  return { record, pages };
}
