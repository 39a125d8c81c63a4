/** A hand that has the browser's own cipher only, as Chromium without WebAssembly. */
import { LocalHand, TOOLS } from "../../seal/payload/hand.js";
import { serve } from "../../seal/payload/handService.js";
import { nativeCipher } from "../../seal/payload/native.js";

serve(Promise.resolve(new LocalHand({ ...TOOLS, ciphers: [nativeCipher] })));
