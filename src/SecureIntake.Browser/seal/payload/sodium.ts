import type { CipherMaker } from "./cipher.js";
import type { Digest } from "./digest.js";
import { CHUNK, TAG } from "./stream.js";

/*
 * libsodium compiled to WebAssembly, the build that its author publishes: 172 KB compressed, fetched only where a large file is to be
 * sealed and only by a Worker that may compile it. Its own functions on its own heap; the wrappers would copy everything twice more.
 */

/** What of the module is used. A pointer is a number; a 64-bit length is passed as two halves. */
export interface Sodium {
  /** Replaced whenever the heap grows: never kept. */
  readonly HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _crypto_aead_chacha20poly1305_ietf_encrypt(
    sealed: number, sealedLength: 0, message: number, length: number, lengthHigh: 0, data: 0, dataLength: 0, dataLengthHigh: 0,
    secretNonce: 0, nonce: number, key: number): number;
  _crypto_hash_sha256_statebytes(): number;
  _crypto_hash_sha256_init(state: number): number;
  _crypto_hash_sha256_update(state: number, message: number, length: number, lengthHigh: 0): number;
  _crypto_hash_sha256_final(state: number, digest: number): number;
  _crypto_pwhash(
    out: number, outLength: number, outLengthHigh: 0, password: number, passwordLength: number, passwordLengthHigh: 0, salt: number,
    passes: number, passesHigh: 0, memory: number, algorithm: 2): number;
}

let loading: Promise<Sodium | null> | undefined;

/** Null where there is no WebAssembly, or the page's policy does not let it compile. */
export function loadSodium(): Promise<Sodium | null> {
  return loading ??= typeof WebAssembly === "undefined" ? Promise.resolve(null) : start().catch(() => null);
}

/** `sodium_init` is not called: it seeds a generator, and no randomness of ours comes from here. */
async function start(): Promise<Sodium> {
  const { default: make } = await import("libsodium-sumo");
  return make({});
}

export function sodiumCipher(sodium: Sodium): CipherMaker {
  const [keyAt, nonceAt, plainAt, sealedAt] = [32, 12, CHUNK, CHUNK + TAG].map(size => sodium._malloc(size)) as [number, number, number, number];
  return key => Promise.resolve({
    path: "wasm",
    seal(nonce, chunk, sealed) {
      const heap = sodium.HEAPU8;
      heap.set(key, keyAt);
      heap.set(nonce, nonceAt);
      heap.set(chunk, plainAt);
      sodium._crypto_aead_chacha20poly1305_ietf_encrypt(sealedAt, 0, plainAt, chunk.length, 0, 0, 0, 0, 0, nonceAt, keyAt);
      sealed.set(heap.subarray(sealedAt, sealedAt + chunk.length + TAG));
    },
  });
}

/** SHA-256 in 64 KiB steps. */
export function sodiumDigest(sodium: Sodium): Digest {
  const [stateAt, inputAt, digestAt] = [sodium._crypto_hash_sha256_statebytes(), CHUNK, 32].map(size => sodium._malloc(size)) as [number, number, number];
  sodium._crypto_hash_sha256_init(stateAt);
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += CHUNK) {
        const step = bytes.subarray(at, at + CHUNK);
        sodium.HEAPU8.set(step, inputAt);
        sodium._crypto_hash_sha256_update(stateAt, inputAt, step.length, 0);
      }
    },
    finish() {
      sodium._crypto_hash_sha256_final(stateAt, digestAt);
      const digest = sodium.HEAPU8.slice(digestAt, digestAt + 32);
      for (const pointer of [stateAt, inputAt, digestAt]) sodium._free(pointer);
      return Promise.resolve(digest);
    },
  };
}
