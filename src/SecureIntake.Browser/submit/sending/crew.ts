/** The Workers that seal large files: two, since reading and sealing keep two cores busy and telephones have no memory for more. */
import { HandLost, type Hand } from "../../seal/payload/hand.js";
import { RemoteHand } from "../../seal/payload/remoteHand.js";
import { workersFrom } from "./trusted.js";

/** Set by build.mjs: the address of seal/payload/handWorker.ts as a bundle, with its hash. */
declare const HAND_URL: string;

const SIZE = 2;

export interface Crew {
  /** Starts them at the first call. Throws `HandLost` where a Worker cannot have Workers of its own. */
  readonly hands: () => readonly Hand[];
  /** Lets them go, with all memory they hold; the next call of `hands` starts others. */
  readonly end: () => void;
}

export function crewOfWorkers(): Crew {
  const start = workersFrom(HAND_URL);
  let hands: readonly Hand[] | undefined;
  return {
    hands: () => {
      if (typeof Worker === "undefined") throw new HandLost();
      return (hands ??= Array.from({ length: SIZE }, () => new RemoteHand(start())));
    },
    end: () => {
      hands?.forEach((hand) => hand.end());
      hands = undefined;
    },
  };
}
