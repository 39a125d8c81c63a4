/** A failure of the staff site's own scripts. Like all others it carries a code and never content. */
export class CodedError extends Error {
  override readonly name = "CodedError";

  /**
   * - `passkey.cancelled`: no passkey was chosen, or the device said no
   * - `passkey.unsupported`: this browser or device has no passkeys
   * - `passkey.no-prf`: the passkey cannot keep the staff key (it has no PRF extension)
   * - `passphrase.failed`: this browser could not stretch the passphrase
   * - `staff-key.none`: the member has no staff key yet
   * - `staff-key.other`: what was unsealed is not the key that the portal shows for this member
   * - `trust.…`: what the root signed is missing, not signed or over
   */
  constructor(readonly code: string) {
    super(code);
  }
}
