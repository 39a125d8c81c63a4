import { concat, toUtf8 } from "../seal/bytes.js";
import type { Directory } from "../seal/documents.js";
import { sealFile } from "../seal/file.js";
import { exactly, id, Malformed, matching, object, text } from "../seal/json.js";
import { HEADER_LENGTH } from "../seal/padding.js";
import { isUsableRecipient } from "../seal/recipients.js";
import { parseSigned, readBody, validSigners, type SignedDocument } from "../seal/signed.js";
import { digestOf } from "./documents.js";
import { OpenError } from "./failure.js";
import { openFile } from "./file.js";
import type { Identity } from "./identity.js";

/*
 * Headers and the gate (SecureIntake.Gate/FORMAT.md): at rest a header is held by a key of the gate's; it comes back sealed to a key that this browser
 * made for the one statement.
 */

const keyReader = object({ v: exactly(1), gate: id, scope: text, recipient: matching(isUsableRecipient) });

/**
 * The gate's key for a case, if a gate that the root lists signed it for this very case. Throws `Malformed` otherwise.
 *
 * @param scope the case's id
 */
export function gateKeyOf(document: unknown, scope: string, directory: Pick<Directory, "gates">): string {
  const signed = parseSigned(document, "gate/v1");
  const key = readBody(signed, keyReader);
  const signer = directory.gates.find(({ gate }) => gate === key.gate)?.signer;
  if (key.scope !== scope || signer === undefined || !validSigners(signed, [signer]).has(signer)) throw new Malformed();
  return key.recipient;
}

/** Holds the header of a grant by the gate's key: nobody has it from then on but whom the gate gives it. */
export function holdHeader(header: Uint8Array, grant: SignedDocument, gate: string): Promise<Uint8Array> {
  return sealFile(concat(toUtf8(`secureintake/held/v1\ngrant ${digestOf(grant)}\n`), header), [gate]);
}

/** The 1,627 bytes of a header that the gate sealed to a one-time key. Throws `OpenError`. */
export async function openGiven(given: Uint8Array, oneTime: Identity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openFile(given, [oneTime])) chunks.push(chunk);
  const header = concat(...chunks);
  if (header.length !== HEADER_LENGTH) throw new OpenError("header.malformed");
  return header;
}
