import { openAsBlob } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ed25519 } from "@noble/curves/ed25519.js";
import { StaffKey } from "../open/staffKey.js";
import { makeDeskLine } from "../open/documents.js";
import { Identity } from "../open/identity.js";
import { newId, systemRandom, toB64 } from "../seal/bytes.js";
import { verifyCard, type VerifiedCard } from "../seal/documents.js";
import { rootFingerprint, signedMessage, type Kind, type Root, type SignedDocument } from "../seal/signed.js";
import type { AccountAnswers, SourceAnswers } from "../seal/records.js";

/** A made-up organisation with every secret at hand. */
export const TODAY = "2026-11-24";

/** Bytes that look random and are the same in every run. */
export function countingRandom(seed = 1): (length: number) => Uint8Array {
  let state = seed;
  return length => Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

/** A file on disk that was chosen and has other content now: browsers refuse to read it, and so does Node. */
export async function changedFile(bytes: Uint8Array): Promise<Blob> {
  const folder = await mkdtemp(join(tmpdir(), "secureintake-"));
  const path = join(folder, "specimen.pdf");
  await writeFile(path, bytes);
  const file = await openAsBlob(path);
  await writeFile(path, bytes.slice().reverse());
  return file;
}

/** A copy with one byte set. */
export function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

export interface RootKeys {
  readonly root: Root;
  readonly secrets: ReadonlyMap<string, Uint8Array>;
}

export function makeRoot(threshold: number, count: number): RootKeys {
  const pairs = Array.from({ length: count }, () => ed25519.keygen());
  const secrets = new Map(pairs.map(pair => [toB64(pair.publicKey), pair.secretKey]));
  return { root: { threshold, keys: [...secrets.keys()].sort() }, secrets };
}

export function signWith(kind: Kind, body: object | string, keys: Iterable<readonly [string, Uint8Array]>): SignedDocument {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signatures = [...keys].map(([key, secret]) => ({ key, signature: toB64(ed25519.sign(signedMessage(kind, text), secret)) }));
  return { kind, body: text, signatures };
}

export class Organisation {
  readonly root = makeRoot(2, 3);
  readonly leads = [StaffKey.generate(systemRandom), StaffKey.generate(systemRandom)];
  readonly week = "2026-W48";

  constructor(
    readonly desk = Identity.fromSeed(systemRandom(32)),
    readonly custodians: readonly Identity[] = [1, 2, 3].map(() => Identity.fromSeed(systemRandom(32))),
  ) {}

  get fingerprint(): string {
    return rootFingerprint(this.root.root);
  }

  policyBody(): Record<string, unknown> {
    return {
      v: 1,
      root: this.root.root,
      log: "log.example+00000000+AAAA",
      leads: this.leads.map(lead => ({ member: newId(), signer: lead.signer })),
      deskSignatures: 2,
      custodians: this.custodians.map((custodian, at) => ({ number: at + 1, recipient: custodian.recipient })),
      k: 2,
      witnesses: "quorum none\n",
      address: "SPECIMEN",
      issued: "2026-11-01",
      expires: "2027-01-30",
    };
  }

  sign(kind: Kind, body: object | string, signatures = 2): SignedDocument {
    return signWith(kind, body, [...this.root.secrets].slice(0, signatures));
  }

  deskLine(): SignedDocument {
    const [first, second] = this.leads;
    return second!.countersign(makeDeskLine(first!, this.week, this.desk.recipient));
  }

  card(): { policy: SignedDocument; desk: SignedDocument } {
    return { policy: this.sign("policy/v1", this.policyBody()), desk: this.deskLine() };
  }

  verified(): VerifiedCard {
    return verifyCard(this.card(), this.fingerprint, TODAY);
  }
}

export const ACCOUNT: AccountAnswers = {
  language: "en",
  mode: "self",
  subject: {
    names: [{ text: "Specimen Person", script: "Latn", kind: "official" }],
    sex: "male",
    birth: { date: "1970-05", precision: "month" },
    residence: "SPECIMEN village",
  },
  events: [{ type: "detained", from: { date: "2018", precision: "year" }, place: "SPECIMEN town", ongoing: "yes" }],
  narrative: "SPECIMEN. Relative Specimenova was told by telephone.",
  knowledge: [{ how: "phone", detail: "Called by a neighbour.", when: { date: "2018-03", precision: "month" } }],
  consent: {
    version: 1, language: "en", mode: "read",
    uses: { keep: "yes", verify: "yes", ngo: "no", un: "ask", "un-government": "no", courts: "no", press: "no" },
  },
  unsaid: { "subject.profession": "withheld" },
};

export const ANONYMOUS: SourceAnswers = {
  anonymous: true, name: "", contact: "", safeContact: { channel: "", hours: "", question: "", never: "" },
  relation: "other", country: "", helper: "",
};

export const NAMED: SourceAnswers = {
  anonymous: false, name: "Relative Specimenova", contact: "+00 000 000, specimen@example.org",
  safeContact: { channel: "telephone", hours: "evening", question: "What did the SPECIMEN dog eat?", never: "" },
  relation: "close", country: "Specimenland", helper: "",
};
