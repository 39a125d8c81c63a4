import { Encrypter } from "age-encryption";
import { blobOf, concat, derive, sha256OfBlob } from "./bytes.js";
import { isEntryName, type Compartment } from "./compartment.js";
import { SealError } from "./failure.js";
import { HEADER_LENGTH, paddedLength, sealedLength } from "./padding.js";
import { recipientBytes } from "./recipients.js";
import { tarLength, writeTar, type TarSource } from "./tar.js";

export interface PartToSeal {
  /** Id of the part, 32 hex digits. */
  readonly part: string;
  readonly compartment: Compartment;
  /** First the compartment's own JSON (FORMAT.md §2), then its files. */
  readonly entries: readonly TarSource[];
  /** `age1pq1…` */
  readonly recipient: string;
  /** Bytes of the sealed file written so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface SealedPart {
  readonly part: string;
  readonly compartment: Compartment;
  /** 1,627 bytes. */
  readonly header: Uint8Array;
  /** header ‖ payload: an ordinary age file. */
  readonly blob: Blob;
  /** SHA-256 of the payload (nonce ‖ chunks). */
  readonly payload: Uint8Array;
  /** File-key commitment: the cipher is not key-committing, this is. */
  readonly commitment: Uint8Array;
  /** 16 bytes. Whoever has it reads the payload: keep it no longer than needed. */
  readonly fileKey: Uint8Array;
}

/** Label of the file-key commitment (FORMAT.md §1). */
const COMMITMENT = "secureintake/commit/v1";

/** So many bytes are gathered before they are handed to a `Blob`, which a browser may move out of memory. */
const PIECE = 4 * 1024 * 1024;

export function commitmentTo(fileKey: Uint8Array): Uint8Array {
  return derive(fileKey, COMMITMENT);
}

/**
 * Seals one part as an age file to one hybrid recipient. Streams: memory stays flat whatever the file's size.
 * File key, nonce and encapsulation are drawn by `age-encryption` from the browser's own generator, afresh at every call:
 * sealing a part again never reuses a key.
 * Throws `part.too-large` or `source.too-large` where a fixed size is exceeded, `file.unreadable` where a file cannot be
 * read to its end.
 */
export async function sealPart(request: PartToSeal): Promise<SealedPart> {
  const { part, compartment, entries, recipient, onProgress } = request;
  const named = entries.length > 0 && entries.every(({ name }, position) => isEntryName(compartment, position, name));
  if (!named) throw new RangeError("these are not the entries of the compartment");
  recipientBytes(recipient);
  const padded = paddedLength(compartment, tarLength(entries));
  if (padded === null) throw new SealError(compartment === "source" ? "source.too-large" : "part.too-large");

  let fileKey: Uint8Array | undefined;
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  // A recipient without a stanza: it only sees the file key that the library drew, for the commitment.
  encrypter.addRecipient({ wrapFileKey: key => { fileKey = key.slice(); return []; } });
  const sealed = await encrypter.encrypt(streamOf(writeTar(entries, padded)));

  const total = sealedLength(padded);
  const { header, blob } = await collect(sealed, done => onProgress?.(done, total));
  if (fileKey === undefined) throw new Error("age-encryption asked no recipient for a stanza");
  // Everything but the files' own bytes has a known length, so a file gave more or less than it had announced.
  if (blob.size !== total) throw new SealError("file.unreadable");
  const payload = await sha256OfBlob(blob.slice(HEADER_LENGTH));
  return { part, compartment, header, blob, payload, commitment: commitmentTo(fileKey), fileKey };
}

/** Gathers the sealed file into one Blob and keeps a copy of its header. */
async function collect(sealed: ReadableStream<Uint8Array>, progress: (done: number) => void):
    Promise<{ header: Uint8Array; blob: Blob }> {
  const blobs: Blob[] = [];
  let header: Uint8Array = new Uint8Array(0);
  let gathered: Uint8Array[] = [];
  let waiting = 0;
  let done = 0;
  const reader = sealed.getReader();
  for (;;) {
    const { done: ended, value } = await reader.read();
    if (ended) break;
    if (header.length < HEADER_LENGTH) header = concat(header, value.subarray(0, HEADER_LENGTH - header.length));
    gathered.push(value);
    waiting += value.length;
    done += value.length;
    if (waiting >= PIECE) {
      blobs.push(blobOf(gathered));
      gathered = [];
      waiting = 0;
      progress(done);
    }
  }
  progress(done);
  return { header, blob: blobOf([...blobs, ...gathered]) };
}

/** Pull-driven, so the next piece of a file is read only when the last one has been sealed. */
function streamOf(pieces: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error instanceof DOMException ? new SealError("file.unreadable") : error);
      }
    },
    async cancel() {
      await pieces.return();
    },
  });
}
