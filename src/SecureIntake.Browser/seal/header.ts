import { Encrypter } from "age-encryption";
import { HEADER_LENGTH } from "./padding.js";

/**
 * A fresh file key and the header that carries it to one recipient. Both are `age-encryption`'s: it seals an empty payload, which is
 * dropped, under a payload nonce of its own; what we seal gets another nonce and so another key.
 */
export async function newHeader(recipient: string): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  let fileKey: Uint8Array | undefined;
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  // A recipient without a stanza: it only sees the file key that the library drew.
  encrypter.addRecipient({ wrapFileKey: key => { fileKey = key.slice(); return []; } });
  const sealed = await encrypter.encrypt(new Uint8Array(0));
  if (fileKey === undefined) throw new Error("age-encryption asked no recipient for a stanza");
  return { header: sealed.slice(0, HEADER_LENGTH), fileKey };
}
