import type { CipherMaker } from "./cipher.js";

const ALGORITHM = "ChaCha20-Poly1305";

/**
 * The browser's own cipher (Web Cryptography, "modern algorithms"): some four times as fast as script, and untouched by settings that
 * turn the script compiler off. Null where it is absent: all of Firefox and Safari, and pages that are not a secure context.
 */
export const nativeCipher: CipherMaker = async key => {
  if (!("subtle" in crypto)) return null;
  // TypeScript's library does not know the format "raw-secret" yet.
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as unknown as
    (format: "raw-secret", key: Uint8Array, algorithm: string, extractable: false, uses: ["encrypt"]) => Promise<CryptoKey>;
  let imported: CryptoKey;
  try {
    imported = await importKey("raw-secret", key, ALGORITHM, false, ["encrypt"]);
  } catch {
    return null;
  }
  return {
    path: "browser",
    async seal(iv, chunk, sealed) {
      const result = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, imported, chunk as BufferSource);
      sealed.set(new Uint8Array(result));
      letGo(result);
    },
  };
};

/**
 * Gives memory back at once: sent where nobody listens, it is gone with the message. Left to the collector the results of 200 MB pile up to
 * 250 MB before it comes.
 */
function letGo(memory: ArrayBuffer): void {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(null, [memory]);
  port1.close();
}
