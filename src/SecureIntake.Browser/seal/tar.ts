import { blobOf, fromUtf8, join, toUtf8 } from "./bytes.js";

/**
 * The plaintext of every part: a POSIX ustar archive of plain files that betrays nothing of the machine that made it
 * (mode 0600, owner 0, time 0), followed by zeros (FORMAT.md §1). `age -d … | tar x` reads it.
 */
export interface TarSource {
  readonly name: string;
  readonly content: Uint8Array | Blob;
}

export interface TarEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Bytes from a hostile archive that are no tar of ours; a code only. */
export class TarError extends Error {
  override readonly name = "TarError";
}

const BLOCK = 512;
const END = 2 * BLOCK;
const LARGEST = 8 ** 11 - 1;

/** Lower-case names without folders; which of them a compartment may hold is `isEntryName`'s to say. */
const NAME = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;

/** Length of the archive including its two closing blocks, before padding. */
export function tarLength(entries: readonly TarSource[]): number {
  return entries.reduce((sum, entry) => sum + BLOCK + wholeBlocks(sizeOf(entry)), END);
}

/** The archive, then zeros up to `padded` bytes. Files are referred to, not read. */
export function writeTar(entries: readonly TarSource[], padded: number): Blob {
  const parts = entries.flatMap(entry => {
    const size = sizeOf(entry);
    return [tarHeader(entry.name, size), entry.content, new Uint8Array(wholeBlocks(size) - size)];
  });
  return blobOf([...parts, ...zeros(padded - tarLength(entries) + END)]);
}

/** Where the content of the entry at `position` begins. */
export function contentOffset(entries: readonly TarSource[], position: number): number {
  return entries.slice(0, position).reduce((sum, entry) => sum + BLOCK + wholeBlocks(sizeOf(entry)), BLOCK);
}

/**
 * Reads a whole padded archive piece by piece. It never sets aside what a header promises, only what has come: a few bytes
 * that claim to be gigabytes cost nothing.
 */
export class TarReader {
  private readonly entries: TarEntry[] = [];
  private readonly header = new Uint8Array(BLOCK);
  /** Bytes of `header` that have come. */
  private used = 0;
  private name = "";
  private pieces: Uint8Array[] = [];
  /** Bytes of content, and then of filling, still to come. */
  private missing = 0;
  private filler = 0;
  private closing = false;
  private zeros = 0;

  /** The piece must stay as it is until `finish`. */
  push(piece: Uint8Array): void {
    while (piece.length > 0) piece = piece.subarray(this.closing ? this.close(piece) : this.take(piece));
  }

  /** The entries in order. Throws unless the archive ended as it must. */
  finish(): TarEntry[] {
    if (!this.closing || this.zeros < END) throw new TarError("tar.end");
    return this.entries;
  }

  private take(piece: Uint8Array): number {
    if (this.missing > 0) {
      const part = piece.subarray(0, this.missing);
      this.pieces.push(part);
      this.missing -= part.length;
      if (this.missing === 0) this.end();
      return part.length;
    }
    if (this.filler > 0) {
      const part = piece.subarray(0, this.filler);
      requireZeros(part);
      this.filler -= part.length;
      return part.length;
    }
    const part = piece.subarray(0, BLOCK - this.used);
    this.header.set(part, this.used);
    this.used += part.length;
    if (this.used === BLOCK) this.begin();
    return part.length;
  }

  private begin(): void {
    this.used = 0;
    if (this.header.every(byte => byte === 0)) {
      this.closing = true;
      this.zeros = BLOCK;
      return;
    }
    const { name, size } = parseHeader(this.header);
    if (this.entries.some(entry => entry.name === name)) throw new TarError("tar.name");
    this.name = name;
    this.missing = size;
    this.filler = wholeBlocks(size) - size;
    if (size === 0) this.end();
  }

  private end(): void {
    this.entries.push({ name: this.name, content: join(this.pieces) });
    this.pieces = [];
  }

  private close(piece: Uint8Array): number {
    requireZeros(piece);
    this.zeros += piece.length;
    return piece.length;
  }
}

function tarHeader(name: string, size: number): Uint8Array {
  if (name.length > 100 || !NAME.test(name)) throw new RangeError("tar entry name");
  if (size > LARGEST) throw new RangeError("tar entry size");
  const header = new Uint8Array(BLOCK);
  const put = (offset: number, text: string): void => header.set(toUtf8(text), offset);
  put(0, name);
  put(100, "0000600\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${octal(size, 11)}\0`);
  put(136, "00000000000\0");
  put(156, "0");
  put(257, "ustar\u000000");
  put(148, `${octal(checksum(header), 6)}\0 `);
  return header;
}

function parseHeader(header: Uint8Array): { name: string; size: number } {
  const field = (offset: number, length: number): string => {
    const bytes = header.subarray(offset, offset + length);
    const end = bytes.indexOf(0);
    return ascii(end < 0 ? bytes : bytes.subarray(0, end));
  };
  if (field(257, 6) !== "ustar") throw new TarError("tar.header");
  if (number(field(148, 8)) !== checksum(header)) throw new TarError("tar.header");
  if (field(156, 1) !== "0") throw new TarError("tar.header");
  const name = field(0, 100);
  if (!NAME.test(name) || field(345, 155) !== "") throw new TarError("tar.name");
  return { name, size: number(field(124, 12)) };
}

/** Sum of the header's bytes with the checksum field read as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function number(text: string): number {
  const digits = text.trim();
  if (!/^[0-7]{1,11}$/.test(digits)) throw new TarError("tar.header");
  return Number.parseInt(digits, 8);
}

function ascii(bytes: Uint8Array): string {
  if (bytes.some(byte => byte > 0x7e)) throw new TarError("tar.header");
  return fromUtf8(bytes);
}

function sizeOf(entry: TarSource): number {
  return entry.content instanceof Blob ? entry.content.size : entry.content.length;
}

function wholeBlocks(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function requireZeros(bytes: Uint8Array): void {
  // OR over all rather than `every`: one pass without a call per byte, as padding may be tens of megabytes.
  let any = 0;
  for (let i = 0; i < bytes.length; i++) any |= bytes[i]!;
  if (any !== 0) throw new TarError("tar.padding");
}

/** The padding of a large file is megabytes: the same piece again and again, not so much memory. */
function zeros(length: number): Blob[] {
  const piece = blobOf([new Uint8Array(Math.min(length, 1024 * 1024))]);
  return Array.from({ length: Math.ceil(length / piece.size) }, (_, at) => piece.slice(0, length - at * piece.size));
}
