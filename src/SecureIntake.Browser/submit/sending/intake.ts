/** The four requests that Intake knows (FORMAT.md §7), with its answers sorted into what can be waited out and what cannot. */
import { DetailedError, Upload } from "tus-js-client";
import { nextPiece, SMALLEST_PIECE } from "./pace.js";

/** No answer, or "come back later": trying again is right. */
export class Unreachable extends Error {
  constructor(readonly why: "offline" | "busy", readonly retryAfter = 0) { super(why); }
}

/** A coded no. `status` is HTTP's, `code` the problem's, or `http` where the answer carried none. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string) { super(code); }
}

/** One part on its way; `send` may be called again after any failure and goes on where the other side stopped. */
export interface PartUpload {
  /** Resolves to the upload's id. `signal` breaks it off without losing what has arrived. */
  send(signal: AbortSignal, progress: (sent: number) => void): Promise<string>;
  /** Removes from the other side what has arrived. */
  remove(): Promise<void>;
}

export interface Intake {
  card(): Promise<unknown>;
  upload(compartment: string, blob: Blob): PartUpload;
  commit(body: string): Promise<void>;
}

/** `origin` as in `https://example.org`. */
export const intakeAt = (origin: string): Intake => ({
  card: async () => {
    const answer = await ask(new URL("/card.json", origin), { cache: "no-store" });
    try {
      return await answer.json() as unknown;
    } catch {
      throw new Refused(answer.status, "card.malformed");
    }
  },
  commit: async (body) => {
    await ask(new URL("/submissions", origin), { method: "POST", headers: { "Content-Type": "application/json" }, body });
  },
  upload: (compartment, blob) => new TusUpload(new URL(`/uploads/${compartment}`, origin).href, blob),
});

async function ask(url: URL, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, { ...init, credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
  } catch {
    throw new Unreachable("offline");
  }
  if (answer.ok) return answer;
  throw sorted(answer.status, answer.headers.get("Retry-After"), await answer.text().catch(() => ""));
}

/** An upload that was forgotten (404, 410) or stands elsewhere than we thought (409) is healed by asking again where it stands; so many times. */
const HEALINGS = 5;

/** tus 1.0 through tus-js-client: nothing stored, no metadata (a file name would be one), our own patience instead of its retries. */
class TusUpload implements PartUpload {
  readonly #upload: Upload;
  #healings = 0;
  #sent: (bytes: number) => void = () => undefined;
  #ended: { resolve: (id: string) => void; reject: (error: unknown) => void } = { resolve: () => undefined, reject: () => undefined };

  constructor(endpoint: string, blob: Blob) {
    let pieceStart = 0;
    this.#upload = new Upload(blob, {
      endpoint,
      chunkSize: SMALLEST_PIECE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(null as unknown as string),
      onBeforeRequest: () => { pieceStart = performance.now(); },
      onProgress: (sent) => this.#sent(sent),
      onChunkComplete: (piece) => { this.#upload.options.chunkSize = nextPiece(piece, performance.now() - pieceStart); },
      onSuccess: () => this.#ended.resolve(idOf(this.#upload.url)),
      onError: (error) => this.#ended.reject(error instanceof DetailedError ? this.#sortedFrom(error) : error),
    });
  }

  send(signal: AbortSignal, progress: (sent: number) => void): Promise<string> {
    this.#sent = progress;
    return new Promise<string>((resolve, reject) => {
      this.#ended = { resolve, reject };
      signal.throwIfAborted();
      signal.addEventListener("abort", () => { void this.#upload.abort(); reject(signal.reason as Error); }, { once: true });
      this.#upload.start();
    });
  }

  #sortedFrom({ originalResponse: answer }: DetailedError): Unreachable | Refused {
    if (answer === null || answer.getStatus() === 0) return new Unreachable("offline");
    const status = answer.getStatus();
    if ([404, 409, 410].includes(status) && this.#healings++ < HEALINGS) return new Unreachable("busy");
    return sorted(status, answer.getHeader("Retry-After") ?? null, answer.getBody());
  }

  async remove(): Promise<void> {
    // Whatever could not be removed is dropped by the other side after 48 hours.
    await this.#upload.abort(this.#upload.url !== null).catch(() => undefined);
  }
}

function idOf(url: string | null): string {
  const id = /\/([0-9a-f]{32})$/.exec(url ?? "")?.[1];
  if (id === undefined) throw new Refused(0, "upload.location");
  return id;
}

/** 423 and 429 pass by themselves, so does every 5xx but 507 (no room) and 501. `Retry-After` counts up to ten minutes. */
export function sorted(status: number, retryAfter: string | null, body: string): Unreachable | Refused {
  const seconds = Number(retryAfter ?? 0);
  const wait = Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), 600) * 1000 : 0;
  const passes = status === 408 || status === 423 || status === 429 || (status >= 500 && status !== 507 && status !== 501);
  return passes ? new Unreachable("busy", wait) : new Refused(status, codeOf(body));
}

function codeOf(body: string): string {
  try {
    const { code } = JSON.parse(body) as { code?: unknown };
    return typeof code === "string" && /^[a-z0-9.-]{1,64}$/.test(code) ? code : "http";
  } catch {
    return "http";
  }
}
