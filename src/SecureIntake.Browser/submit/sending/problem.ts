/** From what went wrong to what a person can do about it. The code is kept for the organisation; no text of an exception goes further. */
import { SealError } from "../../seal/failure.js";
import { Refused, Unreachable } from "./intake.js";
import type { Problem } from "./protocol.js";

/** `reading`: the evidence file that was being read or sealed. */
export function problemOf(error: unknown, reading?: number): Problem {
  if (error instanceof SealError) return { ...ofSealing(error.code), ...(error.code === "file.unreadable" && reading !== undefined ? { file: reading } : {}) };
  if (error instanceof Unreachable) return { kind: "network", code: error.why };
  if (error instanceof Refused) return { kind: ofStatus(error), code: `${error.status} ${error.code}` };
  // A phone that cannot find room for a piece.
  if (error instanceof RangeError || (error instanceof DOMException && error.name === "QuotaExceededError")) return { kind: "memory", code: error.name };
  return { kind: "fault", code: error instanceof Error ? error.name : "unknown" };
}

function ofSealing(code: string): Problem {
  if (code === "card.expired") return { kind: "date", code };
  if (code === "card.week") return { kind: "desk", code };
  if (code.startsWith("card.") || code === "recipient.malformed") return { kind: "signature", code };
  if (code === "file.unreadable") return { kind: "unreadable", code };
  if (code === "device.full") return { kind: "memory", code };
  if (code.endsWith(".too-large") || code === "evidence.count") return { kind: "toolarge", code };
  return { kind: "fault", code };
}

/** `card.none`: the organisation has prepared no desk key for this week. */
function ofStatus({ status, code }: Refused): Problem["kind"] {
  if (code === "card.none") return "desk";
  if (code === "card.malformed") return "signature";
  if (status === 413) return "toolarge";
  if (status === 507) return "full";
  return "refused";
}
