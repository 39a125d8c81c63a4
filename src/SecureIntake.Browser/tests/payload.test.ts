import { Decrypter } from "age-encryption";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { openPayload } from "../open/payload.js";
import { fileKeyOf } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { openPart } from "../open/part.js";
import { blobOf, concat, fromUtf8, newId, sha256, systemRandom, toB64, toHex, toUtf8 } from "../seal/bytes.js";
import { SealError } from "../seal/failure.js";
import { HEADER_LENGTH } from "../seal/padding.js";
import { sealPart, type PartToSeal } from "../seal/part.js";
import { cipherOf, type CipherMaker } from "../seal/payload/cipher.js";
import { digestWithoutSodium } from "../seal/payload/digest.js";
import { HandLost, LocalHand, type Hand, type Piece, type SealedPiece } from "../seal/payload/hand.js";
import { sealPayload } from "../seal/payload/payload.js";
import { BlobReader } from "../seal/payload/reading.js";
import { payloadKey } from "../seal/payload/stream.js";
import { scriptCipher } from "../seal/payload/script.js";
import { newHeader } from "../seal/header.js";
import { problemOf } from "../submit/sending/problem.js";
import { handsOfEveryKind, noncesOf, WatchedHand } from "./hands.js";
import { countingRandom } from "./specimens.js";

const MIB = 1024 * 1024;
const identity = Identity.fromSeed(systemRandom(32));
const specimen = countingRandom(3)(9 * MIB + 12_345);

async function sealed(plaintext: Uint8Array, hands: readonly Hand[], fileKey = systemRandom(16), nonce = systemRandom(16)): Promise<Uint8Array> {
  const { blob } = await sealPayload({ plaintext: blobOf([plaintext]), fileKey, nonce, hands });
  return new Uint8Array(await blob.arrayBuffer());
}

async function opened(fileKey: Uint8Array, payload: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openPayload(fileKey, blobOf([payload]).stream())) chunks.push(chunk);
  return concat(...chunks);
}

describe("a payload", () => {
  test("is the same whatever cipher seals it and however many hands take turns", async () => {
    const [fileKey, nonce] = [systemRandom(16), systemRandom(16)];
    const [script, wasm] = await handsOfEveryKind();
    const first = toHex(sha256(await sealed(specimen, [script!], fileKey, nonce)));
    for (const hands of [[wasm!], [script!, wasm!], [wasm!, wasm!, script!], [new LocalHand()]]) {
      expect(toHex(sha256(await sealed(specimen, hands, fileKey, nonce)))).toBe(first);
    }
  });

  test("opens with age-encryption under a header of age-encryption", async () => {
    const { header, fileKey } = await newHeader(identity.recipient);
    const decrypter = new Decrypter();
    decrypter.addIdentity({ unwrapFileKey: () => fileKey });
    const file = concat(header, await sealed(specimen, await handsOfEveryKind(), fileKey));
    expect(toHex(sha256(await decrypter.decrypt(file)))).toBe(toHex(sha256(specimen)));
  });

  test("opens to what was sealed at every length around the edges of chunks and pieces", async () => {
    const hands = await handsOfEveryKind();
    const length = fc.oneof(
      fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 4 * MIB), fc.nat(300_000));
    await fc.assert(fc.asyncProperty(length, fc.integer({ min: 1, max: 2 }), async (bytes, count) => {
      const fileKey = systemRandom(16);
      const plaintext = specimen.subarray(0, bytes);
      expect(toHex(sha256(await opened(fileKey, await sealed(plaintext, hands.slice(0, count), fileKey))))).toBe(toHex(sha256(plaintext)));
    }), { numRuns: 40 });
  });

  test("is not sealed by a cipher that makes other bytes than RFC 8439, or none", async () => {
    const wrong: CipherMaker = () => Promise.resolve({ path: "browser", seal: (_, chunk, target) => target.set(chunk) });
    const broken: CipherMaker = () => Promise.reject(new Error("no"));
    const throwing: CipherMaker = () => Promise.resolve({ path: "wasm", seal: () => { throw new Error("no"); } });
    expect((await cipherOf(systemRandom(32), [broken, throwing, wrong, scriptCipher])).path).toBe("script");
    expect((await cipherOf(systemRandom(32), [wrong])).path).toBe("script");
  });
});

test("A digest is the same whoever computes it, also where there is no room to gather the bytes", async () => {
  const [script, wasm] = await handsOfEveryKind();
  const expected = toHex(sha256(specimen));
  for (const hand of [script!, wasm!]) {
    expect(toHex(await hand.digest(blobOf([specimen])))).toBe(expected);
    // What another payload left unfinished counts for nothing.
    await hand.hash(specimen.slice(0, 1_000), 0, specimen.length);
    for (let at = 0; at < specimen.length; at += 700_000) await hand.hash(specimen.slice(at, at + 700_000), at, specimen.length);
    expect(toHex(await hand.hashed())).toBe(expected);
    expect(toHex(await hand.hashed())).toBe(toHex(sha256()));
  }
  for (const total of [specimen.length, 2 ** 40]) {
    const digest = digestWithoutSodium(total);
    digest.update(specimen);
    expect(toHex(await digest.finish())).toBe(expected);
  }
});

/** An evidence part around one file, whose record names the file's digest. */
function part(file: Blob, more: Partial<PartToSeal> = {}): PartToSeal {
  const record = (digest: Uint8Array): Uint8Array => toUtf8(JSON.stringify({ sha256: toB64(digest) }));
  return {
    part: newId(), compartment: "evidence", recipient: identity.recipient, record,
    entries: [{ name: "evidence.json", content: record(new Uint8Array(32)) }, { name: "evidence.mp4", content: file }], ...more,
  };
}

