import { ed25519 } from "@noble/curves/ed25519.js";
import { beforeAll, describe, expect, test } from "vitest";
import { digestOf, makeDeskLine, makeGrant, makeLease } from "../open/documents.js";
import { Identity } from "../open/identity.js";
import { openSeed, sealSeed } from "../open/seed.js";
import { openStaffKey, passphraseSecrets, prfInput, sealStaffKey, StaffKey, unsealingFromPrf, type PassphraseSecrets } from "../open/staffKey.js";
import { derive, fromB64, newId, sha256, systemRandom, toB64, toHex, toUtf8 } from "../seal/bytes.js";
import { recipientDigest } from "../seal/recipients.js";
import { parseSigned, validSigners } from "../seal/signed.js";

describe("a staff key", () => {
  test("gives the identity and signer that its seed's derivations name", () => {
    const seed = systemRandom(32);
    const key = StaffKey.fromSeed(seed);
    expect(key.recipient).toBe(Identity.fromSeed(derive(seed, "secureintake/staff/identity/v1")).recipient);
    expect(key.signer).toBe(toB64(ed25519.getPublicKey(derive(seed, "secureintake/staff/signer/v1"))));
  });

  test("sealed to a passkey's output comes back with it and with no other", async () => {
    const key = StaffKey.generate(systemRandom);
    const output = systemRandom(32);
    const sealed = await sealStaffKey(key, unsealingFromPrf(output));
    const opened = await openStaffKey(sealed, unsealingFromPrf(output));
    expect([opened.signer, opened.recipient]).toEqual([key.signer, key.recipient]);
    await expect(openStaffKey(sealed, unsealingFromPrf(systemRandom(32)))).rejects.toThrow("staff-key.wrong");
    const damaged = sealed.slice();
    damaged[damaged.length - 1]! ^= 1;
    await expect(openStaffKey(damaged, unsealingFromPrf(output))).rejects.toThrow("payload.malformed");
    await expect(openStaffKey(new Uint8Array(50), unsealingFromPrf(output))).rejects.toThrow("header.malformed");
  });

  test("shows nothing of its seed", () => {
    const key = StaffKey.generate(systemRandom);
    expect(String(key)).toBe("StaffKey");
    expect(() => JSON.stringify(key)).toThrow(TypeError);
    expect(Object.keys(key).sort()).toEqual(["identity", "signer"]);
  });

  test("signs a document once, however often it is asked", () => {
    const key = StaffKey.generate(systemRandom);
    const other = StaffKey.generate(systemRandom);
    const signed = key.countersign(other.countersign(key.sign("desk/v1", { v: 1 })));
    expect(validSigners(parseSigned(signed, "desk/v1"), [key.signer, other.signer])).toEqual(new Set([key.signer, other.signer]));
  });
});

describe("a passphrase", () => {
  const salt = systemRandom(16);

  const seen: number[] = [];
  let composed: PassphraseSecrets;

  beforeAll(async () => {
    composed = await passphraseSecrets("Zoë SPECIMEN", salt, at => seen.push(at));
  });

  test("gives two values that tell nothing of each other, alike for every spelling of the same letters", async () => {
    const decomposed = await passphraseSecrets("Zoe\u0308 SPECIMEN", salt);
    expect(decomposed.signIn).toBe(composed.signIn);
    expect(decomposed.unsealing.recipient).toBe(composed.unsealing.recipient);
    expect(unsealingFromPrf(fromB64(composed.signIn)).recipient).not.toBe(composed.unsealing.recipient);
  });

  test("that is wrong unseals nothing, and the code says so", async () => {
    const key = StaffKey.generate(systemRandom);
    const sealed = await sealStaffKey(key, composed.unsealing);
    expect((await openStaffKey(sealed, composed.unsealing)).signer).toBe(key.signer);
    const wrong = await passphraseSecrets("Zoe SPECIMEN", salt);
    await expect(openStaffKey(sealed, wrong.unsealing)).rejects.toMatchObject({ code: "staff-key.wrong" });
  });

  test("with another salt gives other values, and shows progress to its end", async () => {
    const other = await passphraseSecrets("Zoë SPECIMEN", systemRandom(16));
    expect(other.signIn).not.toBe(composed.signIn);
    expect(seen.at(-1)).toBeCloseTo(1, 3);
    await expect(passphraseSecrets("SPECIMEN", new Uint8Array(8))).rejects.toThrow("key.malformed");
  });
});

test("The passkey's input is the digest of its label", () => {
  expect(toHex(prfInput())).toBe(toHex(sha256(toUtf8("secureintake/staff/prf/v1"))));
});

test("A sealed seed opens for its reader only", async () => {
  const seed = systemRandom(32);
  const [reader, stranger] = [Identity.fromSeed(systemRandom(32)), Identity.fromSeed(systemRandom(32))];
  const sealed = await sealSeed(seed, reader.recipient);
  expect(await openSeed(sealed, reader)).toEqual(seed);
  await expect(openSeed(sealed, stranger)).rejects.toThrow("header.no-match");
  await expect(sealSeed(new Uint8Array(31), reader.recipient)).rejects.toThrow("key.malformed");
});

describe("documents that a member signs", () => {
  const key = StaffKey.generate(systemRandom);
  const reader = StaffKey.generate(systemRandom);
  const grant = makeGrant(key, {
    case: newId(), part: newId(), compartment: "evidence", payload: toB64(systemRandom(32)), commitment: toB64(systemRandom(32)),
    grantee: newId(), recipient: reader.recipient, purpose: "examine", expires: "2026-11-25T10:00:00Z", by: newId(),
  }, systemRandom);

  test("are grants that name their recipient by digest", () => {
    const body = JSON.parse(grant.body) as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(["v", "grant", "case", "part", "compartment", "payload", "commitment", "grantee", "recipient", "purpose", "expires", "by"]);
    expect(body["recipient"]).toBe(toB64(recipientDigest(reader.recipient)));
    expect(validSigners(grant, [key.signer]).size).toBe(1);
  });

  test("are leases that name their grants by body digest", () => {
    const lease = makeLease(key, {
      case: newId(), stage: "examine", grants: [grant], run: newId(), readers: [{ member: newId(), recipient: reader.recipient }],
      by: newId(), expires: "2026-11-25T10:00:00Z",
    }, systemRandom);
    const body = JSON.parse(lease.body) as Record<string, unknown>;
    expect(body["grants"]).toEqual([digestOf(grant)]);
    expect(Object.keys(body)).toEqual(["v", "lease", "case", "stage", "grants", "run", "readers", "by", "expires"]);
  });

  test("are desk lines whose key goes 35 days after their Monday", () => {
    expect(JSON.parse(makeDeskLine(key, "2026-W48", reader.recipient).body)).toEqual(
      { v: 1, week: "2026-W48", recipient: reader.recipient, destroyed: "2026-12-28" });
  });
});
