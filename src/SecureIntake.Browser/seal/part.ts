import { blobOf, derive, systemRandom, type Random } from "./bytes.js";
import { isEntryName, type Compartment } from "./compartment.js";
import { SealError } from "./failure.js";
import { newHeader } from "./header.js";
import { paddedLength, sealedLength } from "./padding.js";
import type { Path } from "./payload/cipher.js";
import { HandLost, LocalHand, type Hand } from "./payload/hand.js";
import { sealPayload, type Late } from "./payload/payload.js";
import { PAYLOAD_NONCE } from "./payload/stream.js";
import { recipientBytes } from "./recipients.js";
import { contentOffset, tarLength, writeTar, type TarSource } from "./tar.js";

export interface PartToSeal {
  /** Id of the part, 32 hex digits. */
  readonly part: string;
  readonly compartment: Compartment;
  /** First the compartment's own JSON (FORMAT.md §2), then its files. */
  readonly entries: readonly TarSource[];
  /** `age1pq1…` */
  readonly recipient: string;
  /**
   * The first entry once the SHA-256 of the second one, a file, is known; as long as what stands in `entries`. So a file is read only
   * once, and its record tells of the bytes that were sealed even where it changed meanwhile.
   */
  readonly record?: (digest: Uint8Array) => Uint8Array;
  /** Draws the payload's nonce. */
  readonly random?: Random;
  /** Workers for large parts, started at the first call. */
  readonly crew?: () => readonly Hand[];
  /** Bytes of the sealed file done so far, and in all. */
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

/** Parts from this size on are worth starting Workers for. */
const LARGE = 4 * 1024 * 1024;

/** How much of the time goes by before the payload's digest is begun, which is quick where only script is slow. */
const SEALING_SHARE: Readonly<Record<Path, number>> = { browser: 0.6, wasm: 0.6, script: 0.95 };

export function commitmentTo(fileKey: Uint8Array): Uint8Array {
  return derive(fileKey, COMMITMENT);
}

/**
 * Seals one part as an age file to one hybrid recipient. Streams: memory stays flat whatever the file's size, and every file is read
 * once. `age-encryption` makes the header and draws the file key from the browser's own generator, afresh at every call and at every
 * new beginning: no key ever seals two versions of a part.
 * Throws `part.too-large` or `source.too-large` where a fixed size is exceeded, `file.unreadable` where a file cannot be
 * read to its end, `device.full` where the sealed part cannot.
 */
export async function sealPart(request: PartToSeal): Promise<SealedPart> {
  const { compartment, entries, recipient, crew } = request;
  const named = entries.length > 0 && entries.every(({ name }, position) => isEntryName(compartment, position, name));
  if (!named) throw new RangeError("these are not the entries of the compartment");
  recipientBytes(recipient);
  const padded = paddedLength(compartment, tarLength(entries));
  if (padded === null) throw new SealError(compartment === "source" ? "source.too-large" : "part.too-large");

  if (crew !== undefined && padded >= LARGE) {
    let hands: readonly Hand[] = [];
    try {
      return await sealWith(hands = crew(), request, padded);
    } catch (error) {
      // A Worker is gone; here it goes on, slower. From the beginning: the file may be another one by now.
      if (!(error instanceof HandLost)) throw error;
      // Often for want of memory: the others give back theirs.
      hands.forEach(hand => hand.end());
    }
  }
  return sealWith([new LocalHand()], request, padded);
}

async function sealWith(hands: readonly Hand[], request: PartToSeal, padded: number): Promise<SealedPart> {
  const { part, compartment, entries, recipient, record, onProgress, random = systemRandom } = request;
  const { header, fileKey } = await newHeader(recipient);
  const total = sealedLength(padded);
  const tell = (share: number): void => onProgress?.(Math.floor(share * total), total);
  const { blob: payload, path } = await sealPayload({
    plaintext: writeTar(entries, padded), fileKey, nonce: random(PAYLOAD_NONCE), hands,
    ...(record === undefined ? {} : { late: lateRecord(entries, record) }),
    onProgress: (done, by) => tell(SEALING_SHARE[by] * (done / padded)),
  });
  const before = SEALING_SHARE[path];
  const digest = await hands[0]!.digest(payload, done => {
    if (done < payload.size) tell(before + (1 - before) * (done / payload.size));
  }).catch(whereNoRoomWas);
  tell(1);
  return { part, compartment, header, blob: blobOf([header, payload]), payload: digest, commitment: commitmentTo(fileKey), fileKey };
}

/** Browsers take any number of bytes for a Blob and say only to its reader that there was no room for them. */
function whereNoRoomWas(error: unknown): never {
  throw error instanceof SealError && error.code === "file.unreadable" ? new SealError("device.full") : error;
}

/** The record stands first in the archive and tells of the file behind it. */
function lateRecord(entries: readonly TarSource[], make: (digest: Uint8Array) => Uint8Array): Late {
  const [record, file] = entries;
  if (!(record?.content instanceof Uint8Array) || !(file?.content instanceof Blob)) throw new RangeError("a late record tells of one file");
  const from = contentOffset(entries, 1);
  return { at: contentOffset(entries, 0), length: record.content.length, from, to: from + file.content.size, make };
}
