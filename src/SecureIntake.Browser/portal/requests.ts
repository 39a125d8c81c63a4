/** Requests to our own endpoints: JSON both ways, the antiforgery token on whatever changes something, failures as coded errors. */

/** A refusal by the server (`application/problem+json`) or a request that never arrived (`network.failed`, status 0). */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

/** GET as JSON. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await answer(path, "GET", undefined, signal)).json() as Promise<T>;
}

/** GET as bytes. */
export async function getBytes(path: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await answer(path, "GET", undefined, signal)).arrayBuffer());
}

/** GET as a stream of bytes, for what is too large to wait for whole. */
export async function getStream(path: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const { body } = await answer(path, "GET", undefined, signal);
  if (body === null) throw new Refused("network.failed", 0);
  return body;
}

/** POST or PUT of JSON; the answer's JSON, or undefined where it has none. */
export async function send<T = undefined>(method: "POST" | "PUT", path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await answer(path, method, body, signal);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A session began on this page: the antiforgery token that the page came with belonged to nobody. */
export function adoptToken(token: string): void {
  const element = tokenElement();
  if (element !== null) element.content = token;
}

function tokenElement(): HTMLMetaElement | null {
  return document.querySelector('meta[name="csrf"]');
}

async function answer(path: string, method: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") {
    headers["Content-Type"] = "application/json";
    headers["X-CSRF-TOKEN"] = tokenElement()?.content ?? "";
  }
  const init: RequestInit = { method, headers, credentials: "same-origin", redirect: "error", cache: "no-store" };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal !== undefined) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused("network.failed", 0);
  }
  if (!response.ok) throw new Refused(await codeIn(response), response.status);
  return response;
}

async function codeIn(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { code?: unknown };
    return typeof problem.code === "string" ? problem.code : "server.failed";
  } catch {
    return "server.failed";
  }
}
