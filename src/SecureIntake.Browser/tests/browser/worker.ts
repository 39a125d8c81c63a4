/** The Worker of page.ts. */
import { Encrypter } from "age-encryption";
import { blobOf, newId, systemRandom, toB64, toUtf8 } from "../../seal/bytes.js";
import { newHeader } from "../../seal/header.js";
import { sealPart } from "../../seal/part.js";
import type { Path } from "../../seal/payload/cipher.js";
import { LocalHand, type Hand } from "../../seal/payload/hand.js";
import { sealPayload } from "../../seal/payload/payload.js";
import { workersFrom } from "../../submit/sending/trusted.js";
import { readThrough } from "../../seal/payload/reading.js";
import { RemoteHand } from "../../seal/payload/remoteHand.js";

declare const HAND_URLS: Readonly<Record<Way, string>>;

/** `best` is what the submit client has: whichever cipher is the fastest here; `collected` has the collector run all the time. */
export type Way = "best" | "native" | "wasm" | "script" | "collected";

export interface Asked {
  readonly file: File;
  /** `library`: age-encryption alone; `file`: the same age file by ours; `part`: a whole part with tar and both digests. */
  readonly make: "library" | "file" | "part";
  readonly way: Way;
  readonly hands: number;
  readonly recipient: string;
  /** Whether the sealed bytes are wanted (base64); else their length and digest do. */
  readonly bytes: boolean;
}

export interface Answered {
  readonly ms: number;
  readonly path: Path | "library";
  readonly length: number;
  readonly sealed?: string;
  readonly failed?: string;
}

const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener("message", ({ data }: MessageEvent<Asked>) => void answer(data));

async function answer(asked: Asked): Promise<void> {
  let path: Answered["path"] = "library";
  const start = workersFrom(HAND_URLS[asked.way]);
  const hands = Array.from({ length: asked.hands }, () => watched(new RemoteHand(start())));
  function watched(hand: Hand): Hand {
    const seal = hand.seal.bind(hand);
    hand.seal = async piece => {
      const sealed = await seal(piece);
      path = sealed.path;
      return sealed;
    };
    return hand;
  }
  const begin = performance.now();
  try {
    const blob = await MAKE[asked.make](asked, hands.length > 0 ? hands : [new LocalHand()]);
    const ms = performance.now() - begin;
    scope.postMessage({ ms, path, length: blob.size, ...(asked.bytes ? { sealed: await base64(blob) } : {}) } satisfies Answered);
  } catch (error) {
    scope.postMessage({ ms: 0, path, length: 0, failed: (error as Error).message || (error as Error).name } satisfies Answered);
  } finally {
    hands.forEach(hand => hand.end());
  }
}

const MAKE: Readonly<Record<Asked["make"], (asked: Asked, hands: readonly Hand[]) => Promise<Blob>>> = {
  async library({ file, recipient }) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const reader = (await encrypter.encrypt(file.stream())).getReader();
    const blobs: Blob[] = [];
    let pieces: Uint8Array[] = [];
    for (let held = 0; ;) {
      const { done, value } = await reader.read();
      if (done) return blobOf([...blobs, ...pieces]);
      pieces.push(value);
      held += value.length;
      if (held >= 4 * 1024 * 1024) {
        blobs.push(blobOf(pieces));
        pieces = [];
        held = 0;
      }
    }
  },
  async file({ file, recipient }, hands) {
    const { header, fileKey } = await newHeader(recipient);
    const { blob } = await sealPayload({ plaintext: file, fileKey, nonce: systemRandom(16), hands });
    return blobOf([header, blob]);
  },
  async part({ file, recipient }, hands) {
    const record = (digest: Uint8Array): Uint8Array => toUtf8(JSON.stringify({ sha256: toB64(digest) }));
    const entries = [{ name: "evidence.json", content: record(new Uint8Array(32)) }, { name: "evidence.mp4", content: file }];
    const { blob } = await sealPart({
      part: newId(), compartment: "evidence", entries, recipient, record, crew: () => hands,
      onProgress: (done, total) => scope.postMessage({ progress: done / total }),
    });
    return blob;
  },
};

async function base64(blob: Blob): Promise<string> {
  const pieces: string[] = [];
  await readThrough(blob, piece => {
    for (let at = 0; at < piece.length; at += 30_000) pieces.push(String.fromCharCode(...piece.subarray(at, at + 30_000)));
  });
  return btoa(pieces.join(""));
}
