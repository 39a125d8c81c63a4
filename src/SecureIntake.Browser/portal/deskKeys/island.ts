/** Prepares the desk keys of the coming weeks, countersigns those that other leads prepared, and shares them with leads who came later. */
import { systemRandom } from "../../seal/bytes.js";
import { action } from "../cases/action.js";
import { fetchTrust } from "../cases/trust.js";
import { GaveUp } from "../cases/unlocked.js";
import type { Report } from "../cases/work.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { refresh } from "../navigate.js";
import { get, send } from "../requests.js";
import { session } from "../session.js";
import { count, t } from "../texts.js";
import { countersignDeskKey, prepareDeskKey, shareDeskKey, type DeskOffer, type Lead, type OwnDeskKey } from "./lines.js";

/** What the server found to do (`DeskKeys.cshtml.cs`). */
interface Work {
  /** Weeks without a key. */
  readonly prepare: readonly string[];
  /** Weeks whose key is made anew instead of finished, since someone who is locked out or leads no more has to do with it. */
  readonly anew: readonly string[];
  /** Leads who are locked out: nothing is sealed to them. */
  readonly without: readonly string[];
  /** Weeks that wait for this lead's signature. */
  readonly countersign: readonly string[];
  /** Weeks of which some leads have no share, while this one has. */
  readonly share: readonly Sharing[];
}

interface Sharing {
  readonly week: string;
  readonly members: readonly string[];
}

// What was just done, to be said on the page that shows it.
let done: string | null = null;

island("desk-keys", root => {
  const { prepare, anew, without, countersign, share } = JSON.parse(root.dataset["work"] ?? "{}") as Work;
  const said = done;
  done = null;
  fill(root,
    // A live region speaks when something enters it, so it stands there first.
    h("div", { class: "desk-done", attrs: { role: "status" } }),
    countersign.length > 0 && action({
      label: count("desk.countersign", countersign.length),
      primary: true,
      cancelled: "desk.countersign.cancelled",
      run: (report, signal) => countersignAll(countersign, report, signal),
    }),
    prepare.length > 0 && action({
      label: count("desk.prepare", prepare.length),
      primary: countersign.length === 0,
      cancelled: "desk.prepare.cancelled",
      run: (report, signal) => prepareAll(prepare, without, report, signal),
    }),
    anew.length > 0 && action({
      label: count("desk.anew", anew.length),
      primary: countersign.length + prepare.length === 0,
      cancelled: "desk.prepare.cancelled",
      run: (report, signal) => prepareAll(anew, without, report, signal),
    }),
    share.length > 0 && action({
      label: count("desk.share", share.length),
      primary: countersign.length + prepare.length + anew.length === 0,
      cancelled: "desk.share.cancelled",
      run: (report, signal) => shareAll(share, report, signal),
    }),
    prepare.length + anew.length + countersign.length + share.length === 0 && said === null && h("p", { class: "notice is-ok" }, t("desk.nothing")));
  if (said !== null) root.querySelector(".desk-done")?.append(h("p", { class: "notice is-ok" }, said));
});

/** All weeks go to the portal at once: it keeps all of them or none. */
async function prepareAll(weeks: readonly string[], without: readonly string[], report: Report, signal: AbortSignal): Promise<void> {
  const lead = await leadAtWork();
  const offers: DeskOffer[] = [];
  for (const [at, week] of weeks.entries()) {
    report("desk.preparing", { week }, at / weeks.length);
    await painted();
    offers.push(await prepareDeskKey(lead, week, without));
  }
  report("desk.prepare.sending", {}, 1);
  await send("POST", "/desk-keys", offers, signal);
  done = count(lead.trust.policy.deskSignatures === 1 ? "desk.prepared.ready" : "desk.prepared.waits", weeks.length);
  await refresh();
}

/** One week after the other: what is signed stays signed. */
async function countersignAll(weeks: readonly string[], report: Report, signal: AbortSignal): Promise<void> {
  const lead = await leadAtWork();
  for (const [at, week] of weeks.entries()) {
    report("desk.countersigning", { week }, at / weeks.length);
    await painted();
    const own = await get<OwnDeskKey>(`/desk-keys/${week}`, signal);
    await send("POST", `/desk-keys/${week}/signature`, { document: await countersignDeskKey(lead, own, week) }, signal);
  }
  done = count("desk.countersigned", weeks.length);
  await refresh();
}

/** One week after the other: what is shared stays shared. */
async function shareAll(weeks: readonly Sharing[], report: Report, signal: AbortSignal): Promise<void> {
  const lead = await leadAtWork();
  for (const [at, { week, members }] of weeks.entries()) {
    report("desk.sharing", { week }, at / weeks.length);
    await painted();
    const own = await get<OwnDeskKey>(`/desk-keys/${week}`, signal);
    await send("POST", `/desk-keys/${week}/seals`, await shareDeskKey(lead, own, week, members), signal);
  }
  done = count("desk.shared", weeks.length);
  await refresh();
}

/** Throws `GaveUp` where the member does not unlock their key. */
async function leadAtWork(): Promise<Lead> {
  const unlocked = await session.unlock();
  if (unlocked === null) throw new GaveUp();
  const now = (): Date => new Date();
  return { key: unlocked.key, trust: await fetchTrust(now()), now, random: systemRandom };
}

/** Sealing is work of some milliseconds without a pause: this lets the page show where it stands, and a click on "Cancel" through. */
function painted(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}
