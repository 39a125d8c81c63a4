/** Prepares the desk keys of the coming weeks and countersigns those of other leads. */
import { systemRandom } from "../../seal/bytes.js";
import { action } from "../cases/action.js";
import { fetchTrust } from "../cases/trust.js";
import { GaveUp } from "../cases/work.js";
import { fill, h } from "../dom.js";
import { island } from "../islands.js";
import { refresh } from "../navigate.js";
import { get, send } from "../requests.js";
import { session, type Unlocked } from "../session.js";
import { count, t } from "../texts.js";
import { countersignDeskLine, prepareDeskKey, shareDeskKey, type OwnDeskKey } from "./deskLines.js";

interface Work {
  /** Weeks without a key. */
  readonly prepare: readonly string[];
  /** Weeks whose line this lead has not signed. */
  readonly countersign: readonly string[];
  /** Weeks of which some leads have no share, while this one has. */
  readonly share: readonly { readonly week: string; readonly members: readonly string[] }[];
}

island("desk-keys", root => {
  const { prepare, countersign, share } = JSON.parse(root.dataset["work"] ?? "{}") as Work;
  if (prepare.length === 0 && countersign.length === 0 && share.length === 0) {
    fill(root, h("p", { class: "notice is-ok" }, t("desk.nothing")));
    return;
  }
  fill(root, h("div", { class: "row" },
    countersign.length > 0 && action({
      label: count("desk.countersign", countersign.length),
      primary: true,
      run: async (report, signal) => {
        const { key } = await unlocked();
        const { policy } = await fetchTrust(new Date());
        const leads = policy.leads.map(({ signer }) => signer);
        for (const [at, week] of countersign.entries()) {
          report("desk.countersigning", { week }, at / countersign.length);
          const own = await get<OwnDeskKey>(`/desk-keys/${week}`, signal);
          await send("POST", `/desk-keys/${week}/signature`, { document: await countersignDeskLine(key, own, week, leads) }, signal);
        }
        await refresh();
      },
    }),
    prepare.length > 0 && action({
      label: count("desk.prepare", prepare.length),
      primary: countersign.length === 0,
      run: async (report, signal) => {
        const { key } = await unlocked();
        const { directory } = await fetchTrust(new Date());
        const offers = [];
        for (const [at, week] of prepare.entries()) {
          report("desk.preparing", { week }, at / prepare.length);
          offers.push(await prepareDeskKey(key, directory, week, systemRandom));
        }
        await send("POST", "/desk-keys", offers, signal);
        await refresh();
      },
    }),
    share.length > 0 && action({
      label: count("desk.share", share.length),
      run: async (report, signal) => {
        const { key } = await unlocked();
        const { directory } = await fetchTrust(new Date());
        for (const [at, { week, members }] of share.entries()) {
          report("desk.sharing", { week }, at / share.length);
          const own = await get<OwnDeskKey>(`/desk-keys/${week}`, signal);
          await send("POST", `/desk-keys/${week}/seals`, await shareDeskKey(key, own, week, directory, members), signal);
        }
        await refresh();
      },
    })));
});

async function unlocked(): Promise<Unlocked> {
  const unlocked = await session.unlock();
  if (unlocked === null) throw new GaveUp();
  return unlocked;
}
