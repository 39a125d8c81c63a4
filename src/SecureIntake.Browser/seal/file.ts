import { Encrypter } from "age-encryption";
import { SealError } from "./failure.js";
import { HEADER_LENGTH } from "./padding.js";
import { isClassicRecipient, isUsableRecipient } from "./recipients.js";

/** Readers stop looking for the end of a header here (FORMAT.md §1). */
const HEADER_CAP = 128 * 1024;
/** The version line and the MAC's. */
const FRAME = 22 + 48;
/** Bytes of a stanza, by kind. */
const STANZA = { classic: 98, hybrid: HEADER_LENGTH - FRAME };

/**
 * Seals bytes as an age file to one or more recipients of one kind, as the stock `age` would.
 *
 * Throws `recipient.mixed` where post-quantum and classic recipients stand side by side: one classic stanza is enough to lose the
 * protection of all others, which is why age refuses it. `age-encryption` does not. Throws `recipient.malformed` for what is neither or what
 * nobody can seal to, and `recipient.count` for more than a header may hold.
 */
export async function sealFile(plaintext: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  if (recipients.length === 0) throw new RangeError("a file without recipients opens for nobody");
  const classic = recipients.filter(isClassicRecipient).length;
  if (!recipients.every(recipient => isClassicRecipient(recipient) || isUsableRecipient(recipient))) throw new SealError("recipient.malformed");
  if (classic > 0 && classic < recipients.length) throw new SealError("recipient.mixed");
  if (FRAME + recipients.length * (classic > 0 ? STANZA.classic : STANZA.hybrid) >= HEADER_CAP) throw new SealError("recipient.count");
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(plaintext);
}
