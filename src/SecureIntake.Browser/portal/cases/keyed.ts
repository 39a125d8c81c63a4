import { makeGrant } from "../../open/documents.js";
import { holdHeader } from "../../open/gate.js";
import { writeHeader } from "../../open/header.js";
import { newId, toB64, toUtf8 } from "../../seal/bytes.js";
import { HEADER_LENGTH } from "../../seal/padding.js";
import { sealPart } from "../../seal/part.js";
import type { Keyed } from "../../seal/records.js";
import { memberOf, sign, type Acting } from "./acting.js";
import type { Person } from "./facts.js";
import { CaseError } from "./failure.js";
import type { HeldCase } from "./heldCase.js";
import { digestsOf, type SentGrant } from "./grants.js";
import type { KeyedRequest } from "./portal.js";

/** Line lengths of ICAO 9303: passports, smaller documents, identity cards. */
const SHAPES: readonly (readonly number[])[] = [[44, 44], [36, 36], [30, 30, 30]];

/**
 * Lines as typed, made ready: upper case, blanks and empty lines gone, the filler's look-alikes replaced. Nothing else is repaired:
 * a repair would hide what the check digits are there to find. Throws `mrz.characters`, `mrz.length`.
 */
export function readLines(typed: readonly string[]): readonly string[] {
  const lines = typed
    .map(line => line.normalize("NFKC").toUpperCase().replace(/\s+/gu, "").replace(/[«‹]/gu, "<"))
    .filter(line => line !== "");
  if (lines.some(line => !/^[A-Z0-9<]+$/.test(line))) throw new CaseError("mrz.characters");
  if (!SHAPES.some(shape => shape.length === lines.length && shape.every((length, at) => lines[at]!.length === length))) {
    throw new CaseError("mrz.length");
  }
  return lines;
}

/**
 * Seals what stands on a document to the case's readers, as a part of its own. Throws `CaseError`.
 *
 * @param about the evidence part that was read
 * @param readers everyone who reads the case, the one who types among them, each until their access to the case ends
 */
export async function prepareKeyed(
    acting: Acting, at: HeldCase, about: string, lines: readonly string[], readers: readonly Pick<Person, "member" | "until">[],
): Promise<KeyedRequest> {
  const record: Keyed = { v: 1, about, mrz: lines };
  const sealed = await sealPart({
    part: newId(acting.random), compartment: "keyed", recipient: acting.key.recipient,
    entries: [{ name: "keyed.json", content: toUtf8(JSON.stringify(record)) }],
  });
  const grants: SentGrant[] = await Promise.all(readers.map(async reader => {
    const { member, recipient } = memberOf(acting.trust, reader.member);
    const document = makeGrant(acting.key, {
      case: at.case, part: sealed.part, compartment: "keyed", payload: toB64(sealed.payload), commitment: toB64(sealed.commitment),
      grantee: member, recipient, purpose: "verify", expires: reader.until, by: acting.member,
    }, acting.random);
    return { document, header: toB64(await holdHeader(writeHeader(sealed.fileKey, recipient, acting.random), document, at.gates)) };
  }));
  sealed.fileKey.fill(0);
  const payload = toB64(new Uint8Array(await sealed.blob.slice(HEADER_LENGTH).arrayBuffer()));
  const entry = sign(acting, { type: "keyed/v1", case: at.case, part: sealed.part, grants: digestsOf(grants), purpose: "verify" });
  return { ...entry, payload, grants };
}
