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
   * - `desk.week`: neither this week nor one of the next eight
   * - `desk.signer`: the policy does not list the member's key among those that sign desk lines
   * - `desk.unsigned`: no other lead of the policy signed the line
   * - `desk.seal`: the week's key was not sealed to this lead
   * - `desk.other`: the line is another week's, or the seed that was sealed to this lead is not its key
   * - `member.role`: the directory does not list one of those to share with as a lead
   * - `lockdown.entry`: what is to be lifted is no lockdown, or not of the kind that was shown
   * - `lockout.nobody`: no member was chosen
   * - `custody.entry`: what is to be vetoed is no request for a source
   * - `trust.…`: what the root signed is missing, not signed or over
   */
  constructor(readonly code: string) {
    super(code);
  }
}
