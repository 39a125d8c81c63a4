/** What the log says of the holder of a receipt code. The entries are public; which of them concern whom, only the code tells. */
import type { CustodyAct, OpenAct, VetoAct } from "../../log/acts.js";
import { parseCanonical } from "../../log/canonical.js";
import { fromUtf8, toB64 } from "../../seal/bytes.js";
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
  readonly reason: CustodyAct["purpose"];
  /** How many objections followed. */
  readonly vetoes: number;
}

interface ReceiptAct { readonly type: "receipt/v1"; readonly day: string; readonly tag: string }

type Act = ReceiptAct | CustodyAct | VetoAct | OpenAct;

/** Reads all entries once, in their order. Whether they are the log's is for the caller to find out. */
export class StandingReader {
  readonly #tag: string;
  readonly #part: string;
  readonly #requests = new Map<string, NameRequest>();
  readonly #opened: string[] = [];
  #arrived: string | null = null;
  #index = 0;

  constructor({ logTag, sourcePart }: ReceiptKeys) {
    this.#tag = toB64(logTag);
    this.#part = sourcePart;
  }

  get standing(): Standing {
    return { arrived: this.#arrived, requests: [...this.#requests.values()].reverse(), opened: this.#opened };
  }

  /** @param leaf the entry's leaf hash */
  take(entry: Uint8Array, leaf: Uint8Array): void {
    const index = this.#index++;
    const text = fromUtf8(entry);
    // Most entries are about others, and are not worth parsing.
    if (!text.includes(this.#part) && !text.includes(this.#tag) && !(this.#requests.size > 0 && text.includes("veto/v1"))) return;
    const { act } = parseCanonical(entry) as unknown as { readonly act: Act };
    switch (act.type) {
      case "receipt/v1":
        if (act.tag === this.#tag) this.#arrived ??= act.day;
        return;
      case "custody/v1":
        if (act.part === this.#part) this.#requests.set(toB64(leaf), { index, at: act.at, reason: act.purpose, vetoes: 0 });
        return;
      case "veto/v1": {
        const request = this.#requests.get(act.leaf);
        if (request !== undefined) this.#requests.set(act.leaf, { ...request, vetoes: request.vetoes + 1 });
        return;
      }
      case "open/v1":
        if (act.purpose === "custody" && act.parts.includes(this.#part)) this.#opened.push(act.at);
    }
  }
}