async function openedPart({ header, blob, payload, commitment }: Awaited<ReturnType<typeof sealPart>>): Promise<{ named: string; content: Uint8Array }> {
  const expected = { compartment: "evidence", payload: toB64(payload), commitment: toB64(commitment) } as const;
  const [record, file] = await openPart(header, blob.slice(HEADER_LENGTH), identity, expected);
  return { named: (JSON.parse(fromUtf8(record!.content)) as { sha256: string }).sha256, content: file!.content };
}

/** Seals other bytes than it was given, as if they had been read again from a file that is being written to. */
class UnsteadyHand extends WatchedHand {
  override seal(piece: Piece): Promise<SealedPiece> {
    // What is padding is made of ours, not of the file; the head has the record in it.
    if (piece.first > 0 && piece.bytes.some(byte => byte !== 0)) piece.bytes.set(systemRandom(64).subarray(0, piece.bytes.length));
    return super.seal(piece);
  }
}

describe("A file that changes while it is sealed", () => {
  test("is read once: its record tells of the bytes that were sealed, and no nonce is used twice", async () => {
    const hands = [new UnsteadyHand(), new UnsteadyHand()];
    const reads = vi.spyOn(Blob.prototype, "stream");
    const sealedPart = await sealPart(part(blobOf([specimen]), { crew: () => hands }));
    // The plaintext once, and what was sealed of it once.
    expect(reads).toHaveBeenCalledTimes(2);
    reads.mockRestore();
    const { named, content } = await openedPart(sealedPart);
    expect(named).toBe(toB64(sha256(content)));
    expect(toHex(sha256(content))).not.toBe(toHex(sha256(specimen)));
    const nonces = noncesOf(hands);
    expect(new Set(nonces).size).toBe(nonces.length);
    expect(nonces.length).toBe(Math.ceil((sealedPart.blob.size - HEADER_LENGTH - 16) / 65_552));
  });

  test("is sealed under another file key when it is sealed again", async () => {
    const hands = [new WatchedHand()];
    const again = async (): Promise<Uint8Array> => (await sealPart(part(blobOf([specimen]), { crew: () => hands }))).commitment;
    expect(toHex(await again())).not.toBe(toHex(await again()));
    const nonces = noncesOf(hands);
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

/** A thread that dies at its third piece. */
class MortalHand extends WatchedHand {
  ended = false;

  override end(): void {
    this.ended = true;
    super.end();
  }

  override seal(piece: Piece): Promise<SealedPiece> {
    if (this.pieces.length === 2) return Promise.reject(new HandLost());
    return super.seal(piece);
  }
}

test("Where a Worker dies half-way the part is sealed from the beginning under another key, and opens", async () => {
  const hands = [new MortalHand(), new MortalHand()];
  const sealedPart = await sealPart(part(blobOf([specimen]), { crew: () => hands }));
  expect(hands.some(({ pieces }) => pieces.length > 0)).toBe(true);
  expect(hands.every(({ ended }) => ended)).toBe(true);
  const { named, content } = await openedPart(sealedPart);
  expect([named, toHex(sha256(content))]).toEqual([toB64(sha256(specimen)), toHex(sha256(specimen))]);
  // The keys that the dead hands saw open nothing of what is kept.
  const [header, payload] = [sealedPart.header, new Uint8Array(await sealedPart.blob.slice(HEADER_LENGTH).arrayBuffer())];
  const key = toHex(payloadKey(await fileKeyOf(header, identity), payload.subarray(0, 16)));
  expect(noncesOf(hands).some(nonce => nonce.startsWith(key))).toBe(false);
});

test("Where the browser has no room for the sealed part it is said so, and not that the file could not be read", async () => {
  class FullDisk extends LocalHand {
    override digest(): Promise<Uint8Array> { return Promise.reject(new SealError("file.unreadable")); }
  }
  await expect(sealPart(part(blobOf([specimen]), { crew: () => [new FullDisk()] }))).rejects.toMatchObject({ code: "device.full" });
  const noRoom = vi.spyOn(Blob.prototype, "arrayBuffer").mockRejectedValue(new DOMException("no room", "NotReadableError"));
  await expect(sealPart(part(blobOf([specimen]), { crew: () => [new LocalHand()] }))).rejects.toMatchObject({ code: "device.full" });
  noRoom.mockRestore();
  expect(problemOf(new SealError("device.full"))).toEqual({ kind: "memory", code: "device.full" });
});

test.each([[20, 20], [40, 10]])("Memory is taken for the pieces under way, not for every piece of the file: %i MiB are %i pieces", async (size, pieces) => {
  const reads = vi.spyOn(BlobReader.prototype, "next");
  await sealPayload({ plaintext: blobOf([new Uint8Array(size * MIB)]), fileKey: systemRandom(16), nonce: systemRandom(16), hands: [new LocalHand(), new LocalHand()] });
  const rooms = reads.mock.calls.filter(([length]) => length > 0).map(([, room]) => room);
  reads.mockRestore();
  expect(rooms).toHaveLength(pieces);
  expect(rooms.filter(room => room === undefined).length).toBeLessThanOrEqual(6);
});

test("Small parts start no Worker", async () => {
  await sealPart(part(blobOf([specimen.subarray(0, 100_000)]), { crew: () => { throw new Error("started"); } }));
});
