import { newId, systemRandom, toB64, toUtf8, type Random } from "./bytes.js";
import { recordName, type Compartment } from "./compartment.js";
import type { VerifiedCard } from "./documents.js";
import { SealError } from "./failure.js";
import { findMarks } from "./marks.js";
import { sealPart, type PartToSeal, type SealedPart } from "./part.js";
import type { Hand } from "./payload/hand.js";
import { CODE_LENGTH, keysOf, receiptOf, replyRecipient, type Receipt, type ReceiptKeys } from "./receipt.js";
import { recipientOfSeed } from "./recipients.js";
import type {
  Account, AccountAnswers, Evidence, EvidenceKind, Mailbox, PartReference, ShareRecord, Source, SourceAnswers,
} from "./records.js";
import { splitSeed, type Share } from "./shares.js";
import type { TarSource } from "./tar.js";

export type { AccountAnswers, EvidenceKind, SourceAnswers } from "./records.js";

export interface EvidenceFile {
  readonly file: Blob;
  /** As the source named it; sealed with the file, shown to nobody on the way. */
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly note: string;
}

export interface Draft {
  readonly account: AccountAnswers;
  readonly evidence: readonly EvidenceFile[];
  readonly source: SourceAnswers;
  /** Images or PDFs that identify the source; already small enough together for the source part's 256 KiB. */
  readonly papers: readonly Blob[];
}

export interface SealedUpload {
  readonly part: string;
  readonly compartment: Compartment;
  /** Custodian's number; shares only. */
  readonly number?: number;
  /** For progress on this device only, such as a file name: never sent. */
  readonly label: string;
  readonly blob: Blob;
}

export interface SealedSubmission {
  /** Week of the desk key. */
  readonly week: string;
  /** b64 of 32 bytes: under this the log records the submission. */
  readonly tag: string;
  readonly uploads: readonly SealedUpload[];
  readonly receipt: Receipt;
}

export interface SealingProgress {
  /** Which part is being sealed, from 0. */
  readonly index: number;
  readonly count: number;
  readonly label: string;
  /** Bytes of this part. */
  readonly done: number;
  readonly total: number;
  /** 0…1 of the whole submission, by size. */
  readonly share: number;
}

export interface SealingOptions {
  /** Draws ids, the receipt code, the source seed, salts and nonces; file keys come from `age-encryption` itself. */
  readonly random?: Random;
  /** Workers for large parts, started at the first call. */
  readonly crew?: () => readonly Hand[];
  readonly onProgress?: (progress: SealingProgress) => void;
}

/** What encapsulating and padding one part costs, in bytes of a file that take as long to seal. */
const EACH = 256 * 1024;

/** FORMAT.md §2. */
export const MOST_EVIDENCE = 40;

/**
 * Seals a whole testimony for one organisation card: evidence, mailbox, source and shares first, the account last, since
 * it names all others with digest and commitment. Nothing is sent, nothing is stored.
 *
 * An anonymous submission differs in no length and no count from a named one: the source part is always there and always
 * of one size.
 *
 * Throws `SealError`: `evidence.count`, `source.too-large`, `part.too-large`, `file.unreadable`, `device.full`.
 */
export async function sealSubmission(draft: Draft, card: VerifiedCard, options: SealingOptions = {}): Promise<SealedSubmission> {
  if (draft.evidence.length > MOST_EVIDENCE) throw new SealError("evidence.count");
  const random = options.random ?? systemRandom;
  const code = random(CODE_LENGTH);
  const keys = keysOf(code);
  const sealing = new Sealing(draft, card, random, options);

  for (const [at, evidence] of draft.evidence.entries()) await sealing.evidence(evidence, at);
  await sealing.mailbox(keys);
  await sealing.sourceAndShares(keys);
  await sealing.account();

  return { week: card.week, tag: toB64(keys.logTag), uploads: sealing.uploads, receipt: receiptOf(code) };
}

/** Body of `POST /submissions` (FORMAT.md §7); `uploadIds[i]` is where `uploads[i]` was uploaded. */
export function commitBody(sealed: SealedSubmission, uploadIds: readonly string[]): string {
  if (uploadIds.length !== sealed.uploads.length) throw new RangeError("one upload id for each part");
  return JSON.stringify({
    week: sealed.week,
    tag: sealed.tag,
    parts: sealed.uploads.map(({ part, compartment, number }, at) =>
      ({ upload: uploadIds[at], part, compartment, ...(number === undefined ? {} : { number }) })),
  });
}

/** One run: collects the sealed parts and what the account will say of them. */
class Sealing {
  readonly uploads: SealedUpload[] = [];
  private readonly references: PartReference[] = [];
  private shares: readonly Share[] = [];
  private readonly count: number;
  /** Weights of all parts, and of those that are sealed. */
  private readonly weight: number;
  private before = 0;

  constructor(
    private readonly draft: Draft,
    private readonly card: VerifiedCard,
    private readonly random: Random,
    private readonly options: SealingOptions,
  ) {
    this.count = draft.evidence.length + card.policy.custodians.length + 3;
    const files = [...draft.evidence.map(({ file }) => file), ...draft.papers];
    this.weight = files.reduce((sum, { size }) => sum + size, this.count * EACH);
  }

