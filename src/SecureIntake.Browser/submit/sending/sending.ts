/**
 * One submission on its way: read, seal, send each part, commit. Runs in the Worker, knows neither DOM nor network (both are given).
 *
 * What survives: a broken connection is waited out, a pause keeps what has arrived, "again" after a problem goes on from there. Once, what
 * the commit finds wrong is healed without asking: a desk week that grew too old is sealed afresh, uploads that were lost are sent again.
 */
import { verifyCard, type VerifiedCard } from "../../seal/documents.js";
import { SealError } from "../../seal/failure.js";
import { commitBody, sealSubmission, type Draft, type SealedSubmission, type SealingProgress } from "../../seal/submission.js";
import type { Crew } from "./crew.js";
import { Refused, Unreachable, type Intake, type PartUpload } from "./intake.js";
import { overall, Pace, retryDelay } from "./pace.js";
import { problemOf } from "./problem.js";
import type { Item, ItemStage, SendingState } from "./protocol.js";

export interface Surroundings {
  readonly intake: Intake;
  /** Workers for large files; without them everything is sealed in this thread. */
  readonly crew?: Crew;
  readonly report: (state: SendingState) => void;
  /** Milliseconds. */
  readonly now: () => number;
  /** Today in UTC, `YYYY-MM-DD`. */
  readonly today: () => string;
  /** Resolves after `ms`, or at once when the connection is back. */
  readonly wait: (ms: number) => Promise<void>;
}

interface Part { readonly upload: PartUpload; readonly size: number; sent: number; id: string | undefined }

export class Sending {
  #stages: ItemStage[];
  #sealed: SealedSubmission | undefined;
  #sealing = 0;
  #parts: Part[] = [];
  #pace = new Pace();
  #break = new AbortController();
  #resumed: Promise<void> = Promise.resolve();
  #resume: (() => void) | undefined;
  #waiting: "offline" | "busy" | undefined;
  #renewed = false;
  #running: Promise<void> | undefined;
  /** A piece that broke off is sent again; the bar waits there rather than running back. */
  #shown = 0;

  constructor(private readonly draft: Draft, private readonly root: string, private readonly around: Surroundings) {
    this.#stages = Array<ItemStage>(draft.evidence.length + 2).fill("waiting");
  }

  /**
   * Returns when the submission is committed or a problem stands in the way; both are reported. May be called again after a problem; a second
   * press of the button meanwhile begins nothing, or there would be two submissions.
   */
  run(): Promise<void> {
    return (this.#running ??= this.#run().finally(() => { this.#running = undefined; }));
  }

  async #run(): Promise<void> {
    try {
      await this.#seal();
      const refusal = await this.#deliver();
      if (refusal !== undefined) {
        await this.#heal(refusal);
        const again = await this.#deliver();
        if (again !== undefined) throw again;
      }
      this.#tell({ receipt: this.#sealed!.receipt });
    } catch (error) {
      this.#tell({ problem: problemOf(error, this.#reading()) });
    }
  }

