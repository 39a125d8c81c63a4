import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { StaffKey } from "../open/staffKey.js";
import { fromB64, newId, systemRandom, toB64 } from "../seal/bytes.js";
import { addDays } from "../seal/calendar.js";
import { verifyCard, verifyDirectory, verifyPolicy, verifyPublication, verifyRoster } from "../seal/documents.js";
import { parseRoot, signedMessage } from "../seal/signed.js";
import { Organisation, signWith, TODAY } from "./specimens.js";

const organisation = new Organisation();
const { fingerprint } = organisation;

describe("an organisation card", () => {
  test("is accepted when root, dates and leads are in order", () => {
    const verified = verifyCard(organisation.card(), fingerprint, TODAY);
    expect(verified).toMatchObject({ root: fingerprint, week: "2026-W48", recipient: organisation.desk.recipient, destroyed: "2026-12-28" });
    expect(verified.policy.k).toBe(2);
  });

  test("of another root is refused", () => {
    expect(() => verifyCard(new Organisation().card(), fingerprint, TODAY)).toThrow("card.root");
  });

  test("with a root signature too few is refused", () => {
    const policy = organisation.sign("policy/v1", organisation.policyBody(), 1);
    expect(() => verifyCard({ ...organisation.card(), policy }, fingerprint, TODAY)).toThrow("card.signature");
  });

  test("whose body was changed after signing is refused", () => {
    const card = organisation.card();
    const policy = { ...card.policy, body: card.policy.body.replace("SPECIMEN", "SPECIMEM") };
    expect(() => verifyCard({ ...card, policy }, fingerprint, TODAY)).toThrow("card.signature");
  });

  test("is valid from its first day to its last and on no other", () => {
    const card = organisation.card();
    expect(() => verifyCard(card, fingerprint, "2026-10-31")).toThrow("card.expired");
    expect(() => verifyCard(card, fingerprint, "2027-01-31")).toThrow("card.expired");
    expect(verifyCard(card, fingerprint, "2026-11-01").week).toBe("2026-W48");
  });

  test("made to live longer than 90 days is refused", () => {
    const policy = organisation.sign("policy/v1", { ...organisation.policyBody(), expires: "2027-01-31" });
    expect(() => verifyCard({ ...organisation.card(), policy }, fingerprint, TODAY)).toThrow("card.malformed");
  });

  test("whose desk line one lead signed where two must is refused", () => {
    const card = organisation.card();
    const desk = { ...card.desk, signatures: card.desk.signatures.slice(0, 1) };
    expect(() => verifyCard({ ...card, desk }, fingerprint, TODAY)).toThrow("card.desk");
  });

  test("whose desk line one lead signed and a stranger countersigned is refused", () => {
    const card = organisation.card();
    const stranger = StaffKey.generate(systemRandom).countersign({ ...card.desk, signatures: card.desk.signatures.slice(0, 1) });
    expect(() => verifyCard({ ...card, desk: stranger }, fingerprint, TODAY)).toThrow("card.desk");
  });

  test("with a desk key that one signature is given twice is refused", () => {
    const card = organisation.card();
    const [first] = card.desk.signatures;
    const desk = { ...card.desk, signatures: [first, first] };
    expect(() => verifyCard({ ...card, desk }, fingerprint, TODAY)).toThrow("card.malformed");
  });

  test("with 21 days of its desk key left is accepted, with 20 refused", () => {
    const card = organisation.card();
    expect(verifyCard(card, fingerprint, "2026-12-07").destroyed).toBe("2026-12-28");
    expect(() => verifyCard(card, fingerprint, "2026-12-08")).toThrow("card.week");
  });

  test("whose desk key claims to live longer than its week gives is refused", () => {
    const body = { v: 1, week: "2026-W48", recipient: organisation.desk.recipient, destroyed: "2026-12-29" };
    const desk = organisation.leads[1]!.countersign(organisation.leads[0]!.sign("desk/v1", body));
    expect(() => verifyCard({ ...organisation.card(), desk }, fingerprint, TODAY)).toThrow("card.malformed");
  });

  test.each([
    ["an unknown member", { surplus: 1 }],
    ["a member missing", { address: undefined }],
    ["custodians out of order", { custodians: [{ number: 2, recipient: organisation.custodians[0]!.recipient }] }],
    ["one custodian twice", { custodians: [1, 2].map(number => ({ number, recipient: organisation.custodians[0]!.recipient })) }],
    ["k above the number of custodians", { k: 4 }],
    ["k of one", { k: 1 }],
    ["more desk signatures than leads", { deskSignatures: 3 }],
    ["no desk signature asked", { deskSignatures: 0 }],
    ["one lead twice", { leads: [0, 1].map(() => ({ member: newId(), signer: organisation.leads[0]!.signer })) }],
    ["a classic recipient", { custodians: [1, 2].map(number => ({ number, recipient: `age1${"q".repeat(58)}` })) }],
    ["a day that does not exist", { issued: "2026-11-31" }],
    ["no word about witnesses", { witnesses: "" }],
    ["too many words about witnesses", { witnesses: "x".repeat(8193) }],
    ["a list of witnesses", { witnesses: [] }],
    ["another version", { v: 2 }],
  ])("with %s is refused", (_, change) => {
    const policy = organisation.sign("policy/v1", { ...organisation.policyBody(), ...change });
    expect(() => verifyCard({ ...organisation.card(), policy }, fingerprint, TODAY)).toThrow("card.malformed");
  });

  test("with a repeated member in a body is refused, even where both spell alike once unescaped", () => {
    const text = JSON.stringify(organisation.policyBody()).replace(/\}$/, ',"\\u006b":3}');
    const policy = organisation.sign("policy/v1", text);
    expect(() => verifyCard({ ...organisation.card(), policy }, fingerprint, TODAY)).toThrow("card.malformed");
  });

  test.each([null, [], "card", 1, {}, { policy: 1, desk: 2 }])("that is %j is refused", value => {
    expect(() => verifyCard(value, fingerprint, TODAY)).toThrow("card.malformed");
  });
});

