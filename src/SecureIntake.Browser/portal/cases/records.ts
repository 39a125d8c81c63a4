import { OpenError } from "../../open/failure.js";
import { fromUtf8, isId } from "../../seal/bytes.js";
import { isDay } from "../../seal/calendar.js";
import { b64, exactly, id, integer, list, Malformed, matching, object, oneOf, parseJson, text, type Reader } from "../../seal/json.js";
import { CONSENT_USES, type Account, type Evidence, type Findings, type Keyed, type SafeCopy, type Source } from "../../seal/records.js";
import type { TarEntry } from "../../seal/tar.js";

/*
 * Strict readers of what an opened part says (Sealing/FORMAT.md §2). The content comes from whoever sealed it, who may be hostile: nothing
 * is shown that has not the agreed form, and nothing of it ever becomes markup.
 */

export const readAccount = recordReader<Account>(() => accountReader);
export const readSource = recordReader<Source>(() => sourceReader);
export const readEvidence = recordReader<Evidence>(() => evidenceReader);
export const readKeyed = recordReader<Keyed>(() => keyedReader);
export const readFindings = recordReader<Findings>(() => findingsReader);
export const readCopy = recordReader<SafeCopy>(() => copyReader);

/** The first entry of a part, read strictly. Throws `content.malformed`. */
function recordReader<T>(reader: () => Reader<unknown>): (entries: readonly TarEntry[]) => T {
  return entries => {
    try {
      return reader()(parseJson(fromUtf8(entries[0]!.content))) as T;
    } catch {
      throw new OpenError("content.malformed");
    }
  };
}

/** An object whose listed members may be absent; others still may not. */
function optional<S extends Record<string, Reader<unknown>>>(shape: S): Reader<unknown> {
  return value => {
    const members = entriesOf(value);
    return Object.fromEntries(members.map(([name, member]) => {
      if (!Object.hasOwn(shape, name)) throw new Malformed();
      return [name, shape[name]!(member)];
    }));
  };
}

/** An object with any members, all of one kind. */
function each(reader: Reader<unknown>): Reader<unknown> {
  return value => Object.fromEntries(entriesOf(value).map(([name, member]) => [name, reader(member)]));
}

function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed();
  return Object.entries(value);
}

const truth: Reader<boolean> = value => {
  if (typeof value !== "boolean") throw new Malformed();
  return value;
};
const count = integer(0, Number.MAX_SAFE_INTEGER);
const fileName = matching(name => /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(name));
const told = object({ date: text, precision: oneOf("day", "month", "year", "age", "text") });
const consentValue = matching(value => ["no", "yes", "ask"].includes(value) || (value.startsWith("after:") && isDay(value.slice(6))));

const accountReader = object({
  v: exactly(1),
  language: text,
  mode: text,
  subject: optional({
    names: list(object({ text, script: text, kind: text })),
    sex: text, birth: told, birthplace: text, residence: text, ethnicity: text, citizenship: text, profession: text,
    ids: list(object({ kind: text, value: text })),
  }),
  events: list(optional({
    type: text, from: told, to: told, place: text, authority: text, officialReason: text, suspectedReason: text, ongoing: text,
  })),
  narrative: text,
  knowledge: list(optional({ how: text, detail: text, when: told })),
  consent: object({
    version: count, language: text, mode: text,
    uses: object(Object.fromEntries(CONSENT_USES.map(use => [use, consentValue]))),
  }),
  unsaid: each(oneOf("unknown", "withheld")),
  marks: list(object({ field: text, offset: count, length: count, class: oneOf("name", "contact", "place", "other") })),
  parts: list(object({ part: id, compartment: oneOf("evidence", "mailbox", "source", "share"), payload: b64(32), commitment: b64(32) })),
  shares: object({ k: integer(1, 255), commitments: list(object({ number: integer(1, 255), commitment: b64(32) })) }),
});

const sourceReader = object({
  v: exactly(1), anonymous: truth, name: text, contact: text,
  safeContact: object({ channel: text, hours: text, question: text, never: text }),
  relation: oneOf("close", "distant", "acquaintance", "fellow-detainee", "other"), country: text, helper: text,
  papers: list(object({ file: fileName, type: text })),
});

const evidenceReader = object({
  v: exactly(1), file: fileName, name: text, kind: oneOf("document", "photo", "voice", "video", "other"), type: text, size: count,
  sha256: b64(32), note: text,
});

const keyedReader = object({ v: exactly(1), about: matching(isId), mrz: list(text) });

const findingsReader = object({
  v: exactly(1), about: id, stage: text,
  findings: list(object({ check: text, level: oneOf("pass", "note", "conflict", "cannot-tell"), values: each(text) })),
});

const copyReader = object({
  v: exactly(1), about: id, pages: list(object({ file: fileName, width: count, height: count })), total: count,
});