  private progress(index: number, label: string, done: number, total: number): void {
    const own = (index < this.draft.evidence.length ? this.draft.evidence[index]!.file.size : 0) + EACH;
    const share = Math.min(1, (this.before + (own * done) / total) / this.weight);
    this.options.onProgress?.({ index, count: this.count, label, done, total, share });
  }

  async evidence({ file, name, kind, note }: EvidenceFile, at: number): Promise<void> {
    const stored = `evidence.${extensionOf(name, file.type)}`;
    const record = (digest: Uint8Array): Evidence => ({
      v: 1, file: stored, name, kind, type: file.type || "application/octet-stream", size: file.size, sha256: toB64(digest), note,
    });
    // All digests are of one length, and so are all records.
    const entries = [json("evidence", record(new Uint8Array(32))), { name: stored, content: file }];
    await this.seal({
      compartment: "evidence", entries, recipient: this.card.recipient, record: digest => toUtf8(JSON.stringify(record(digest))),
    }, name || `${at + 1}`);
  }

  async mailbox(keys: ReceiptKeys): Promise<void> {
    const record: Mailbox = {
      v: 1, reply: replyRecipient(keys), addressKey: toB64(keys.mailbox), followUpKey: toB64(keys.followUpMac),
    };
    await this.seal({ compartment: "mailbox", entries: [json("mailbox", record)], recipient: this.card.recipient });
  }

  /** The source part's key exists only here, as a seed that is split at once and held by nobody whole. */
  async sourceAndShares(keys: ReceiptKeys): Promise<void> {
    const { source, papers } = this.draft;
    const seed = this.random(32);
    const files = papers.map((paper, at) => ({ name: `paper-${at + 1}.${extensionOf("", paper.type)}`, content: paper }));
    const record: Source = {
      v: 1, ...source,
      papers: files.map(({ name, content }) => ({ file: name, type: content.type || "application/octet-stream" })),
    };
    const sealed = await this.seal({
      part: keys.sourcePart, compartment: "source", entries: [json("source", record), ...files], recipient: recipientOfSeed(seed),
    });

    const { custodians, k } = this.card.policy;
    const shares = await splitSeed(seed, sealed.part, k, custodians.length, this.random);
    seed.fill(0);
    for (const [at, { recipient }] of custodians.entries()) {
      const { number, share, salt } = shares[at]!;
      const held: ShareRecord = {
        v: 1, part: sealed.part, number, k, n: custodians.length,
        share: toB64(share), salt: toB64(salt), noticeKey: toB64(keys.notice),
      };
      await this.seal({ compartment: "share", entries: [json("share", held)], recipient }, `share ${number}`, number);
    }
    this.shares = shares;
  }

  async account(): Promise<void> {
    const record: Account = {
      v: 1,
      ...this.draft.account,
      marks: findMarks(this.draft.account, this.draft.source),
      parts: this.references,
      shares: {
        k: this.card.policy.k,
        commitments: this.shares.map(({ number, commitment }) => ({ number, commitment: toB64(commitment) })),
      },
    };
    await this.seal({ compartment: "account", entries: [json("account", record)], recipient: this.card.recipient });
  }

  private async seal(
      part: Omit<PartToSeal, "part" | "random" | "crew" | "onProgress"> & { readonly part?: string },
      label: string = part.compartment, number?: number,
  ): Promise<SealedPart> {
    const { compartment } = part;
    const index = this.uploads.length;
    const sealed = await sealPart({
      part: newId(this.random), ...part, random: this.random, ...(this.options.crew === undefined ? {} : { crew: this.options.crew }),
      onProgress: (done, total) => this.progress(index, label, done, total),
    });
    this.before += weightOf(part.entries);
    this.uploads.push({ part: sealed.part, compartment, ...(number === undefined ? {} : { number }), label, blob: sealed.blob });
    if (compartment !== "account") {
      this.references.push({
        part: sealed.part,
        compartment: compartment as PartReference["compartment"],
        payload: toB64(sealed.payload),
        commitment: toB64(sealed.commitment),
      });
    }
    sealed.fileKey.fill(0);
    return sealed;
  }
}

function json(compartment: Compartment, record: object): TarSource {
  return { name: recordName(compartment), content: toUtf8(JSON.stringify(record)) };
}

/** Bytes of content, and something for the work that every part makes. */
function weightOf(entries: readonly TarSource[]): number {
  return entries.reduce((sum, { content }) => sum + (content instanceof Blob ? content.size : 0), EACH);
}

/** Extension for the tar entry: from the name if it has a plain one, else from the media type. */
function extensionOf(name: string, type: string): string {
  const fromName = /\.([a-z0-9]{1,5})$/.exec(name.toLowerCase())?.[1];
  return fromName ?? EXTENSIONS[type] ?? "bin";
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic", "image/webp": "webp",
  "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/webm": "webm",
  "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm",
};
