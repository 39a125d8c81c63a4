import { equal } from "../seal/bytes.js";
import { LogError } from "./failure.js";
import { parseVerifierKey, verifyCheckpoint } from "./note.js";
import { parseWitnessPolicy } from "./policy.js";
import { BUNDLE, bundlePath, GrowingTree, parseBundle } from "./tiles.js";
import { witnessing } from "./witnessing.js";

/** A copy of the log as static files, whoever serves it: nothing that it gives is believed. */
export interface LogCopy {
  /** The bytes at a path such as `checkpoint`, or null where there are none. */
  file(path: string): Promise<Uint8Array | null>;
}

/** What vouches for the log: the root signed both. */
export interface LogTrust {
  /** The log's verifier key. */
  readonly log: string;
  /** The witness policy in its normal form. */
  readonly witnesses: string;
}

/** A state of the log that its key signed and enough witnesses cosigned. */
export interface Confirmed {
  readonly size: number;
  readonly root: Uint8Array;
  /** When a witness last saw it, by that witness's clock; null where the root asks for none. */
  readonly seen: Date | null;
}

/** Bundles that are fetched at once: a telephone's line is slow to answer, not slow to send. */
const AT_ONCE = 4;

/** Throws `LogError`; `log.unwitnessed` where fewer witnesses cosigned than the root asks for, `log.missing` where there is no checkpoint. */
export async function confirmedState(copy: LogCopy, { log, witnesses }: LogTrust): Promise<Confirmed> {
  const bytes = await copy.file("checkpoint");
  if (bytes === null) throw new LogError("log.missing");
  const note = new TextDecoder().decode(bytes);
  const { size, root } = verifyCheckpoint(note, parseVerifierKey(log));
  const { enough, seen } = witnessing(note, parseWitnessPolicy(witnesses));
  if (!enough) throw new LogError("log.unwitnessed");
  return { size, root, seen };
}

/**
 * Reads all entries of a confirmed state in their order, and ends only where they are those of its root: what `take` was told counts when this has returned. All of
 * them, because whoever fetched some would tell which concern them. Throws `LogError`: `log.missing` where a bundle is not there, `log.bundle`,
 * `log.root`.
 */
export async function readEntries(
    copy: LogCopy, { size, root }: Confirmed, take: (entry: Uint8Array, leaf: Uint8Array) => void, onProgress: (share: number) => void = () => undefined,
): Promise<void> {
  const tree = new GrowingTree();
  const bundles = Math.ceil(size / BUNDLE);
  const ahead: Promise<Uint8Array | null>[] = [];
  const fetch = (n: number): void => {
    if (n >= bundles) return;
    const bundle = copy.file(bundlePath(n, widthOf(n, size)));
    // Awaited below in its turn; until then a failure is nobody's surprise.
    bundle.catch(() => undefined);
    ahead.push(bundle);
  };
  for (let n = 0; n < AT_ONCE; n++) fetch(n);
  for (let n = 0; n < bundles; n++) {
    const width = widthOf(n, size);
    const bytes = await ahead.shift()!;
    fetch(n + AT_ONCE);
    for (const entry of bytes === null ? await ofFullBundle(copy, n, width) : parseBundle(bytes, width)) take(entry, tree.add(entry));
    onProgress((n + 1) / bundles);
  }
  if (size > 0 && !equal(tree.root(), root)) throw new LogError("log.root");
}

/** The log has grown past the edge since: what was the last bundle is a full one now, and begins with the same entries. */
async function ofFullBundle(copy: LogCopy, n: number, width: number): Promise<readonly Uint8Array[]> {
  const bytes = width === BUNDLE ? null : await copy.file(bundlePath(n, BUNDLE));
  if (bytes === null) throw new LogError("log.missing");
  return parseBundle(bytes, BUNDLE).slice(0, width);
}

function widthOf(n: number, size: number): number {
  return Math.min(BUNDLE, size - n * BUNDLE);
}
