import { Decrypter, Encrypter } from "age-encryption";
import { recipientBytes } from "../seal/recipients.js";
import { OpenError } from "./failure.js";
import { fileKeyOf, headerLength } from "./header.js";
import type { Identity } from "./identity.js";

/** A sealed seed is an age file whose plaintext is the 32 bytes: so staff keys, and desk keys to each lead, rest. */
export async function sealSeed(seed: Uint8Array, recipient: string): Promise<Uint8Array> {
  if (seed.length !== 32) throw new OpenError("key.malformed");
  recipientBytes(recipient);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(seed);
}

/** Throws `header.no-match` for another's file, and the other codes of headers and payloads. */
export async function openSeed(sealed: Uint8Array, identity: Identity): Promise<Uint8Array> {
  const end = headerLength(sealed);
  if (end === null) throw new OpenError("header.malformed");
  const fileKey = await fileKeyOf(sealed.subarray(0, end), identity);
  const decrypter = new Decrypter();
  decrypter.addIdentity({ unwrapFileKey: () => fileKey });
  let seed: Uint8Array;
  try {
    seed = await decrypter.decrypt(sealed);
  } catch {
    throw new OpenError("payload.malformed");
  }
  if (seed.length !== 32) throw new OpenError("key.malformed");
  return seed;
}
