import { sha256 } from "@noble/hashes/sha2.js";
import { blobOf, equal, fromB64 } from "../seal/bytes.js";
import { isEntryName, type Compartment } from "../seal/compartment.js";
import { isPadded } from "../seal/padding.js";
import { commitmentTo } from "../seal/part.js";
import { TarError, TarReader, type TarEntry } from "../seal/tar.js";
import { OpenError } from "./failure.js";
import { fileKeyOf } from "./header.js";
import type { Identity } from "./identity.js";
import { openPayload } from "./payload.js";

export type { TarEntry } from "../seal/tar.js";

/** What account or grant say of the part; a payload that is another one is named as such. */
export interface ExpectedPart {
  readonly compartment: Compartment;
  /** Payload digest, b64 of 32 bytes. */
  readonly payload: string;
  /** File-key commitment, b64 of 32 bytes. */
  readonly commitment: string;
}

/**
 * Opens one part: the tar's entries, the compartment's JSON first.
 *
 * Everything is checked before anything is returned: header MAC, commitment, every chunk's tag and the last one's flag,
 * the payload's digest, the tar and its padding. Throws `OpenError`.
 *
 * @param header as the portal hands it out after the log's proof
 * @param payload nonce ‖ chunks; a stream is read once and not held
 */
export async function openPart(
    header: Uint8Array, payload: ReadableStream<Uint8Array> | Blob | Uint8Array, identity: Identity, expected: ExpectedPart,
): Promise<TarEntry[]> {
  const fileKey = await fileKeyOf(header, identity);
  if (!equal(commitmentTo(fileKey), fromB64(expected.commitment))) throw new OpenError("payload.commitment");

  const digest = sha256.create();
  const reader = new TarReader();
  const length = await decrypt(streamOf(payload), fileKey, piece => digest.update(piece), piece => reader.push(piece));
  if (!equal(digest.digest(), fromB64(expected.payload))) throw new OpenError("payload.digest");
  return checked(reader, length, expected.compartment);
}

/** @returns length of the plaintext */
async function decrypt(
    payload: ReadableStream<Uint8Array>, fileKey: Uint8Array, sealed: (piece: Uint8Array) => void, opened: (piece: Uint8Array) => void,
): Promise<number> {
  let length = 0;
  try {
    for await (const piece of openPayload(fileKey, watched(payload, sealed))) {
      length += piece.length;
      opened(piece);
    }
    return length;
  } catch (error) {
    throw new OpenError(error instanceof TarError ? "content.malformed" : "payload.malformed");
  }
}

function checked(reader: TarReader, length: number, compartment: Compartment): TarEntry[] {
  let entries: TarEntry[];
  try {
    entries = reader.finish();
  } catch {
    throw new OpenError("content.malformed");
  }
  // The compartment is bound inside: a part of another compartment under this one's name is refused.
  const named = entries.length > 0 && entries.every(({ name }, position) => isEntryName(compartment, position, name));
  if (!named || !isPadded(compartment, length)) throw new OpenError("content.malformed");
  return entries;
}

function watched(payload: ReadableStream<Uint8Array>, watch: (piece: Uint8Array) => void): ReadableStream<Uint8Array> {
  return payload.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => {
      watch(piece);
      controller.enqueue(piece);
    },
  }));
}

function streamOf(payload: ReadableStream<Uint8Array> | Blob | Uint8Array): ReadableStream<Uint8Array> {
  if (payload instanceof ReadableStream) return payload;
  return payload instanceof Blob ? payload.stream() : blobOf([payload]).stream();
}
