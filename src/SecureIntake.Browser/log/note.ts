import { equal, fromB64, fromHex, sha256, toB64, toUtf8 } from "../seal/bytes.js";
import { verify } from "../seal/signed.js";
import { LogError } from "./failure.js";

/** A signed-note verifier key: `name+hex(keyID)+base64(type ‖ key)`. The type says what it signs. */
export interface VerifierKey {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Uint8Array;
  /** Ed25519 public key, b64. */
  readonly key: string;
}

/** What an Ed25519 key signs: notes, as a log does, or a time and a note, as a witness does (C2SP tlog-cosignature). */
export const KEY_OF = { log: 0x01, witness: 0x04 } as const;

/** A note has room for a checkpoint with 64 cosignatures, whatever the names. */
const LONGEST_NOTE = 16 * 1024;

/** Throws `log.vkey`. Names are 1 to 128 visible ASCII characters without `+`: one alphabet looks one way. */
export function parseVerifierKey(vkey: string, type: number = KEY_OF.log): VerifierKey {
  const parts = /^([!-*,-~]{1,128})\+([0-9a-f]{8})\+(.+)$/u.exec(vkey);
  if (parts === null) throw new LogError("log.vkey");
  const [, name, hex, spelled] = parts as unknown as [string, string, string, string];
  const bytes = decode(spelled, "log.vkey");
  if (bytes.length !== 33 || bytes[0] !== type) throw new LogError("log.vkey");
  const id = fromHex(hex);
  // The id is a digest of name and key, so a vkey with a wrong character anywhere is refused here.
  if (!equal(id, keyId(name, bytes))) throw new LogError("log.vkey");
  return { name, id, key: toB64(bytes.subarray(1)) };
}

/** The first four bytes of SHA-256(name ‖ LF ‖ type ‖ key). */
function keyId(name: string, typed: Uint8Array): Uint8Array {
  return sha256(toUtf8(`${name}\n`), typed).subarray(0, 4);
}

export interface Checkpoint {
  /** Number of entries. */
  readonly size: number;
  /** Root hash, 32 bytes. */
  readonly root: Uint8Array;
}

/**
 * Reads a checkpoint and checks the log's own signature; signatures by others (witnesses) are for whoever knows their
 * keys. Throws `LogError`.
 */
export function verifyCheckpoint(note: string, vkey: VerifierKey): Checkpoint {
  const { text, signatures } = parseNote(note);
  const ours = signatures.filter(line => isBy(vkey, line));
  if (ours.length !== 1) throw new LogError("log.note");
  if (!verify(toUtf8(text), vkey.key, toB64(ours[0]!.signature))) throw new LogError("log.signature");
  return parseCheckpoint(text, vkey.name);
}

/** Whether a signature line says that this key made it. */
export function isBy(key: VerifierKey, { name, id }: NoteSignature): boolean {
  return name === key.name && equal(id, key.id);
}

/** Origin, size, root: no extension lines, one spelling each. */
function parseCheckpoint(text: string, origin: string): Checkpoint {
  const lines = text.split("\n");
  const [first, size, root, end] = lines;
  const sound = lines.length === 4 && end === "" && first === origin && /^(?:0|[1-9]\d{0,15})$/.test(size!)
    && Number.isSafeInteger(Number(size));
  if (!sound) throw new LogError("log.checkpoint");
  const hash = decode(root!, "log.checkpoint");
  if (hash.length !== 32) throw new LogError("log.checkpoint");
  return { size: Number(size), root: hash };
}

export interface NoteSignature {
  readonly name: string;
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}

/** Text up to and including its last line feed; then an empty line; then signature lines. Throws `log.note`. */
export function parseNote(note: string): { readonly text: string; readonly signatures: readonly NoteSignature[] } {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n") || toUtf8(note).length > LONGEST_NOTE) throw new LogError("log.note");
  const lines = note.slice(split + 2, -1).split("\n");
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): NoteSignature {
  const parts = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line);
  if (parts === null) throw new LogError("log.note");
  const bytes = decode(parts[2]!, "log.note");
  if (bytes.length < 5) throw new LogError("log.note");
  return { name: parts[1]!, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function decode(spelled: string, code: "log.vkey" | "log.note" | "log.checkpoint"): Uint8Array {
  try {
    return fromB64(spelled);
  } catch {
    throw new LogError(code);
  }
}
