import { describe, expect, test } from "vitest";
import { Identity } from "../../open/identity.js";
import { openSeed, sealSeed } from "../../open/seed.js";
import { StaffKey } from "../../open/staffKey.js";
import { fromB64, newId, systemRandom, toB64 } from "../../seal/bytes.js";
import type { VerifiedDirectory } from "../../seal/documents.js";
import { validSigners } from "../../seal/signed.js";
import { countersignDeskLine, prepareDeskKey, shareDeskKey } from "./deskLines.js";

const WEEK = "2026-W48";

function member(...roles: ("lead" | "verifier")[]) {
  const key = StaffKey.generate(systemRandom);
  return { key, member: newId(), roles, recipient: key.recipient, signer: key.signer };
}

const [heron, kestrel, swift, wren] = [member("lead"), member("lead"), member("lead"), member("verifier")];
const LEADS = [heron, kestrel, swift].map(({ signer }) => signer);
const directoryOf = (...members: ReturnType<typeof member>[]): VerifiedDirectory => ({
  v: 1, salt: toB64(new Uint8Array(32)), members, benches: [], issued: "2026-11-24", expires: "2027-02-22", digest: "",
});

describe("a desk key", () => {
  test("is sealed to every lead and to nobody else, and each share gives the line's recipient", async () => {
    const offer = await prepareDeskKey(heron.key, directoryOf(heron, kestrel, wren), WEEK, systemRandom);
    expect(offer.seals.map(seal => seal.member)).toEqual([heron.member, kestrel.member]);
    const line = JSON.parse(offer.document.body) as { recipient: string; destroyed: string };
    for (const [at, lead] of [heron, kestrel].entries()) {
      const seed = await openSeed(fromB64(offer.seals[at]!.sealed), lead.key.identity);
      expect(Identity.fromSeed(seed).recipient).toBe(line.recipient);
    }
    expect(line.destroyed).toBe("2026-12-28");
    expect(offer.document.signatures.map(({ key }) => key)).toEqual([heron.signer]);
  });

  test("is countersigned by a lead whose share is of that key", async () => {
    const { document, seals } = await prepareDeskKey(heron.key, directoryOf(heron, kestrel), WEEK, systemRandom);
    const signed = await countersignDeskLine(kestrel.key, { document, sealed: seals[1]!.sealed }, WEEK, LEADS);
    expect([...validSigners(signed, [heron.signer, kestrel.signer])].sort()).toEqual([heron.signer, kestrel.signer].sort());
  });

  test("is not countersigned where the share is of another key, missing, another lead's, or the line another week's", async () => {
    const { document, seals } = await prepareDeskKey(heron.key, directoryOf(heron, kestrel), WEEK, systemRandom);
    const foreign = toB64(await sealSeed(systemRandom(32), kestrel.recipient));
    const countersign = (sealed: string | null, week = WEEK) => countersignDeskLine(kestrel.key, { document, sealed }, week, LEADS);
    await expect(countersign(foreign)).rejects.toMatchObject({ code: "desk.other" });
    await expect(countersign(null)).rejects.toMatchObject({ code: "desk.seal" });
    await expect(countersign(seals[0]!.sealed)).rejects.toMatchObject({ code: "header.no-match" });
    await expect(countersign(seals[1]!.sealed, "2026-W49")).rejects.toMatchObject({ code: "desk.malformed" });
    await expect(countersignDeskLine(kestrel.key, { document: { kind: "desk/v1" }, sealed: null }, WEEK, LEADS)).rejects.toMatchObject({ code: "desk.malformed" });
  });

  test("[T-12] is not countersigned where no other lead made it, however well the share fits", async () => {
    // What a portal that is taken over would do: a key of its own, sealed to the leads, for them to vouch for.
    const { document, seals } = await prepareDeskKey(StaffKey.generate(systemRandom), directoryOf(heron, kestrel), WEEK, systemRandom);
    const own = { document, sealed: seals[1]!.sealed };
    await expect(countersignDeskLine(kestrel.key, own, WEEK, LEADS)).rejects.toMatchObject({ code: "desk.unsigned" });
    const unsigned = { ...own, document: { ...document, signatures: [] } };
    await expect(countersignDeskLine(kestrel.key, unsigned, WEEK, LEADS)).rejects.toMatchObject({ code: "desk.unsigned" });
    // Its own signature, taken from elsewhere, is not another lead's.
    const alone = { ...own, document: kestrel.key.countersign({ ...document, signatures: [] }) };
    await expect(countersignDeskLine(kestrel.key, alone, WEEK, LEADS)).rejects.toMatchObject({ code: "desk.unsigned" });
  });

  test("is shared with a lead who came later, and only with leads of the directory", async () => {
    const { document, seals } = await prepareDeskKey(heron.key, directoryOf(heron, kestrel), WEEK, systemRandom);
    const own = { document, sealed: seals[1]!.sealed };
    const later = directoryOf(heron, kestrel, swift, wren);
    const shared = await shareDeskKey(kestrel.key, own, WEEK, later, [swift.member]);
    const countersigned = await countersignDeskLine(swift.key, { document, sealed: shared[0]!.sealed }, WEEK, LEADS);
    expect(countersigned.signatures).toHaveLength(2);
    await expect(shareDeskKey(kestrel.key, own, WEEK, later, [wren.member])).rejects.toMatchObject({ code: "member.role" });
    await expect(shareDeskKey(kestrel.key, own, WEEK, later, [newId()])).rejects.toMatchObject({ code: "member.role" });
  });
});
