import { equal } from "../bytes.js";
import { nativeCipher } from "./native.js";
import { scriptCipher } from "./script.js";
import { CHUNK, chunkNonce, chunksOf, TAG } from "./stream.js";

/** What does the arithmetic: the browser itself, libsodium as WebAssembly, or plain script. All three make the same bytes. */
export type Path = "browser" | "wasm" | "script";

/** Seals one chunk into `sealed`, which is 16 bytes longer. */
export interface ChunkCipher {
  readonly path: Path;
  seal(nonce: Uint8Array<ArrayBuffer>, chunk: Uint8Array, sealed: Uint8Array): void | Promise<void>;
}

/** Makes the cipher of one payload key, or null where this browser cannot. */
export type CipherMaker = (key: Uint8Array) => Promise<ChunkCipher | null>;

/** What a thread may use, best first; libsodium joins them where it was loaded (sodium.ts). */
export const CIPHERS: readonly CipherMaker[] = [nativeCipher, scriptCipher];

/**
 * The first cipher that works. "Works" is tried out on a few bytes against the script, which is there anyway: a browser that has the
 * name but not the algorithm of RFC 8439 must not seal anything.
 */
export async function cipherOf(key: Uint8Array, makers: readonly CipherMaker[]): Promise<ChunkCipher> {
  for (const make of makers) {
    const cipher = await make(key).catch(() => null);
    if (cipher !== null && (cipher.path === "script" || await agrees(make))) return cipher;
  }
  return (await scriptCipher(key))!;
}

const trials = new Map<CipherMaker, Promise<boolean>>();

function agrees(make: CipherMaker): Promise<boolean> {
  let trial = trials.get(make);
  if (trial === undefined) trials.set(make, trial = compare(make).catch(() => false));
  return trial;
}

/** With a key of its own, so that no nonce of a payload is spent on trying. */
async function compare(make: CipherMaker): Promise<boolean> {
  const key = Uint8Array.from({ length: 32 }, (_, at) => at);
  const nonce = Uint8Array.from({ length: 12 }, (_, at) => at);
  const chunk = Uint8Array.from({ length: 100 }, (_, at) => at);
  const [ours, theirs] = [scriptCipher, make].map(async maker => {
    const sealed = new Uint8Array(chunk.length + TAG);
    await (await maker(key))!.seal(nonce, chunk, sealed);
    return sealed;
  });
  return equal(await ours!, await theirs!);
}

/** Chunks under way in a cipher that works on other threads: enough to keep those busy, few enough to stay in the processor's cache. */
const AT_ONCE = 4;

/**
 * Seals `plaintext` as chunks `first`, `first + 1`, … into `sealed`, which is as long as they are; only the payload's last chunk may be
 * shorter than 64 KiB.
 */
export async function sealChunks(cipher: ChunkCipher, plaintext: Uint8Array, first: number, last: boolean, sealed: Uint8Array): Promise<void> {
  const count = chunksOf(plaintext.length);
  if (!last && plaintext.length !== count * CHUNK) throw new RangeError("only the last chunk of a payload may be short");
  const waiting: Promise<void>[] = [];
  for (let at = 0; at < count; at++) {
    const chunk = plaintext.subarray(at * CHUNK, (at + 1) * CHUNK);
    const target = sealed.subarray(at * (CHUNK + TAG), at * (CHUNK + TAG) + chunk.length + TAG);
    const done = cipher.seal(chunkNonce(first + at, last && at === count - 1), chunk, target);
    if (done !== undefined && waiting.push(done) === AT_ONCE) await waiting.shift();
  }
  await Promise.all(waiting);
}
