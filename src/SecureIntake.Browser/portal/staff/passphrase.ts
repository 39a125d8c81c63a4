import { wordlist } from "@scure/bip39/wordlists/english.js";
import { secretsOfStretched, type PassphraseSecrets } from "../../open/staffKey.js";
import { systemRandom, type Random } from "../../seal/bytes.js";
import { CodedError } from "../coded.js";
import { startWorker } from "../trusted.js";

/** What the Worker is asked. */
export interface Question {
  readonly passphrase: string;
  readonly salt: Uint8Array;
}

/** What it answers: any number of times how far it is (0…1), then the end. */
export type Answer = { readonly progress: number } | { readonly stretched: Uint8Array } | { readonly failed: true };

/** The Worker's address under its hashed name; the build puts it in. */
declare const PASSPHRASE_WORKER: string;

/** Fewer characters than this are not taken: what the passphrase seals may be attacked without us. */
export const SHORTEST = 20;

/** Both secrets of a passphrase; takes some seconds. Throws `passphrase.failed`, or the signal's reason. */
export function secretsOf(
    passphrase: string, salt: Uint8Array, onProgress: (fraction: number) => void, signal: AbortSignal,
): Promise<PassphraseSecrets> {
  const worker = startWorker(PASSPHRASE_WORKER);
  const work = new Promise<PassphraseSecrets>((resolve, reject) => {
    const fail = (): void => reject(new CodedError("passphrase.failed"));
    worker.addEventListener("error", fail);
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if ("progress" in data) onProgress(data.progress);
      else if ("stretched" in data) resolve(secretsOfStretched(data.stretched));
      else fail();
    });
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    worker.postMessage({ passphrase, salt } satisfies Question);
  });
  return work.finally(() => worker.terminate());
}

/** Seven words of 2,048: 77 bits, more than anyone will guess behind Argon2id. */
export function suggestPassphrase(random: Random = systemRandom): string {
  const bytes = random(14);
  const words = Array.from({ length: 7 }, (_, at) => wordlist[((bytes[2 * at]! << 8) | bytes[2 * at + 1]!) % wordlist.length]!);
  return words.join(" ");
}
