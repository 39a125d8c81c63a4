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

// The browser's own cipher goes first, some four times as fast as libsodium; but only libsodium hashes what comes piece by piece.
serve(loadSodium().then(sodium => new LocalHand(sodium === null
  ? { ciphers: CIPHERS, digest: digestWithoutSodium }
  : { ciphers: [nativeCipher, sodiumCipher(sodium), scriptCipher], digest: () => sodiumDigest(sodium) })));
