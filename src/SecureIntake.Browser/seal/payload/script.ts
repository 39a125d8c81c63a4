import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import type { CipherMaker } from "./cipher.js";

/** Works everywhere, at some 40 MB/s; without a script compiler (Tor Browser's safer setting) at about 2. */
export const scriptCipher: CipherMaker = key => Promise.resolve({
  path: "script",
  seal(nonce, chunk, sealed) {
    chacha20poly1305(key, nonce).encrypt(chunk, sealed);
  },
});
