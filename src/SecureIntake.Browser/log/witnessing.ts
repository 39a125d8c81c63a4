import { concat, toB64, toUtf8 } from "../seal/bytes.js";
import { verify } from "../seal/signed.js";
import { isBy, parseNote, type NoteSignature, type VerifierKey } from "./note.js";
import { quorumWords, type Quorum, type WitnessPolicy } from "./policy.js";

/** What the witnesses of a policy say of a checkpoint. */
export interface Witnessing {
  /** Names of those who cosigned it. */
  readonly signed: readonly string[];
  /** Names of those who did not. */
  readonly missing: readonly string[];
  /** Whether that is as many as the policy asks for. */
  readonly enough: boolean;
  /** The newest time at which so many as the policy asks for had seen it: what one of them says alone makes no copy fresh. Null where that is nobody, or too few signed. */
  readonly seen: Date | null;
  /** What it asks for, in words. */
  readonly asked: string;
}

/** Seconds up to the last but one day of the year 9999: a witness's clock may be anything, and a date must be one in every zone. */
const LAST = 253_402_128_000;

/**
 * Who cosigned a checkpoint (C2SP tlog-cosignature, Ed25519). Lines by others, and lines that do not verify, say nothing; two by one witness count
 * once. The time in a cosignature is the witness's own clock: it must be there, and is told, but no check rests on it, so that a clock that is wrong stops nobody.
 * Whether the log signed the checkpoint is another question. Throws `log.note`.
 */
export function witnessing(note: string, { witnesses, quorum }: WitnessPolicy): Witnessing {
  const { text, signatures } = parseNote(note);
  const times = new Map<VerifierKey, number>();
  for (const key of witnesses) {
    for (const line of signatures) {
      const time = isBy(key, line) ? cosignedAt(key, line, text) : null;
      if (time !== null) times.set(key, Math.max(time, times.get(key) ?? 0));
    }
  }
  const cosigners: ReadonlySet<VerifierKey> = new Set(times.keys());
  return {
    signed: witnesses.filter(key => cosigners.has(key)).map(({ name }) => name),
    missing: witnesses.filter(key => !cosigners.has(key)).map(({ name }) => name),
    enough: isMetBy(quorum, cosigners),
    seen: quorum === "nobody" ? null : seenAt(quorum, times),
    asked: quorumWords(quorum),
  };
}

function seenAt(quorum: Quorum, times: ReadonlyMap<VerifierKey, number>): Date | null {
  const newest = [...times.values()].sort((a, b) => b - a)
    .find(time => isMetBy(quorum, new Set([...times].filter(([, other]) => other >= time).map(([key]) => key))));
  return newest === undefined ? null : new Date(Math.min(newest, LAST) * 1000);
}

/** `u64 T ‖ signature`, over `cosignature/v1` LF `time T` LF and the text. Seconds since 1970, or null where it is no cosignature by that key. */
function cosignedAt(key: VerifierKey, { signature }: NoteSignature, text: string): number | null {
  if (signature.length !== 72) return null;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigInt64(0);
  if (time < 0n) return null;
  const sound = verify(concat(toUtf8(`cosignature/v1\ntime ${time}\n`), toUtf8(text)), key.key, toB64(signature.subarray(8)));
  return sound ? Number(time) : null;
}

function isMetBy(quorum: Quorum, cosigners: ReadonlySet<VerifierKey>): boolean {
  if (quorum === "nobody") return true;
  return "k" in quorum ? quorum.parts.filter(part => isMetBy(part, cosigners)).length >= quorum.k : cosigners.has(quorum);
}
