/**
 * Keeps the screen on while something is being sent: a telephone that goes dark stops its pages, and the sending with them. Browsers take the
 * lock away from a page that is out of sight, and may refuse it (a battery that is nearly empty); the sending then goes on without.
 */
export class Awake {
  #wanted = false;
  #lock: WakeLockSentinel | undefined;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#ask());
  }

  begin(): void {
    this.#wanted = true;
    void this.#ask();
  }

  end(): void {
    this.#wanted = false;
    this.#letGo();
  }

  async #ask(): Promise<void> {
    if (!this.#wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      this.#letGo();
      this.#lock = lock;
    } catch {
      return;
    }
    // It may have ended meanwhile.
    if (!this.#wanted) this.#letGo();
  }

  #letGo(): void {
    void this.#lock?.release();
    this.#lock = undefined;
  }
}
