import { errorOf, HandLost, type Hand, type Piece, type SealedPiece } from "./hand.js";
import type { Answer, Order } from "./messages.js";
import { Patience } from "./patience.js";

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly progress?: (done: number) => void;
}

/** Milliseconds without any answer after which a Worker counts as gone; without a script compiler a piece takes some two seconds. */
const SILENCE = 60_000;

type Unnumbered = Order extends infer One ? One extends Order ? Omit<One, "id"> : never : never;

/** This thread's end of a Worker that runs handWorker.ts. */
export class RemoteHand implements Hand {
  readonly #waiting = new Map<number, Waiting>();
  /** Nobody may wait for ever at a bar that does not move. */
  readonly #patience: Patience;
  #next = 0;
  #lost = false;

  constructor(private readonly worker: Worker, silence = SILENCE) {
    this.#patience = new Patience(silence, () => this.end());
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#answered(data));
    // The Worker's script could not be loaded, or died; an answer found no room in this thread.
    worker.addEventListener("error", () => this.end());
    worker.addEventListener("messageerror", () => this.end());
  }

  seal(piece: Piece): Promise<SealedPiece> {
    return this.#order({ do: "seal", piece }, [piece.bytes.buffer]);
  }

  hash(bytes: Uint8Array<ArrayBuffer>, at: number, total: number): Promise<ArrayBuffer> {
    return this.#order({ do: "hash", bytes, at, total }, [bytes.buffer]);
  }

  hashed(): Promise<Uint8Array> {
    return this.#order({ do: "hashed" });
  }

  digest(blob: Blob, progress?: (done: number) => void): Promise<Uint8Array> {
    return this.#order({ do: "digest", blob }, [], progress);
  }

  end(): void {
    this.#lost = true;
    this.#patience.end();
    this.worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new HandLost());
    this.#waiting.clear();
  }

  #order<T>(order: Unnumbered, moved: readonly ArrayBuffer[] = [], progress?: (done: number) => void): Promise<T> {
    if (this.#lost) return Promise.reject(new HandLost());
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(progress === undefined ? {} : { progress }) });
      if (this.#waiting.size === 1) this.#patience.begin();
      this.worker.postMessage({ id, ...order }, moved as Transferable[]);
    });
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#patience.begin();
    if (answer.is === "at") return waiting.progress?.(answer.done);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#patience.end();
    if (answer.is === "did") waiting.resolve(answer.result as never);
    else waiting.reject(errorOf(answer.why));
  }
}
