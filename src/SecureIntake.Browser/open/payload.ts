import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat } from "../seal/bytes.js";
import { CHUNK, chunkNonce, PAYLOAD_NONCE, payloadKey, TAG } from "../seal/payload/stream.js";
import { OpenError } from "./failure.js";

const SEALED_CHUNK = CHUNK + TAG;

/**
 * Opens a payload (nonce ‖ chunks) chunk by chunk: a chunk is yielded after its tag was verified, and never a byte of one that fails.
 * The caller must reach the end before it believes that nothing is missing.
 *
 * Throws `header.malformed` for a nonce that is cut off, which age counts to the header, and `payload.malformed` for a chunk that is
 * altered, moved, missing or too much.
 */
export async function* openPayload(fileKey: Uint8Array, payload: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const source = new Exactly(payload);
  try {
    const nonce = await source.take(PAYLOAD_NONCE);
    if (nonce.length < PAYLOAD_NONCE) throw new OpenError("header.malformed");
    const key = payloadKey(fileKey, nonce);
    for (let counter = 0; ; counter++) {
      const chunk = await source.take(SEALED_CHUNK);
      // The flag in a chunk's nonce says whether it is the last; a short one can be nothing else.
      const within = chunk.length === SEALED_CHUNK ? openChunk(key, chunk, counter, false) : null;
      const plaintext = within ?? openChunk(key, chunk, counter, true);
      if (plaintext === null || (plaintext.length === 0 && counter > 0)) throw malformed();
      yield plaintext;
      if (within !== null) continue;
      if (await source.more()) throw malformed();
      return;
    }
  } finally {
    await source.end();
  }
}

/** Null where the tag is not that of this chunk at this place. */
function openChunk(key: Uint8Array, chunk: Uint8Array, counter: number, last: boolean): Uint8Array | null {
  if (chunk.length < TAG) return null;
  try {
    return chacha20poly1305(key, chunkNonce(counter, last)).decrypt(chunk);
  } catch {
    return null;
  }
}

/** Pieces of any size in, exactly as many bytes as asked for out. */
class Exactly {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #pieces: Uint8Array[] = [];
  #held = 0;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** Fewer than `count` bytes only at the end of the stream. */
  async take(count: number): Promise<Uint8Array> {
    while (this.#held < count && await this.#read());
    const whole = this.#pieces.length === 1 ? this.#pieces[0]! : concat(...this.#pieces);
    const rest = whole.subarray(count);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return whole.subarray(0, count);
  }

  async more(): Promise<boolean> {
    while (this.#held === 0 && await this.#read());
    return this.#held > 0;
  }

  async end(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  async #read(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    this.#pieces.push(value);
    this.#held += value.length;
    return true;
  }
}

function malformed(): OpenError {
  return new OpenError("payload.malformed");
}
