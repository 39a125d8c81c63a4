import { LogError } from "./failure.js";
import { KEY_OF, parseVerifierKey, type VerifierKey } from "./note.js";

/** When a checkpoint counts as witnessed, as the root signed it (C2SP tlog-policy in its normal form, `SecureIntake.Audit/FORMAT.md`). */
export interface WitnessPolicy {
  readonly witnesses: readonly VerifierKey[];
  readonly quorum: Quorum;
}

/** Whose cosignatures are enough: nobody's, one witness's, or those of k parts of a group. */
export type Quorum = "nobody" | VerifierKey | { readonly k: number; readonly parts: readonly Exclude<Quorum, "nobody">[] };

type Part = Exclude<Quorum, "nobody">;

const LONGEST = 8192;

/** Lines of each kind: a note has room for the cosignatures of so many. */
const MOST = 64;

/**
 * Reads the normal form and no other spelling: ASCII, one space between words, no comments, no logs, no addresses; each name is defined before
 * it is used, counts in one group at most, and no key stands twice, so nobody is counted twice. Throws `log.policy`.
 */
export function parseWitnessPolicy(text: string): WitnessPolicy {
  requireThat(text.length <= LONGEST && /^(?:[!-~]+(?: [!-~]+)*\n)+$/.test(text));
  const names = new Map<string, Part>();
  const grouped = new Set<string>();
  const witnesses: VerifierKey[] = [];
  let groups = 0;
  let quorum: Quorum | null = null;
  const define = (name: string, part: Part): void => {
    requireThat(name !== "none" && !names.has(name));
    names.set(name, part);
  };
  for (const line of text.slice(0, -1).split("\n")) {
    const [kind, name, ...rest] = line.split(" ");
    if (kind === "witness" && rest.length === 1) {
      const key = witnessKey(rest[0]!);
      requireThat(witnesses.length < MOST && !witnesses.some(other => other.key === key.key));
      define(name!, key);
      witnesses.push(key);
    } else if (kind === "group" && rest.length > 1) {
      const [threshold, ...of] = rest as [string, ...string[]];
      requireThat(groups++ < MOST);
      for (const member of of) {
        requireThat(names.has(member) && !grouped.has(member));
        grouped.add(member);
      }
      define(name!, { k: thresholdOf(threshold, of.length), parts: of.map(member => names.get(member)!) });
    } else {
      requireThat(kind === "quorum" && name !== undefined && rest.length === 0 && quorum === null);
      quorum = name === "none" ? "nobody" : names.get(name!) ?? refuse();
    }
  }
  return { witnesses, quorum: quorum ?? refuse() };
}

/** The quorum in words: `2 of (one.example, two.example, three.example)`. */
export function quorumWords(quorum: Quorum): string {
  if (quorum === "nobody") return quorum;
  return "k" in quorum ? `${quorum.k} of (${quorum.parts.map(quorumWords).join(", ")})` : quorum.name;
}

function thresholdOf(text: string, members: number): number {
  const k = text === "all" ? members : text === "any" ? 1 : /^\d+$/.test(text) ? Number(text) : 0;
  return k >= 1 && k <= members ? k : refuse();
}

function witnessKey(vkey: string): VerifierKey {
  try {
    return parseVerifierKey(vkey, KEY_OF.witness);
  } catch {
    return refuse();
  }
}

function requireThat(sound: boolean): asserts sound {
  if (!sound) refuse();
}

function refuse(): never {
  throw new LogError("log.policy");
}
