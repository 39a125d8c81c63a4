/** The page of awake.test.ts: what keeps the screen on, and every lock that the browser gave for it. */
import { Awake } from "../../submit/sending/awake.js";

declare global {
  interface Window {
    awake: Awake;
    /** Locks that the browser gave and that still hold. */
    held(): number;
  }
}

const given: WakeLockSentinel[] = [];
const request = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async type => {
  const lock = await request(type);
  given.push(lock);
  return lock;
};
window.awake = new Awake();
window.held = () => given.filter(({ released }) => !released).length;
