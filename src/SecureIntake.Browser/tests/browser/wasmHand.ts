/** A hand that has libsodium only, as in Firefox. */
import { LocalHand } from "../../seal/payload/hand.js";
import { serve } from "../../seal/payload/handService.js";
import { loadSodium, sodiumCipher, sodiumDigest } from "../../seal/payload/sodium.js";

serve(loadSodium().then(sodium => new LocalHand({ ciphers: [sodiumCipher(sodium!)], digest: () => sodiumDigest(sodium!) })));
