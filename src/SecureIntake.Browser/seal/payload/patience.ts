/** Looks in one silence. */
const LOOKS = 12;

/**
 * Notices that another thread, or the other side, has fallen silent. It counts looks rather than the clock: a telephone that slept for an
 * hour, and its page with it, has missed one look, and what it waits for may come right after.
 */
export class Patience {
  #looks = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param silence milliseconds without a sign after which `lost` is called, once */
  constructor(private readonly silence: number, private readonly lost: () => void) {}

  /** Something is awaited from now on, or has just given a sign. */
  begin(): void {
    this.#looks = 0;
    this.#timer ??= this.#next();
  }

  /** Nothing is awaited. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#look(), this.silence / LOOKS);
  }

  #look(): void {
    if (++this.#looks < LOOKS) {
      this.#timer = this.#next();
      return;
    }
    this.end();
    this.lost();
  }
}
