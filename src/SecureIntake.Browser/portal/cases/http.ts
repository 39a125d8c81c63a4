import { get, getStream, send } from "../requests.js";
import type { CaseFacts } from "./facts.js";
import type { CasePortal } from "./portal.js";

/** The portal's endpoints over HTTP. */
export const portal: CasePortal = {
  gates: case_ => get(`/cases/${case_}/gate.json`),
  open: (case_, entry, recipient) => send("POST", `/cases/${case_}/open`, { ...entry, recipient }),
  triage: (case_, request) => send("POST", `/cases/${case_}/triage`, request),
  assign: (case_, request) => send("POST", `/cases/${case_}/assign`, request),
  keyed: (case_, request) => send("POST", `/cases/${case_}/keyed`, request),
  lease: (case_, request) => send("POST", `/cases/${case_}/lease`, request),
  requestCustody: (case_, entry) => send("POST", `/cases/${case_}/custody`, entry),
  provenRequest: case_ => get(`/cases/${case_}/custody.json`),
  payload: (part, signal) => getStream(`/parts/${part}/payload`, signal),
};

/** The facts as they are now. */
export function fetchFacts(case_: string, signal: AbortSignal): Promise<CaseFacts> {
  return get(`/cases/${case_}/facts.json`, signal);
}
