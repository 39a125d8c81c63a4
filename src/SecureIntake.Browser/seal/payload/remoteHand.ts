import { errorOf, HandLost, type Hand, type Piece, type SealedPiece } from "./hand.js";
import type { Answer, Order } from "./messages.js";

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
  #next = 0;
  #lost = false;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#answered(data));
    // The Worker's script could not be loaded, or died.
    worker.addEventListener("error", () => this.end());
  }

  seal(piece: Piece): Promise<SealedPiece> {
    return this.#order({ do: "seal", piece });
  }

  hash(bytes: Uint8Array, total: number): Promise<void> {
    return this.#order({ do: "hash", bytes, total }, [bytes.buffer]);
  }

  hashed(): Promise<Uint8Array> {
    return this.#order({ do: "hashed" });
  }

  digest(blob: Blob, progress?: (done: number) => void): Promise<Uint8Array> {
    return this.#order({ do: "digest", blob }, [], progress);
  }

  end(): void {
    this.#lost = true;
    clearTimeout(this.#patience);
    this.worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new HandLost());
    this.#waiting.clear();
  }

  #order<T>(order: Unnumbered, moved: readonly ArrayBufferLike[] = [], progress?: (done: number) => void): Promise<T> {
    if (this.#lost) return Promise.reject(new HandLost());
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(progress === undefined ? {} : { progress }) });
      if (this.#waiting.size === 1) this.#listen();
      this.worker.postMessage({ id, ...order }, moved as Transferable[]);
    });
  }

  /** Nobody may wait for ever at a bar that does not move. */
  #listen(): void {
    clearTimeout(this.#patience);
    if (this.#waiting.size > 0) this.#patience = setTimeout(() => this.end(), SILENCE);
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if (answer.is === "at") waiting.progress?.(answer.done);
    else this.#waiting.delete(answer.id);
    this.#listen();
    if (answer.is === "at") return;
    if (answer.is === "did") waiting.resolve(answer.result as never);
    else waiting.reject(errorOf(answer.why));
  }
}
