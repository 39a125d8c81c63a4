/**
 * A Worker that is one hand. It alone of the whole site may compile WebAssembly (ops/decisions/0006): it knows no page and no network
 * but its own scripts, and no key but that of the payload it works on.
 */
import { CIPHERS } from "./cipher.js";
import { digestWithoutSodium } from "./digest.js";
import { LocalHand } from "./hand.js";
import { serve } from "./handService.js";
import { nativeCipher } from "./native.js";
import { scriptCipher } from "./script.js";
import { loadSodium, sodiumCipher, sodiumDigest } from "./sodium.js";

// Where both are there libsodium goes first: measured in two Workers it was ahead of Chromium's own cipher in every run, which makes a
// promise and two copies of every chunk and waits for threads that are not ours. Without WebAssembly the browser's own is far ahead of script.
serve(loadSodium().then(sodium => new LocalHand(sodium === null
  ? { ciphers: CIPHERS, digest: digestWithoutSodium }
  : { ciphers: [sodiumCipher(sodium), nativeCipher, scriptCipher], digest: () => sodiumDigest(sodium) })));
