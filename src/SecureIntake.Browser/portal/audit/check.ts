import { parseCanonical, type Canonical } from "../../log/canonical.js";
import { actMessage, type SignedAct } from "../../log/acts.js";
import { parseVerifierKey, verifyCheckpoint } from "../../log/note.js";
import { leafHash } from "../../log/proof.js";
import { equal, fromUtf8, toHex } from "../../seal/bytes.js";
import { b64, day, id, list, Malformed, object, parseJson } from "../../seal/json.js";
import { parseSigned, signedByRoot, verify, type Root } from "../../seal/signed.js";
import { TreeHasher } from "./tree.js";

/** The public files of a log, by their path below `/log/`. */
export type LogFiles = (path: string) => Promise<Uint8Array>;

/**
 * - `log.tile`: a file of the log is missing or is not what its name says
 * - `log.root`: the entries do not give the root that the log signed
 * - `log.entry`: an entry is not what the log's tree has there, or not in the agreed form
 * - `log.signer`: an entry is signed by a key that the roster before it does not list, or not signed by it
 */
export type TamperCode = "log.tile" | "log.root" | "log.entry" | "log.signer";

/** The log is not what it must be; the first place that shows it. */
export class Tampered extends Error {
  override readonly name = "Tampered";

  /** @param entry index of the entry, or of the first one in the file that is wrong */
  constructor(readonly code: TamperCode, readonly entry: number) {
    super(code);
  }
}

const WIDTH = 256;
const HASH = 32;

export interface Verified {
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** The signed checkpoint, under which witnesses' lines may stand. */
  readonly note: string;
}

/**
 * Reads the whole log from its public files and checks it: every entry against its tile, the tree against the signed checkpoint, every
 * signature against the key that the newest roster before it lists. Throws `LogError` for a checkpoint that the log did not sign, and
 * `Tampered` with the first entry that is wrong.
 *
 * @param vkey the log's key, from the verified policy
 * @param root the organisation's root, whose rosters count
 * @param progress entries checked, and in all
 */
export async function checkLog(
    files: LogFiles, vkey: string, root: Root, progress: (done: number, total: number) => void, signal: AbortSignal,
): Promise<Verified> {
  const note = fromUtf8(await files("checkpoint"));
  const checkpoint = verifyCheckpoint(note, parseVerifierKey(vkey));
  const tree = new TreeHasher();
  const signers = new Signers(root);
  for (let first = 0; first < checkpoint.size; first += WIDTH) {
    signal.throwIfAborted();
    const width = Math.min(WIDTH, checkpoint.size - first);
    const name = tileName(first / WIDTH) + (width < WIDTH ? `.p/${width}` : "");
    const entries = splitBundle(await files(`tile/entries/${name}`), first, width);
    const hashes = await files(`tile/0/${name}`);
    if (hashes.length !== width * HASH) throw new Tampered("log.tile", first);
    for (const [at, entry] of entries.entries()) {
      const leaf = leafHash(entry);
      if (!equal(leaf, hashes.subarray(at * HASH, (at + 1) * HASH))) throw new Tampered("log.entry", first + at);
      signers.check(entry, first + at);
      tree.add(leaf);
    }
    progress(first + width, checkpoint.size);
  }
  if (!equal(tree.root(), checkpoint.root)) throw new Tampered("log.root", checkpoint.size - 1);
  return { size: checkpoint.size, root: toHex(checkpoint.root), note };
}

/** `x001/x234/067`: three digits a folder, all but the last marked. */
export function tileName(index: number): string {
  const groups: string[] = [];
  for (let left = index, last = true; last || left > 0; left = Math.floor(left / 1000), last = false) {
    groups.unshift(`${last ? "" : "x"}${String(left % 1000).padStart(3, "0")}`);
  }
  return groups.join("/");
}

/** A bundle is `length 2 ‖ entry`, over and over. */
function splitBundle(bytes: Uint8Array, first: number, width: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const length = view.getUint16(offset);
    if (offset + 2 + length > bytes.length) break;
    entries.push(bytes.subarray(offset + 2, offset + 2 + length));
    offset += 2 + length;
  }
  if (offset !== bytes.length || entries.length !== width) throw new Tampered("log.tile", first);
  return entries;
}

/** Whose signatures count: those that the newest root-signed roster so far lists. */
class Signers {
  #keys = new Map<string, string>();
  #newest: { readonly body: string; readonly issued: string } | null = null;
  readonly #replaced = new Set<string>();

  constructor(private readonly root: Root) {}

  check(entry: Uint8Array, index: number): void {
    const { act, key, signature } = this.#read(entry, index);
    if (act["type"] === "roster/v1") this.#take(act["document"], index);
    if (key === undefined || signature === undefined) {
      if (act["by"] !== undefined) throw new Tampered("log.signer", index);
      return;
    }
    const listed = typeof act["by"] === "string" && this.#keys.get(act["by"]) === key;
    if (!listed || !verify(actMessage(act as unknown as SignedAct), key, signature)) throw new Tampered("log.signer", index);
  }

  #read(entry: Uint8Array, index: number): { act: Record<string, Canonical>; key?: string; signature?: string } {
    try {
      const value = parseCanonical(entry) as { act?: Record<string, Canonical>; key?: string; signature?: string };
      if (typeof value.act === "object" && typeof value.act["type"] === "string") return { ...value, act: value.act };
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
    throw new Tampered("log.entry", index);
  }

  /** What the root replaced does not come back. By its body: a signature more makes no other document. */
  #replace(body: string, issued: string, index: number): void {
    if (this.#replaced.has(body) || (this.#newest !== null && issued < this.#newest.issued)) throw new Tampered("log.signer", index);
    if (this.#newest !== null && this.#newest.body !== body) this.#replaced.add(this.#newest.body);
    this.#newest = { body, issued };
  }

  #take(document: unknown, index: number): void {
    try {
      const signed = parseSigned(document, "roster/v1");
      if (!signedByRoot(signed, this.root)) throw new Tampered("log.signer", index);
      const { signers, benches, issued } = parseJson(signed.body) as { signers: unknown; benches: unknown; issued: unknown };
      this.#replace(signed.body, day(issued), index);
      this.#keys = new Map([
        ...list(object({ member: id, signer: b64(32) }))(signers).map(entry => [entry.member, entry.signer] as const),
        ...list(object({ bench: id, signer: b64(32) }))(benches).map(entry => [entry.bench, entry.signer] as const),
      ]);
    } catch (error) {
      if (error instanceof Malformed) throw new Tampered("log.entry", index);
      throw error;
    }
  }
}
