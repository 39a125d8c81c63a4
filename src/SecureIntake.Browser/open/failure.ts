/**
 * - `header.malformed`: not an age header, larger than 128 KiB, or a stanza with the wrong shape
 * - `armor.malformed`: not the PEM armor of an age file
 * - `header.no-match`: sealed to someone else
 * - `header.mac`: the header was altered
 * - `payload.malformed`: a chunk fails its tag, is missing or too many
 * - `payload.digest`: the payload is not the one that account or grant name
 * - `payload.commitment`: the file key is not the one that account or grant name
 * - `content.malformed`: the plaintext is not the tar of its compartment
 * - `key.malformed`: an identity or seed that is none
 * - `staff-key.wrong`: the passphrase or passkey does not unseal this staff key
 */
export type OpenCode =
  | "armor.malformed"
  | "header.malformed" | "header.no-match" | "header.mac"
  | "payload.malformed" | "payload.digest" | "payload.commitment"
  | "content.malformed"
  | "key.malformed" | "staff-key.wrong";

/** Hostile or damaged bytes, or the wrong key. Carries a code only, never content. */
export class OpenError extends Error {
  override readonly name = "OpenError";

  constructor(readonly code: OpenCode) {
    super(code);
  }
}
