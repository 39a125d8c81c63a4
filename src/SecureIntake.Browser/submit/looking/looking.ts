/**
 * A receipt code looked up in the log. Runs in the Worker, knows neither DOM nor network (both are given). The code is compared here and not sent: what is fetched is
 * the same for everybody.
 */
import { LogError } from "../../log/failure.js";
import { confirmedState, readEntries, type LogCopy } from "../../log/reading.js";
import { verifyPolicy, type VerifiedPolicy } from "../../seal/documents.js";
import { SealError, type SealCode } from "../../seal/failure.js";
import { codeFrom, keysOf } from "../../seal/receipt.js";
import { Refused, Unreachable, type Intake } from "../sending/intake.js";
import { retryDelay } from "../sending/pace.js";
import type { LookingProblem, LookingState, LookOrder } from "../sending/protocol.js";
import { StandingReader } from "./standing.js";

export interface LookingSurroundings {
  readonly intake: Pick<Intake, "card">;
  readonly log: LogCopy;
  readonly report: (state: LookingState) => void;
  /** Today in UTC, `YYYY-MM-DD`. */
  readonly today: () => string;
  /** Resolves after `ms`, or at once when the connection is back. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Bytes of an entry on the average, for an honest word before a large log is read. */
const ENTRY = 450;

/** Megabytes that are read without asking. */
const LITTLE = 4;

/** How often a file is asked for on a line that breaks. */
const TRIES = 3;

/** Ends with one report that is no progress; never throws. */
export async function look(order: LookOrder, around: LookingSurroundings): Promise<void> {
  try {
    around.report(await lookUp(order, around));
  } catch (error) {
    around.report({ is: "problem", problem: problemOf(error) });
  }
}

async function lookUp({ root, typed, whole }: LookOrder, around: LookingSurroundings): Promise<LookingState> {
  // First, because a slip of the pen is told at once, without any line.
  const keys = keysOf(codeFrom(typed));
  around.report({ is: "reading", share: 0 });
  const policy = policyOf(await patiently(() => around.intake.card(), around), root, around.today());
  const copy: LogCopy = { file: path => patiently(() => around.log.file(path), around) };
  const state = await confirmedState(copy, policy);
  const megabytes = state.size * ENTRY / 1e6;
  if (megabytes > LITTLE && !whole) return { is: "large", megabytes: Math.ceil(megabytes) };
  const reader = new StandingReader(keys);
  await readEntries(copy, state, (entry, leaf) => reader.take(entry, leaf), share => around.report({ is: "reading", share }));
  return { is: "read", standing: reader.standing, entries: state.size, seen: state.seen?.toISOString() ?? null };
}

/** The policy of the organisation's card; whether there is a key to seal to today does not matter here. */
function policyOf(card: unknown, root: string, today: string): VerifiedPolicy {
  return verifyPolicy(typeof card === "object" && card !== null && "policy" in card ? card.policy : null, root, today);
}

async function patiently<T>(act: () => Promise<T>, { wait }: LookingSurroundings): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt === TRIES - 1) throw error;
      await wait(retryDelay(attempt, error.retryAfter));
    }
  }
}

function problemOf(error: unknown): LookingProblem {
  if (error instanceof SealError) return { kind: ofSealing(error.code), code: error.code, ...(error.place === undefined ? {} : { place: error.place }) };
  if (error instanceof LogError) return { kind: "log", code: error.code };
  if (error instanceof Unreachable) return { kind: "network", code: error.why };
  // Without a card there is no key to hold the log against.
  if (error instanceof Refused) return { kind: "key", code: `${error.status} ${error.code}` };
  return { kind: "fault", code: error instanceof Error ? error.name : "unknown" };
}

function ofSealing(code: SealCode): LookingProblem["kind"] {
  switch (code) {
    case "receipt.group": return "group";
    case "receipt.words": return "words";
    case "document.expired": return "date";
    default: return "key";
  }
}
