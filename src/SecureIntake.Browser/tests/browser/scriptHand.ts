/** A hand that has script only, as in Tor Browser's safer setting. */
import { LocalHand, TOOLS } from "../../seal/payload/hand.js";
import { serve } from "../../seal/payload/handService.js";
import { scriptCipher } from "../../seal/payload/script.js";

serve(Promise.resolve(new LocalHand({ ...TOOLS, ciphers: [scriptCipher] })));
