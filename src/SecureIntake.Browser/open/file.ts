import { armor } from "age-encryption";
import { blobOf, fromUtf8 } from "../seal/bytes.js";
import { OpenError } from "./failure.js";
import { fileKeyOf, headerLength, type FileIdentity } from "./header.js";
import { openPayload } from "./payload.js";

/**
 * Opens any age file with whichever identity fits, as the stock `age` would: verified chunks, in order. A caller that has kept
 * nothing back must still wait for the end before it believes them to be all.
 *
 * Throws `header.no-match` when no identity fits, and the codes of headers and payloads.
 */
export async function* openFile(file: Uint8Array, identities: readonly FileIdentity[]): AsyncGenerator<Uint8Array, void> {
  const end = headerLength(file);
  if (end === null) throw new OpenError("header.malformed");
  const fileKey = await fileKeyOf(file.subarray(0, end), identities);
  yield* openPayload(fileKey, blobOf([file.subarray(end)]).stream());
}

/** The file within its PEM armor. Throws `armor.malformed`. */
export function withoutArmor(text: Uint8Array): Uint8Array {
  try {
    return armor.decode(fromUtf8(text));
  } catch {
    throw new OpenError("armor.malformed");
  }
}
