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
 * Headers and the gates (SecureIntake.Gate/FORMAT.md): at rest a header is held by a key of each gate; it comes back from one of them, sealed to a key that
 * this browser made for the one statement.
 */

const keyReader = object({ v: exactly(1), gate: id, scope: text, recipient: matching(isUsableRecipient) });

/**
 * The gates' keys for a case, in the order of the directory: every gate that the root lists must have signed one for this very case. Throws `Malformed`
 * otherwise.
 *
 * @param scope the case's id
 */
export function gateKeysOf(documents: readonly unknown[], scope: string, directory: Pick<Directory, "gates">): string[] {
  const keys = documents.map(document => {
    const signed = parseSigned(document, "gate/v1");
    return { signed, key: readBody(signed, keyReader) };
  });
  if (directory.gates.length === 0 || keys.length !== directory.gates.length) throw new Malformed();
  return directory.gates.map(({ gate, signer }) => {
    const found = keys.find(({ key }) => key.gate === gate);
    if (found?.key.scope !== scope || !validSigners(found.signed, [signer]).has(signer)) throw new Malformed();
    return found.key.recipient;
  });
}

/** Holds the header of a grant by the gates' keys: nobody has it from then on but whom one of them gives it. */
export function holdHeader(header: Uint8Array, grant: SignedDocument, gates: readonly string[]): Promise<Uint8Array> {
  return sealFile(concat(toUtf8(`secureintake/held/v1\ngrant ${digestOf(grant)}\n`), header), gates);
}

/** The 1,627 bytes of a header that a gate sealed to a one-time key. Throws `OpenError`. */
export async function openGiven(given: Uint8Array, oneTime: Identity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openFile(given, [oneTime])) chunks.push(chunk);
  const header = concat(...chunks);
  if (header.length !== HEADER_LENGTH) throw new OpenError("header.malformed");
  return header;
}
