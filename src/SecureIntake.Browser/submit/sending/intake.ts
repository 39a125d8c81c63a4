/** The requests that Intake knows (FORMAT.md §7), with its answers sorted into what can be waited out and what cannot. */
import { DetailedError, Upload, type HttpRequest, type HttpResponse } from "tus-js-client";
import type { LogCopy } from "../../log/reading.js";
import { concat, fromUtf8 } from "../../seal/bytes.js";
import { Patience } from "../../seal/payload/patience.js";
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

/**
 * Milliseconds without any sign after which a request counts as broken: a telephone that changed from one network to another would wait for
 * a quarter of an hour. Longer than the smallest piece takes on a line of 2 KB/s, which gives no sign before its end.
 */
const SILENCE = 180_000;

/** `origin` as in `https://example.org`. */
export const intakeAt = (origin: string, silence = SILENCE): Intake => ({
  card: async () => {
    const { status, body } = await ask(new URL("/card.json", origin), { cache: "no-store" }, silence);
    try {
      return JSON.parse(fromUtf8(body)) as unknown;
    } catch {
      throw new Refused(status, "card.malformed");
    }
  },
  commit: async (body) => {
    await ask(new URL("/submissions", origin), { method: "POST", headers: { "Content-Type": "application/json" }, body }, silence);
  },
  upload: (compartment, blob) => new TusUpload(new URL(`/uploads/${compartment}`, origin).href, blob, silence),
});

/** The copy of the log that Intake serves. Nothing of it stays in the browser's cache, where it would tell that someone looked. */
export const logAt = (origin: string, silence = SILENCE): LogCopy => ({
  file: async (path) => {
    try {
      const { body } = await ask(new URL(`/log/${path}`, origin), { cache: "no-store" }, silence);
      return body;
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    }
  },
});

async function ask(url: URL, init: RequestInit, silence: number): Promise<{ status: number; body: Uint8Array }> {
  const broken = new AbortController();
  const patience = new Patience(silence, () => broken.abort());
  patience.begin();
  let answer: Response;
  let body: Uint8Array;
  try {
    answer = await fetch(url, { ...init, credentials: "omit", referrerPolicy: "no-referrer", redirect: "error", signal: broken.signal });
    // Read here: an answer that breaks off is a broken line, not a malformed answer.
    body = await wholeOf(answer, () => patience.begin());
  } catch {
    throw new Unreachable("offline");
  } finally {
    patience.end();
  }
  if (answer.ok) return { status: answer.status, body };
  throw sorted(answer.status, answer.headers.get("Retry-After"), new TextDecoder().decode(body));
}

/** Each piece is a sign: a slow line is not a silent one. */
async function wholeOf(answer: Response, sign: () => void): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const reader = answer.body?.getReader();
  for (let piece = await reader?.read(); piece !== undefined && !piece.done; piece = await reader?.read()) {
    sign();
    pieces.push(piece.value);
  }
  return concat(...pieces);
}

/** An upload that was forgotten (404, 410) or stands elsewhere than we thought (409) is healed by asking again where it stands; so many times. */
const HEALINGS = 5;

/** tus 1.0 through tus-js-client: nothing stored, no metadata (a file name would be one), our own patience instead of its retries. */
class TusUpload implements PartUpload {
  readonly #upload: Upload;
  readonly #patience: Patience;
  #healings = 0;
  #sent: (bytes: number) => void = () => undefined;
  #ended: { resolve: (id: string) => void; reject: (error: unknown) => void } = { resolve: () => undefined, reject: () => undefined };

  constructor(endpoint: string, blob: Blob, silence: number) {
    let pieceStart = 0;
    this.#patience = new Patience(silence, () => this.#breakOff(new Unreachable("offline")));
    this.#upload = new Upload(blob, {
      endpoint,
      chunkSize: SMALLEST_PIECE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(null as unknown as string),
      onBeforeRequest: () => {
        pieceStart = performance.now();
        this.#patience.begin();
      },
      onAfterResponse: (request, answer) => check(request, answer, blob.size),
      onProgress: (sent) => {
        this.#patience.begin();
        this.#sent(sent);
      },
      onChunkComplete: (piece) => { this.#upload.options.chunkSize = nextPiece(piece, performance.now() - pieceStart); },
      onSuccess: () => this.#ended.resolve(idOf(this.#upload.url)),
      onError: (error) => this.#ended.reject(error instanceof DetailedError ? this.#sortedFrom(error) : error),
    });
  }

  async send(signal: AbortSignal, progress: (sent: number) => void): Promise<string> {
    signal.throwIfAborted();
    const stop = (): void => this.#breakOff(signal.reason);
    signal.addEventListener("abort", stop);
    this.#sent = progress;
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#ended = { resolve, reject };
        this.#upload.start();
      });
    } finally {
      signal.removeEventListener("abort", stop);
      this.#patience.end();
    }
  }

  #breakOff(why: unknown): void {
    void this.#upload.abort();
    this.#ended.reject(why);
  }

  #sortedFrom({ originalResponse: answer, causingError: cause }: DetailedError): unknown {
    if (cause instanceof Unreachable || cause instanceof Refused) return cause;
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

/**
 * What tus-js-client would take too lightly. After any failed HEAD it begins from the first byte: right only where the other side says that
 * it knows the upload no more, not while it restarts. And it believes any offset: one that does not move would be asked for without end.
 */
function check(request: HttpRequest, answer: HttpResponse, size: number): void {
  const [method, status] = [request.getMethod(), answer.getStatus()];
  if (method !== "HEAD" && method !== "PATCH") return;
  if (status < 200 || status > 299) {
    if (method === "HEAD" && status !== 404 && status !== 410) throw sorted(status, answer.getHeader("Retry-After") ?? null, answer.getBody());
    return;
  }
  const offset = Number(answer.getHeader("Upload-Offset") ?? NaN);
  const before = method === "PATCH" ? Number(request.getHeader("Upload-Offset")) : -1;
  if (!(offset > before && offset <= size)) throw new Refused(status, "upload.offset");
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