describe("a signature", () => {
  test("for one kind never fits another", () => {
    const body = JSON.stringify(organisation.policyBody());
    const policy = { ...organisation.sign("roster/v1", body), kind: "policy/v1" as const };
    expect(() => verifyPolicy(policy, fingerprint, TODAY)).toThrow("document.signature");
  });

  test("whose scalar was shifted by the group order is refused: one signature, one spelling", () => {
    const secret = ed25519.keygen().secretKey;
    const signature = ed25519.sign(signedMessage("desk/v1", "{}"), secret);
    let s = BigInt(`0x${[...signature.subarray(32)].reverse().map(byte => byte.toString(16).padStart(2, "0")).join("")}`);
    s += ed25519.Point.Fn.ORDER;
    const shifted = signature.slice();
    for (let i = 32; i < 64; i++, s >>= 8n) shifted[i] = Number(s & 0xffn);
    const key = ed25519.getPublicKey(secret);
    expect(ed25519.verify(shifted, signedMessage("desk/v1", "{}"), key, { zip215: false })).toBe(false);
  });
});

describe("a root", () => {
  test("with keys out of order, twice, too few or of small order is refused", () => {
    const { threshold, keys } = organisation.root.root;
    for (const bad of [
      { threshold, keys: [...keys].reverse() },
      { threshold, keys: [keys[0], keys[0], keys[1]] },
      { threshold: 4, keys },
      { threshold: 0, keys },
      { threshold: 1, keys: [] },
      { threshold: 1, keys: [toB64(Uint8Array.from({ length: 32 }, (_, i) => i === 0 ? 1 : 0))] },
    ]) expect(() => parseRoot(bad)).toThrow("malformed");
    expect(parseRoot({ threshold, keys })).toEqual({ threshold, keys });
  });
});

