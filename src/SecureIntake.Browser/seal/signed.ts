import { ed25519 } from "@noble/curves/ed25519.js";
import { fromB64, sha256, toHex, toUtf8 } from "./bytes.js";
import { b64, integer, list, Malformed, object, parseJson, text, type Reader } from "./json.js";

/** The signed kinds of FORMAT.md §4. The kind is part of what is signed: a signature never fits another kind. */
export const KINDS = [
  "policy/v1", "directory/v1", "roster/v1", "desk/v1", "bench/v1", "grant/v1", "lease/v1", "result/v1", "gate/v1",
] as const;

export type Kind = (typeof KINDS)[number];

export interface Signature {
  /** Ed25519 public key, b64 of 32 bytes. */
  readonly key: string;
  /** b64 of 64 bytes. */
  readonly signature: string;
}

/** A body that is signed as it stands: kept as text, never re-encoded. */
export interface SignedDocument {
  readonly kind: Kind;
  readonly body: string;
  readonly signatures: readonly Signature[];
}

/**
 * An Ed25519 public key, b64. Refuses what is no point of the prime-order group: under a key of small order one
 * signature would fit many messages.
 */
export const signerKey: Reader<string> = value => {
  const key = b64(32)(value);
  try {
    const point = ed25519.Point.fromBytes(fromB64(key));
    if (!point.isSmallOrder() && point.isTorsionFree()) return key;
  } catch {
    // Refused below.
  }
  throw new Malformed();
};

const envelope: Reader<SignedDocument> = object({
  kind: value => KINDS.find(kind => kind === value) ?? malformed(),
  body: text,
  signatures: list(object({ key: signerKey, signature: b64(64) })),
});

/** Throws `Malformed` unless the value is an envelope of this kind in which no key signs twice. */
export function parseSigned(value: unknown, kind: Kind): SignedDocument {
  const document = envelope(value);
  if (document.kind !== kind) throw new Malformed();
  if (new Set(document.signatures.map(signature => signature.key)).size !== document.signatures.length) throw new Malformed();
  return document;
}

/** The body, read by the reader of its kind. Says nothing about who signed it. */
export function readBody<T>(document: SignedDocument, reader: Reader<T>): T {
  return reader(parseJson(document.body));
}

/** `secureintake/ ‖ kind ‖ LF ‖ body`, what a signer of a document signs. */
export function signedMessage(kind: Kind, body: string): Uint8Array {
  return toUtf8(`secureintake/${kind}\n${body}`);
}

/** SHA-256 of the body's UTF-8: how other documents and the log refer to this one. */
export function bodyDigest(document: SignedDocument): Uint8Array {
  return sha256(toUtf8(document.body));
}

/** Those of `keys` (b64) that validly signed the document. Signatures by other keys count for nothing. */
export function validSigners(document: SignedDocument, keys: readonly string[]): Set<string> {
  const message = signedMessage(document.kind, document.body);
  return new Set(document.signatures
    .filter(({ key, signature }) => keys.includes(key) && verify(message, key, signature))
    .map(({ key }) => key));
}

/** RFC 8032 verification: noble's default, ZIP 215, would accept encodings that the C# side refuses. */
export function verify(message: Uint8Array, key: string, signature: string): boolean {
  try {
    return ed25519.verify(fromB64(signature), message, fromB64(key), { zip215: false });
  } catch {
    return false;
  }
}

export interface Root {
  readonly threshold: number;
  /** b64, sorted ordinally, distinct. */
  readonly keys: readonly string[];
}

/** Reader of a root; used on its own and inside a policy. */
export const rootReader: Reader<Root> = value => {
  const root = object({ threshold: integer(1, 255), keys: list(signerKey) })(value);
  const rising = root.keys.every((key, at) => at === 0 || root.keys[at - 1]! < key);
  if (!rising || root.threshold > root.keys.length) throw new Malformed();
  return root;
};

/** Throws `Malformed` unless keys are sorted, distinct and at least as many as the threshold. */
export function parseRoot(value: unknown): Root {
  return rootReader(value);
}

/** What a client pins: lower-case hex of 32 bytes. */
export function rootFingerprint(root: Root): string {
  const lines = ["secureintake/root/v1", String(root.threshold), ...root.keys];
  return toHex(sha256(toUtf8(lines.map(line => `${line}\n`).join(""))));
}

/** Whether at least the threshold of the root's keys signed. */
export function signedByRoot(document: SignedDocument, root: Root): boolean {
  return validSigners(document, root.keys).size >= root.threshold;
}

function malformed(): never {
  throw new Malformed();
}
