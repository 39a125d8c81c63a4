/**
 * The unlocked staff key: in the memory of this tab and nowhere else. It goes when the tab reloads, after fifteen idle minutes, and on "Lock",
 * which reaches every tab of this browser.
 */
import type { StaffKey } from "../open/staffKey.js";

const IDLE_MS = 15 * 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

export interface Unlocked {
  /** Member id. */
  readonly member: string;
  readonly key: StaffKey;
}

/** How a key is unlocked; the dialog registers itself, so that this module draws nothing. Null: the person gave up. */
export type Unlocker = () => Promise<Unlocked | null>;

class Session extends EventTarget {
  #unlocked: Unlocked | null = null;
  #unlocker: Unlocker = () => Promise.resolve(null);
  #asking: Promise<Unlocked | null> | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #locksAt = 0;
  readonly #tabs = new BroadcastChannel("staff-key");

  constructor() {
    super();
    this.#tabs.addEventListener("message", () => this.#forget());
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, () => this.#stayAwake(), { passive: true, capture: true });
  }

  /** The unlocked key, or null. Listen to `change` to know when that changes. */
  key(): StaffKey | null {
    return this.unlocked?.key ?? null;
  }

  /** Member id and key, or null. */
  get unlocked(): Unlocked | null {
    // The timer stands still while a device sleeps; the clock does not.
    if (Date.now() > this.#locksAt) this.#forget();
    return this.#unlocked;
  }

  /** The key, after asking for it where it is locked. Null: the person gave up. */
  async unlock(): Promise<Unlocked | null> {
    if (this.unlocked !== null) return this.unlocked;
    this.#asking ??= this.#unlocker().finally(() => (this.#asking = null));
    const unlocked = await this.#asking;
    if (unlocked !== null) this.accept(unlocked);
    return unlocked;
  }

  /** Takes a key that has just been made or unlocked. */
  accept(unlocked: Unlocked): void {
    this.#locksAt = Date.now() + IDLE_MS;
    this.#unlocked = unlocked;
    this.#stayAwake();
    this.dispatchEvent(new Event("change"));
  }

  /** Forgets the key, in this tab and in the others. */
  lock(): void {
    this.#tabs.postMessage("lock");
    this.#forget();
  }

  unlockBy(unlocker: Unlocker): void {
    this.#unlocker = unlocker;
  }

  #forget(): void {
    clearTimeout(this.#idle);
    if (this.#unlocked === null) return;
    this.#unlocked = null;
    this.dispatchEvent(new Event("change"));
  }

  #stayAwake(): void {
    if (this.unlocked === null) return;
    clearTimeout(this.#idle);
    this.#locksAt = Date.now() + IDLE_MS;
    this.#idle = setTimeout(() => this.#forget(), IDLE_MS);
  }
}

/** The one session of this tab. */
export const session = new Session();
