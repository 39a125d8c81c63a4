/** A hand in which the collector runs all the time, as it may anywhere at any moment. Needs `--js-flags=--expose-gc`. */
import { LocalHand } from "../../seal/payload/hand.js";
import { serve } from "../../seal/payload/handService.js";

const { gc } = globalThis as unknown as { gc: () => void };
setInterval(gc, 2);
serve(Promise.resolve(new LocalHand()));
