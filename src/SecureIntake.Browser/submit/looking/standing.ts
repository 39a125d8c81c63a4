/** What the log says of the holder of a receipt code. The entries are public; which of them concern whom, nobody learns from looking. */
import type { CustodyAct } from "../../log/acts.js";
import { parseCanonical, type Canonical } from "../../log/canonical.js";
import { LogError } from "../../log/failure.js";
import { toB64 } from "../../seal/bytes.js";
import { isDay, isTime } from "../../seal/calendar.js";
import type { ReceiptKeys } from "../../seal/receipt.js";

export interface Standing {
  /** Day on which the testimony entered, `YYYY-MM-DD`; null while no entry has the code's tag. */
  readonly arrived: string | null;
  /** Who asked for the source's name, the newest first. */
  readonly requests: readonly NameRequest[];
  /** Times at which the gate was asked for the source part itself; with the keys of k custodians it can be read. */
  readonly opened: readonly string[];
}

/** A `custody/v1` for this source part. */
export interface NameRequest {
  /** Its index in the log. */
  readonly index: number;
  /** When it was signed. */
  readonly at: string;
  readonly reason: Reason;
  /** How many other members objected. */
  readonly vetoes: number;
}

type Reason = CustodyAct["purpose"];

type Members = { readonly [name: string]: Canonical };

interface Noted { readonly request: Omit<NameRequest, "vetoes">; readonly by: Canonical | undefined; readonly against: Set<Canonical | undefined> }

/** Reads all entries once, in their order. Whether they are the log's is for the caller to find out. Throws `log.entry`. */
export class StandingReader {
  readonly #tag: string;
  readonly #part: string;
  readonly #requests = new Map<Canonical, Noted>();
  readonly #opened: string[] = [];
  readonly #decoder = new TextDecoder();
  #arrived: string | null = null;
  #index = 0;

  constructor({ logTag, sourcePart }: ReceiptKeys) {
    this.#tag = toB64(logTag);
    this.#part = sourcePart;
  }

  get standing(): Standing {
    // Nobody objects to their own request, and each member counts once.
    const requests = [...this.#requests.values()].map(({ request, by, against }) => ({ ...request, vetoes: [...against].filter(other => other !== by).length }));
    return { arrived: this.#arrived, requests: requests.reverse(), opened: this.#opened };
  }

  /** @param leaf the entry's leaf hash */
  take(entry: Uint8Array, leaf: Uint8Array): void {
    const index = this.#index++;
    const text = this.#decoder.decode(entry);
    // Most entries are about others, and are not worth parsing.
    if (!text.includes(this.#part) && !text.includes(this.#tag) && !(this.#requests.size > 0 && text.includes("veto/v1"))) return;
    const act = actOf(entry);
    switch (act["type"]) {
      case "receipt/v1":
        if (act["tag"] === this.#tag) this.#arrived ??= day(act["day"]);
        return;
      case "custody/v1":
        if (act["part"] !== this.#part) return;
        this.#requests.set(toB64(leaf), { request: { index, at: time(act["at"]), reason: reason(act["purpose"]) }, by: act["by"], against: new Set() });
        return;
      case "veto/v1":
        this.#requests.get(act["leaf"] ?? null)?.against.add(act["by"]);
        return;
      case "open/v1":
        if (act["purpose"] === "custody" && Array.isArray(act["parts"]) && act["parts"].includes(this.#part)) this.#opened.push(time(act["at"]));
    }
  }
}

function actOf(entry: Uint8Array): Members {
  try {
    const { act } = parseCanonical(entry) as Members;
    if (typeof act === "object" && act !== null && !Array.isArray(act)) return act as Members;
  } catch {
    // Refused below.
  }
  throw new LogError("log.entry");
}

const day = (value: Canonical | undefined): string => (typeof value === "string" && isDay(value) ? value : malformed());

// A date that is shown must have a year of four digits in every zone.
const time = (value: Canonical | undefined): string => (typeof value === "string" && isTime(value) && value < "9999" ? value : malformed());

const reason = (value: Canonical | undefined): Reason => (value === "contact" || value === "protect" || value === "court" ? value : malformed());

function malformed(): never {
  throw new LogError("log.entry");
}
