import { Decrypter } from "age-encryption";
import { bech32 } from "@scure/base";
import { describe, expect, test } from "vitest";
import { Identity } from "../open/identity.js";
import { fileKeyOf, readdress } from "../open/header.js";
import { openPart } from "../open/part.js";
import { newId, systemRandom, toB64, toUtf8 } from "../seal/bytes.js";
import { sealPart } from "../seal/part.js";

describe("a sealed part", () => {
  test("opens with our reader and with age-encryption, before and after re-addressing", async () => {
    const seed = systemRandom(32);
    const identity = Identity.fromSeed(seed);
    const file = systemRandom(60_000);
    const sealed = await sealPart({
      part: newId(), compartment: "evidence", recipient: identity.recipient,
      entries: [{ name: "evidence.json", content: toUtf8("{}") }, { name: "evidence.pdf", content: new Blob([file as BlobPart]) }],
    });
    const payload = sealed.blob.slice(sealed.header.length);
    const expected = { compartment: "evidence" as const, payload: toB64(sealed.payload), commitment: toB64(sealed.commitment) };
    const entries = await openPart(sealed.header, payload, identity, expected);
    expect(entries.map(entry => entry.name)).toEqual(["evidence.json", "evidence.pdf"]);
    expect(entries[1]!.content).toEqual(file);

    const otherSeed = systemRandom(32);
    const other = Identity.fromSeed(otherSeed);
    const header = await readdress(sealed.header, identity, other.recipient);
    expect(header.length).toBe(1627);
    expect(await fileKeyOf(header, other)).toEqual(sealed.fileKey);
    await expect(fileKeyOf(header, identity)).rejects.toThrow("header.no-match");
    const decrypter = new Decrypter();
    decrypter.addIdentity(bech32.encode("AGE-SECRET-KEY-PQ-".toLowerCase(), bech32.toWords(otherSeed)).toUpperCase());
    const whole = new Uint8Array(await new Blob([header as BlobPart, payload]).arrayBuffer());
    expect((await decrypter.decrypt(whole)).length).toBe(63_488);
  });
});
