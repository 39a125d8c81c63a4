/**
 * - `log.vkey`: not a verifier key
 * - `log.note`: not a signed note, or no signature by the log's key
 * - `log.signature`: the log's signature is wrong
 * - `log.checkpoint`: the signed text is no checkpoint of this log
 * - `log.index`: the entry would stand beyond the checkpoint's size
 * - `log.proof`: the proof does not lead from the entry to the checkpoint's root
 * - `log.policy`: what the root signed of the log's witnesses cannot be read
 * - `log.unwitnessed`: fewer witnesses cosigned the checkpoint than the root's policy asks for
 * - `log.missing`: the copy of the log lacks a file
 * - `log.bundle`: a file of entries is not what it should be
 * - `log.root`: the entries are not those of the checkpoint
 * - `log.entry`: an entry is not what the format says
 */
export type LogCode =
  | "log.vkey" | "log.note" | "log.signature" | "log.checkpoint" | "log.index" | "log.proof" | "log.policy" | "log.unwitnessed"
  | "log.missing" | "log.bundle" | "log.root" | "log.entry";

/** The log did not prove what was asked. Carries a code only. */
export class LogError extends Error {
  override readonly name = "LogError";

  constructor(readonly code: LogCode) {
    super(code);
  }
}
