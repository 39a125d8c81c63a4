import { Encrypter } from "age-encryption";
import { SealError } from "./failure.js";
import { isClassicRecipient, recipientBytes } from "./recipients.js";

/**
 * Seals bytes as an age file to one or more recipients of one kind, as the stock `age` would.
 *
 * Throws `recipient.mixed` where post-quantum and classic recipients stand side by side: one classic stanza is enough to lose the
 * protection of all others, which is why age refuses it. `age-encryption` does not. Throws `recipient.malformed` for what is neither.
 */
export async function sealFile(plaintext: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  if (recipients.length === 0) throw new RangeError("a file without recipients opens for nobody");
  const classic = recipients.filter(isClassicRecipient);
  if (classic.length > 0 && classic.length < recipients.length) throw new SealError("recipient.mixed");
  if (classic.length === 0) recipients.forEach(recipient => recipientBytes(recipient));
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(plaintext);
}
