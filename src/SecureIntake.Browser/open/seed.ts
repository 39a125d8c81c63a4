import { concat } from "../seal/bytes.js";
import { sealFile } from "../seal/file.js";
import { recipientBytes } from "../seal/recipients.js";
import { OpenError } from "./failure.js";
import { openFile } from "./file.js";
import type { Identity } from "./identity.js";

/** A sealed seed is an age file whose plaintext is the 32 bytes: so staff keys, and desk keys to each lead, rest. */
export async function sealSeed(seed: Uint8Array, recipient: string): Promise<Uint8Array> {
  if (seed.length !== 32) throw new OpenError("key.malformed");
  recipientBytes(recipient);
  return sealFile(seed, [recipient]);
}

/** Throws `header.no-match` for another's file, and the other codes of headers and payloads. */
export async function openSeed(sealed: Uint8Array, identity: Identity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openFile(sealed, [identity])) chunks.push(chunk);
  const seed = concat(...chunks);
  if (seed.length !== 32) throw new OpenError("key.malformed");
  return seed;
}