  pause(): void {
    if (this.#resume !== undefined) return;
    this.#resumed = new Promise((resolve) => { this.#resume = resolve; });
    this.#break.abort();
    this.#tell();
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.#break = new AbortController();
    this.#pace.forget();
    this.#tell();
  }

  /** With a card of this moment: between two tries a night may have passed. */
  async #seal(fresh?: VerifiedCard): Promise<void> {
    if (this.#sealed !== undefined) return;
    const card = fresh ?? await this.#freshCard();
    if (this.draft.evidence.length > 0) this.#stages[2] = "reading";
    this.#tell();
    this.#pace.forget();
    const { crew } = this.around;
    try {
      this.#sealed = await sealSubmission(this.draft, card, {
        ...(crew === undefined ? {} : { crew: crew.hands }), onProgress: (progress) => this.#sealingAt(progress),
      });
    } finally {
      crew?.end();
    }
    this.#sealing = 1;
    this.#pace.forget();
    this.#stages.fill("sealed");
    this.#parts = this.#sealed.uploads.map(({ compartment, blob }) => ({
      upload: this.around.intake.upload(compartment, blob), size: blob.size, sent: 0, id: undefined,
    }));
    this.#tell();
  }

  async #sealAgain(card: VerifiedCard): Promise<void> {
    const old = this.#parts;
    this.#sealed = undefined;
    this.#parts = [];
    this.#renewed = true;
    this.#sealing = 0;
    this.#shown = 0;
    this.#stages.fill("waiting");
    // Not waited for: a line that has just fallen silent would keep everything waiting.
    for (const { upload } of old) void upload.remove();
    await this.#seal(card);
  }

  async #send(): Promise<void> {
    for (const [index, part] of this.#parts.entries()) {
      if (part.id !== undefined) continue;
      this.#mark(index, "sending");
      part.id = await this.#patiently(() => part.upload.send(this.#break.signal, (sent) => {
        part.sent = sent;
        this.#pace.add(this.around.now(), this.#sentBytes());
        this.#tell();
      }));
      part.sent = part.size;
      this.#mark(index, "safe");
    }
  }

  /** Sends what is missing and commits; the refusal, if the other side did not take the whole. A repeated commit is no second one. */
  async #deliver(): Promise<Refused | undefined> {
    await this.#send();
    try {
      await this.#patiently(() => this.around.intake.commit(commitBody(this.#sealed!, this.#parts.map(({ id }) => id!))));
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }

  async #heal(refusal: Refused): Promise<void> {
    switch (refusal.code) {
      case "submission.week": {
        const card = await this.#freshCard();
        if (card.week === this.#sealed!.week) throw refusal;
        return this.#sealAgain(card);
      }
      case "upload.unknown":
      case "submission.incomplete":
        // Each part asks anew where it stands; one that is there costs a HEAD.
        for (const part of this.#parts) part.id = undefined;
        return;
      default:
        throw refusal;
    }
  }

  async #freshCard(): Promise<VerifiedCard> {
    return verifyCard(await this.#patiently(() => this.around.intake.card()), this.root, this.around.today());
  }

  /** Repeats what the connection or a busy server interrupted, for as long as it takes; a pause waits for its end first. */
  async #patiently<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      await this.#resumed;
      try {
        const result = await act();
        this.#waiting = undefined;
        return result;
      } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") continue; // paused
        if (!(error instanceof Unreachable)) throw error;
        this.#waiting = error.why;
        this.#pace.forget();
        this.#tell();
        await this.around.wait(retryDelay(attempt, error.retryAfter));
      }
    }
  }

  #sealingAt({ index, count, done, total, share }: SealingProgress): void {
    const item = this.#itemOf(index, count);
    const finished = done >= total;
    this.#stages[item] = finished ? "sealed" : "sealing";
    if (finished && index + 1 < this.draft.evidence.length) this.#stages[item + 1] = "reading";
    this.#sealing = share;
    this.#pace.add(this.around.now(), share);
    this.#tell();
  }

  /** Items: 0 the answers, 1 the envelope, then the files. Parts: files first, the account last. */
  #itemOf(part: number, count: number): number {
    if (part < this.draft.evidence.length) return part + 2;
    return part === count - 1 ? 0 : 1;
  }

  #mark(part: number, stage: "sending" | "safe"): void {
    const item = this.#itemOf(part, this.#parts.length);
    const unfinished = this.#parts.some(({ id }, at) => id === undefined && this.#itemOf(at, this.#parts.length) === item);
    this.#stages[item] = unfinished ? "sending" : stage;
    this.#tell();
  }

  /** The evidence file being read when something failed. */
  #reading(): number | undefined {
    const item = this.#stages.findIndex((stage, at) => at >= 2 && (stage === "reading" || stage === "sealing"));
    return item < 0 ? undefined : item - 2;
  }

  #sentBytes(): number {
    return this.#parts.reduce((sum, { sent }) => sum + sent, 0);
  }

  #tell(end: Pick<SendingState, "problem" | "receipt"> = {}): void {
    const all = this.#parts.reduce((sum, { size }) => sum + size, 0);
    const sent = this.#sentBytes();
    this.#shown = end.receipt !== undefined ? 1 : Math.max(this.#shown, overall(this.#sealing, all > 0 ? sent / all : 0));
    const secondsLeft = all > 0 ? this.#pace.secondsLeft(all - sent) : this.#pace.secondsLeft(1 - this.#sealing);
    this.around.report({
      items: this.#stages.map((stage, at): Item => ({ what: at === 0 ? "answers" : at === 1 ? "envelope" : at - 2, stage })),
      done: this.#shown,
      sealing: this.#sealed === undefined,
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
      paused: this.#resume !== undefined,
      ...(this.#waiting === undefined ? {} : { waiting: this.#waiting }),
      renewed: this.#renewed,
      ...end,
    });
  }
}

/** The card alone, before anyone types: whether this page could seal today. */
export async function checkCard(root: string, { intake, today }: Pick<Surroundings, "intake" | "today">): Promise<void> {
  if (root === "") throw new SealError("card.root");
  verifyCard(await intake.card(), root, today());
}
