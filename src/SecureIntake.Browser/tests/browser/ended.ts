/** The page of ended.test.ts: someone's work, with a key that is unlocked, watched as the staff site watches it. */
import { StaffKey } from "../../open/staffKey.js";
import { watchSession } from "../../portal/ended.js";
import { session } from "../../portal/session.js";
import { systemRandom } from "../../seal/bytes.js";

declare global {
  interface Window {
    unlocked(): boolean;
  }
}

document.body.append("SPECIMEN testimony");
session.accept({ member: "00".repeat(16), key: StaffKey.generate(systemRandom) });
window.unlocked = () => session.key() !== null;
watchSession(100);
