/** How fast bytes leave, how long the rest takes, how large the next piece should be. Pure: times are given, in milliseconds. */

/** Long enough to smooth one slow piece, short enough to notice that the train left the tunnel. */
const WINDOW = 20_000;
/** Before this much is known a guess would only jump about. */
const ENOUGH = 1_500;

export class Pace {
  #samples: { at: number; bytes: number }[] = [];

  /** `bytes` in all so far. A total below the last one (a new start after a break) begins afresh. */
  add(at: number, bytes: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - this.#samples[0]!.at > WINDOW) this.#samples.shift();
  }

  /** Time that passed without sending (pause, break) must not count as slowness. */
  forget(): void {
    this.#samples = [];
  }

  /** Whole seconds for `remaining` bytes, or `undefined` while unknown. */
  secondsLeft(remaining: number): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < ENOUGH || last.bytes <= first.bytes) return undefined;
    return Math.ceil((remaining * (last.at - first.at)) / (last.bytes - first.bytes) / 1000);
  }
}

export type Left = { readonly unit: "seconds" | "minutes" | "hours"; readonly n: number };

/** Rounded as one would say it: to 10 seconds below a minute, then minutes, then hours. */
export function sayLeft(seconds: number): Left {
  if (seconds <= 50) return { unit: "seconds", n: Math.max(10, Math.ceil(seconds / 10) * 10) };
  if (seconds < 90 * 60) return { unit: "minutes", n: Math.max(1, Math.round(seconds / 60)) };
  return { unit: "hours", n: Math.round(seconds / 3600) };
}

const KIB = 1024;
export const SMALLEST_PIECE = 256 * KIB;
const LARGEST_PIECE = 8 * 1024 * KIB;
/** A piece that takes about this long costs little when the connection breaks and little waiting between pieces. */
const PIECE_TIME = 3_000;

/** The size of the next piece after one of `bytes` took `ms`: 256 KiB on a village line, 8 MiB where it does not matter; at most doubling. */
export function nextPiece(bytes: number, ms: number): number {
  const ideal = (bytes * PIECE_TIME) / Math.max(1, ms);
  const bounded = Math.min(ideal, bytes * 2, LARGEST_PIECE);
  return Math.max(SMALLEST_PIECE, Math.floor(bounded / (64 * KIB)) * 64 * KIB);
}

/** Milliseconds before try number `attempt` (from 0); the other side's `Retry-After` wins when it is longer. */
export function retryDelay(attempt: number, asked = 0): number {
  return Math.max(asked, [1_000, 2_000, 5_000, 10_000, 20_000][attempt] ?? 30_000);
}

/** Sealing is disk and processor, sending is the network: on a phone sending takes the longer time by far. */
const SEALING_SHARE = 0.2;
export const overall = (sealed: number, sent: number): number => SEALING_SHARE * sealed + (1 - SEALING_SHARE) * sent;