describe("directory and roster", () => {
  const policy = organisation.verified().policy;
  const member = () => {
    const key = StaffKey.generate(systemRandom);
    return { member: newId(), roles: ["verifier"], recipient: key.recipient, signer: key.signer };
  };
  const directory = () => ({
    v: 1, salt: toB64(systemRandom(32)), members: [member(), member()], benches: [{ bench: newId(), signer: StaffKey.generate(systemRandom).signer }],
    gates: [{ gate: newId(), signer: StaffKey.generate(systemRandom).signer }],
    issued: "2026-11-20", expires: addDays("2026-11-20", 90),
  });

  test("are accepted under the policy's root", () => {
    const body = directory();
    const verified = verifyDirectory(organisation.sign("directory/v1", body), policy, TODAY);
    expect(verified.members).toHaveLength(2);
    expect(fromB64(verified.digest)).toHaveLength(32);
    const roster = {
      v: 1, policy: toB64(new Uint8Array(32)), directory: verified.digest, signers: body.members.map(({ member, signer }) => ({ member, signer })), benches: body.benches,
      issued: body.issued, expires: body.expires,
    };
    expect(verifyRoster(organisation.sign("roster/v1", roster), policy, TODAY).signers).toHaveLength(2);
  });

  test("go with the policy that the roster names, and with no other, which may ask for fewer witnesses", () => {
    // Each names other leads, so the two are two documents.
    const [signed, older] = [0, 1].map(() => organisation.sign("policy/v1", organisation.policyBody()));
    const root = organisation.fingerprint;
    const { digest } = verifyPolicy(signed, root, TODAY);
    const body = directory();
    const signedDirectory = organisation.sign("directory/v1", body);
    const roster = (policyDigest: string, directoryDigest: string): unknown => organisation.sign("roster/v1", {
      v: 1, policy: policyDigest, directory: directoryDigest, signers: body.members.map(({ member, signer }) => ({ member, signer })), benches: body.benches,
      issued: body.issued, expires: body.expires,
    });
    const { digest: named } = verifyDirectory(signedDirectory, policy, TODAY);
    expect(verifyPublication({ policy: signed, directory: signedDirectory, roster: roster(digest, named) }, root, TODAY).policy.digest).toBe(digest);
    for (const wrong of [
      { policy: older, directory: signedDirectory, roster: roster(digest, named) },
      { policy: signed, directory: organisation.sign("directory/v1", directory()), roster: roster(digest, named) },
    ]) expect(() => verifyPublication(wrong, root, TODAY)).toThrow("document.signature");
    expect(() => verifyPublication({ policy: signed, directory: signedDirectory, roster: undefined }, root, TODAY)).toThrow("document.malformed");
  });

  test("are refused under another root, out of date, or with one signer for two", () => {
    const body = directory();
    const stranger = signWith("directory/v1", body, new Organisation().root.secrets);
    expect(() => verifyDirectory(stranger, policy, TODAY)).toThrow("document.signature");
    expect(() => verifyDirectory(organisation.sign("directory/v1", body), policy, "2026-11-19")).toThrow("document.expired");
    const [first, second] = body.members;
    const twice = { ...body, members: [first, { ...second!, signer: first!.signer }] };
    expect(() => verifyDirectory(organisation.sign("directory/v1", twice), policy, TODAY)).toThrow("document.malformed");
    const bench = { ...body, benches: [{ bench: newId(), signer: first!.signer }] };
    expect(() => verifyDirectory(organisation.sign("directory/v1", bench), policy, TODAY)).toThrow("document.malformed");
    const unknown = { ...body, members: [{ ...first!, roles: ["owner"] }] };
    expect(() => verifyDirectory(organisation.sign("directory/v1", unknown), policy, TODAY)).toThrow("document.malformed");
  });
});
