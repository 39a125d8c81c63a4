import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64nopad } from "@scure/base";
import { concat, derive, equal, fromUtf8, systemRandom, toUtf8, type Random } from "../seal/bytes.js";
import { recipientBytes } from "../seal/recipients.js";
import { OpenError } from "./failure.js";
import { wrap } from "./hybrid.js";

export interface Stanza {
  /** Type first. */
  readonly args: readonly string[];
  readonly body: Uint8Array;
}

/** Whatever can find its file key among a header's stanzas. */
export interface FileIdentity {
  /**
   * The file key of the first stanza that is for this identity, or null where none is. Throws `header.malformed` where a stanza of its own
   * type has another shape, also after one that fits: age treats that as a broken header, not as someone else's.
   */
  unwrap(stanzas: readonly Stanza[]): Uint8Array | null;
}

export interface Header {
  readonly stanzas: readonly Stanza[];
  /** 32 bytes. */
  readonly mac: Uint8Array;
  /** The bytes under the MAC, as they were read: never encoded again. */
  readonly covered: Uint8Array;
}

const VERSION = "age-encryption.org/v1";
/** A header is read into memory before anything is known of its writer. */
const LARGEST = 128 * 1024;
const LINE = 64;

/** Reads a header that must end where `bytes` end. Throws `header.malformed`. */
export function parseHeader(bytes: Uint8Array): Header {
  if (bytes.length > LARGEST) throw malformed();
  if (bytes.some(byte => byte !== 0x0a && (byte < 0x20 || byte > 0x7e))) throw malformed();
  const lines = fromUtf8(bytes).split("\n");
  // Split leaves an empty text after the last line feed: a header ends with one and nothing follows it.
  if (lines.pop() !== "" || lines.shift() !== VERSION) throw malformed();
  const end = lines.pop();
  const stanzas: Stanza[] = [];
  while (lines.length > 0) stanzas.push(parseStanza(lines));
  if (stanzas.length === 0 || end === undefined || !end.startsWith("--- ")) throw malformed();
  const mac = decodeCanonical(end.slice(4));
  if (mac.length !== 32) throw malformed();
  return { stanzas, mac, covered: bytes.subarray(0, bytes.length - end.length - 1 + 3) };
}

/** Bytes of the header at the start of a file, or null when it does not end within 128 KiB. */
export function headerLength(file: Uint8Array): number | null {
  const end = toUtf8("\n---");
  for (let at = 0; at < Math.min(file.length, LARGEST) - end.length; at++) {
    if (!end.every((byte, i) => file[at + i] === byte)) continue;
    const feed = file.indexOf(0x0a, at + 1);
    return feed < 0 ? null : feed + 1;
  }
  return null;
}

/** The 16-byte file key of a header, by the first identity that fits. Throws `header.malformed`, `header.no-match` or `header.mac`. */
export async function fileKeyOf(header: Uint8Array, identity: FileIdentity | readonly FileIdentity[]): Promise<Uint8Array> {
  const { stanzas, mac, covered } = parseHeader(header);
  // A passphrase beside other ways in would let whoever holds one of those believe that the passphrase's owner wrote the file.
  if (stanzas.length > 1 && stanzas.some(({ args }) => args[0] === "scrypt")) throw malformed();
  for (const one of "unwrap" in identity ? [identity] : identity) {
    const fileKey = one.unwrap(stanzas);
    if (fileKey === null) continue;
    if (!equal(mac, macOf(fileKey, covered))) throw new OpenError("header.mac");
    return fileKey;
  }
  throw new OpenError("header.no-match");
}

/** A header of one `mlkem768x25519` stanza around an existing file key: 1,627 bytes. */
export function writeHeader(fileKey: Uint8Array, recipient: string, random: Random = systemRandom): Uint8Array {
  const { encapsulation, body } = wrap(fileKey, recipientBytes(recipient), random);
  const covered = toUtf8([
    VERSION,
    `-> mlkem768x25519 ${base64nopad.encode(encapsulation)}`,
    // 32 bytes are 43 characters, shorter than a full line: no empty line follows.
    base64nopad.encode(body),
    "---",
  ].join("\n"));
  return concat(covered, toUtf8(` ${base64nopad.encode(macOf(fileKey, covered))}\n`));
}

/**
 * Re-addresses: unwraps the file key and wraps it for another recipient. The payload is not needed and does not change;
 * new header ‖ old payload is again an ordinary age file.
 */
export async function readdress(
    header: Uint8Array, identity: FileIdentity, recipient: string, random: Random = systemRandom,
): Promise<Uint8Array> {
  return writeHeader(await fileKeyOf(header, identity), recipient, random);
}

function macOf(fileKey: Uint8Array, covered: Uint8Array): Uint8Array {
  return hmac(sha256, derive(fileKey, "header"), covered);
}

/** Takes one stanza off the front of the lines: arguments, full body lines, one shorter line (perhaps empty). */
function parseStanza(lines: string[]): Stanza {
  const [arrow, ...args] = lines.shift()!.split(" ");
  if (arrow !== "->" || args.length === 0 || args.includes("")) throw malformed();
  const body: Uint8Array[] = [];
  for (;;) {
    const line = lines.shift();
    if (line === undefined || line.length > LINE) throw malformed();
    body.push(decodeCanonical(line));
    if (line.length < LINE) return { args, body: concat(...body) };
  }
}

/** Canonical base64 without padding: each value has one spelling. Throws `header.malformed`. */
export function decodeCanonical(text: string): Uint8Array {
  try {
    const bytes = base64nopad.decode(text);
    if (base64nopad.encode(bytes) === text) return bytes;
  } catch {
    // Refused below.
  }
  throw malformed();
}

function malformed(): OpenError {
  return new OpenError("header.malformed");
}
