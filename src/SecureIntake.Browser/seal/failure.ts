/**
 * A rule that refuses to seal, named by a code and nothing else: the page finds the words in its locale.
 *
 * - `card.malformed`, `card.root`, `card.signature`, `card.expired`, `card.desk`, `card.week`: the organisation card
 * - `document.malformed`, `document.signature`, `document.expired`: any other signed document
 * - `recipient.malformed`: not an `age1pq1…` recipient
 * - `recipient.mixed`: post-quantum and classic recipients for one file
 * - `recipient.count`: more recipients than the header of one file may hold
 * - `source.too-large`: name, contact and papers do not fit into the source part's fixed size
 * - `part.too-large`: a part that must have one fixed size does not fit
 * - `evidence.count`: more than 40 evidence files
 * - `file.unreadable`: the browser could not read a chosen file to its end (moved, changed, device gone)
 * - `device.full`: the browser could not keep the sealed part it was given, in memory or on the disk
 * - `receipt.group`, `receipt.words`: a receipt code was mistyped
 */
export type SealCode =
  | "card.malformed" | "card.root" | "card.signature" | "card.expired" | "card.desk" | "card.week"
  | "document.malformed" | "document.signature" | "document.expired"
  | "recipient.malformed" | "recipient.mixed" | "recipient.count"
  | "source.too-large" | "part.too-large" | "evidence.count"
  | "file.unreadable" | "device.full"
  | "receipt.group" | "receipt.words";

export class SealError extends Error {
  override readonly name = "SealError";

  /** @param place for `receipt.group`, the first wrong group, 1…8; for `receipt.words`, the first word that is not in the list, 1…12, if one is not */
  constructor(readonly code: SealCode, readonly place?: number) {
    super(code);
  }
}
