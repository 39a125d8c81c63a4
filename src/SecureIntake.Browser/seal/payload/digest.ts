import { sha256 } from "@noble/hashes/sha2.js";

/** SHA-256 of bytes that come one after another. */
export interface Digest {
  update(bytes: Uint8Array): void;
  finish(): Promise<Uint8Array>;
}

/**
 * The browser's own SHA-256 wants all bytes at once. Up to so many they are gathered for it where there is no WebAssembly: script alone
 * hashes 34 MB/s, without a compiler 1.5, so that a video would take longer to hash than to seal.
 */
const MOST_GATHERED = 256 * 1024 * 1024;

/** @param total how many bytes will come */
export function digestWithoutSodium(total: number): Digest {
  if (total > MOST_GATHERED || !("subtle" in crypto)) return scriptDigest();
  try {
    return gathering(new Uint8Array(total));
  } catch {
    // No room for them on this device.
    return scriptDigest();
  }
}

function gathering(bytes: Uint8Array<ArrayBuffer>): Digest {
  let filled = 0;
  return {
    update(more) {
      bytes.set(more, filled);
      filled += more.length;
    },
    finish: async () => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.subarray(0, filled))),
  };
}

function scriptDigest(): Digest {
  const hash = sha256.create();
  return { update: bytes => void hash.update(bytes), finish: () => Promise.resolve(hash.digest()) };
}
