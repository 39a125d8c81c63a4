import { describe, expect, test } from "vitest";
import { makeDeskLine } from "../../open/documents.js";
import { Identity } from "../../open/identity.js";
import { openSeed, sealSeed } from "../../open/seed.js";
import { StaffKey } from "../../open/staffKey.js";
import { fromB64, newId, systemRandom, toB64 } from "../../seal/bytes.js";
import { parseDeskLine } from "../../seal/documents.js";
import { validSigners, type SignedDocument } from "../../seal/signed.js";
import { countersignDeskKey, prepareDeskKey, shareDeskKey, type DeskOffer, type Lead, type OwnDeskKey } from "./lines.js";

const WEEK = "2026-W48";

function person(...roles: ("lead" | "verifier")[]) {
  const key = StaffKey.generate(systemRandom);
  return { key, member: newId(), roles, recipient: key.recipient, signer: key.signer };
}

const [heron, kestrel, swift, wren] = [person("lead"), person("lead"), person("lead"), person("verifier")];

/** A lead at work where the root lists these members. */
function at({ key }: { key: StaffKey }, ...members: ReturnType<typeof person>[]): Lead {
  const leads = members.filter(({ roles }) => roles.includes("lead")).map(({ member, signer }) => ({ member, signer }));
  const trust = { policy: { leads }, directory: { members } } as unknown as Lead["trust"];
  return { key, trust, now: () => new Date("2026-11-24T12:00:00Z"), random: systemRandom };
}

const as = (who: { key: StaffKey }): Lead => at(who, heron, kestrel, wren);

/** What the portal hands to a lead of what another prepared. */
const handed = ({ document, seals }: DeskOffer, member: string): OwnDeskKey =>
  ({ document, sealed: seals.find(seal => seal.member === member)?.sealed ?? null });

const code = async (work: Promise<unknown>): Promise<string> => work.then(() => "none", (error: { code: string }) => error.code);

describe("preparing", () => {
  test("the seed is sealed to every lead and to nobody else, and each share gives the key of the line", async () => {
    const { document, seals } = await prepareDeskKey(as(heron), WEEK);
    expect(seals.map(({ member }) => member)).toEqual([heron.member, kestrel.member]);
    const { line, signed } = parseDeskLine(document);
    expect(line).toMatchObject({ week: WEEK, destroyed: "2026-12-28" });
    expect([...validSigners(signed, [heron.signer])]).toHaveLength(1);
    for (const [index, { key }] of [heron, kestrel].entries()) {
      expect(Identity.fromSeed(await openSeed(fromB64(seals[index]!.sealed), key.identity)).recipient).toBe(line.recipient);
    }
  });

  test("a lead who is locked out gets no share", async () => {
    const { seals } = await prepareDeskKey(as(heron), WEEK, [kestrel.member]);
    expect(seals.map(({ member }) => member)).toEqual([heron.member]);
  });

  test.each(["2026-W47", "2027-W05"])("%s is not one of the weeks, so nothing is signed", async week => {
    expect(await code(prepareDeskKey(as(heron), week))).toBe("desk.week");
  });

  test("a lead whom the policy does not list signs nothing", async () => {
    expect(await code(prepareDeskKey(as(wren), WEEK))).toBe("desk.signer");
  });
});

describe("countersigning", () => {
  test("the second lead adds a signature to the same body", async () => {
    const offer = await prepareDeskKey(as(heron), WEEK);
    const signed = await countersignDeskKey(as(kestrel), handed(offer, kestrel.member), WEEK);
    expect(signed.body).toBe(offer.document.body);
    expect([...validSigners(signed, [heron.signer, kestrel.signer])].sort()).toEqual([heron.signer, kestrel.signer].sort());
  });

  test("[T-12] no signature where no other lead made it, however well the share fits", async () => {
    // What a portal that is taken over would do: a key of its own, sealed to the leads, for them to vouch for.
    const seed = systemRandom(32);
    const { recipient } = Identity.fromSeed(seed);
    const sealed = toB64(await sealSeed(seed, kestrel.recipient));
    const refused = async (document: SignedDocument): Promise<void> =>
      expect(await code(countersignDeskKey(as(kestrel), { document, sealed }, WEEK))).toBe("desk.unsigned");
    const stranger = makeDeskLine(person().key, WEEK, recipient);
    await refused(stranger);
    await refused({ ...stranger, signatures: [] });
    // Its own signature, taken from elsewhere, is not another lead's; nor is another lead's under another line.
    await refused(makeDeskLine(kestrel.key, WEEK, recipient));
    await refused({ ...stranger, signatures: (await prepareDeskKey(as(heron), WEEK)).document.signatures });
  });

  test("no signature where the share is of another key, missing, another lead's, or the line another week's", async () => {
    const offer = await prepareDeskKey(as(heron), WEEK);
    const other = await prepareDeskKey(as(heron), WEEK);
    const next = await prepareDeskKey(as(heron), "2026-W49");
    const countersign = (own: OwnDeskKey, week = WEEK): Promise<string> => code(countersignDeskKey(as(kestrel), own, week));
    expect(await countersign({ ...handed(other, kestrel.member), document: offer.document })).toBe("desk.other");
    expect(await countersign({ document: offer.document, sealed: null })).toBe("desk.seal");
    expect(await countersign(handed(offer, heron.member))).toBe("header.no-match");
    expect(await countersign(handed(next, kestrel.member))).toBe("desk.other");
    expect(await countersign(handed(offer, kestrel.member), "2027-W05")).toBe("desk.week");
  });

  test("what is no desk line is refused", async () => {
    const offer = await prepareDeskKey(as(heron), WEEK);
    const body = JSON.parse(offer.document.body) as object;
    for (const document of [null, { ...offer.document, kind: "lease/v1" }, { ...offer.document, body: JSON.stringify({ ...body, destroyed: "2026-12-29" }) }]) {
      expect(await code(countersignDeskKey(as(kestrel), { ...handed(offer, kestrel.member), document }, WEEK))).toBe("document.malformed");
    }
  });
});

describe("sharing", () => {
  test("a lead who came later gets a share, and only a lead of the directory", async () => {
    const offer = await prepareDeskKey(as(heron), WEEK);
    const own = handed(offer, kestrel.member);
    const later = at(kestrel, heron, kestrel, swift, wren);
    const shared = await shareDeskKey(later, own, WEEK, [swift.member]);
    const countersigned = await countersignDeskKey(at(swift, heron, kestrel, swift), { ...own, sealed: shared[0]!.sealed }, WEEK);
    expect(countersigned.signatures).toHaveLength(2);
    expect(await code(shareDeskKey(later, own, WEEK, [wren.member]))).toBe("member.role");
    expect(await code(shareDeskKey(later, own, WEEK, [newId()]))).toBe("member.role");
  });

  test("a share of another key is not passed on", async () => {
    const offer = await prepareDeskKey(as(heron), WEEK);
    const foreign = toB64(await sealSeed(systemRandom(32), kestrel.recipient));
    const later = at(kestrel, heron, kestrel, swift);
    expect(await code(shareDeskKey(later, { document: offer.document, sealed: foreign }, WEEK, [swift.member]))).toBe("desk.other");
  });
});
