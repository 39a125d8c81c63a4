import { Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";
import { beforeAll, describe, expect, test } from "vitest";
import { ClassicIdentity } from "../open/classic.js";
import { openFile } from "../open/file.js";
import { headerLength, parseHeader } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { concat, systemRandom, toUtf8 } from "../seal/bytes.js";
import { sealFile } from "../seal/file.js";
import { recipientBytes } from "../seal/recipients.js";

const plaintext = toUtf8("SPECIMEN");
const hybrids = [1, 2].map(() => Identity.fromSeed(systemRandom(32)));
const [first, second] = hybrids.map(({ recipient }) => recipient) as [string, string];
let secret: string;
let classic: string;

beforeAll(async () => {
  secret = await generateIdentity();
  classic = await identityToRecipient(secret);
});

async function opened(file: Uint8Array, identity: Identity | ClassicIdentity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openFile(file, [identity])) chunks.push(chunk);
  return concat(...chunks);
}

function typesOf(file: Uint8Array): string[] {
  return parseHeader(file.subarray(0, headerLength(file)!)).stanzas.map(({ args }) => args[0]!);
}

describe("post-quantum and classic recipients", () => {
  test("are mixed by age-encryption without a word, which is why we look", async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(first);
    encrypter.addRecipient(classic);
    expect(typesOf(await encrypter.encrypt(plaintext))).toEqual(["mlkem768x25519", "X25519"]);
  });

  test.each([0, 1, 2])("are refused by ours, the classic one at position %i", async at => {
    const recipients = [first, second];
    recipients.splice(at, 0, classic);
    await expect(sealFile(plaintext, recipients)).rejects.toMatchObject({ code: "recipient.mixed" });
  });

  test("are each fine among themselves", async () => {
    const ours = await sealFile(plaintext, [first, second]);
    for (const identity of hybrids) expect(await opened(ours, identity)).toEqual(plaintext);
    const theirs = await sealFile(plaintext, [classic, classic]);
    expect(await opened(theirs, ClassicIdentity.parse(secret))).toEqual(plaintext);
  });

  test("are each as many as a header may hold, as C# has it", async () => {
    for (const [recipient, stanza] of [[first, 1557], [classic, 98]] as const) {
      const most = Math.floor((128 * 1024 - 1 - 22 - 48) / stanza);
      await expect(sealFile(plaintext, Array.from({ length: most + 1 }, () => recipient))).rejects.toMatchObject({ code: "recipient.count" });
      const sealed = await sealFile(plaintext, Array.from({ length: most }, () => recipient));
      expect(headerLength(sealed)).toBe(22 + most * stanza + 48);
      expect(typesOf(sealed)).toHaveLength(most);
    }
  });

  test("that nobody can seal to are malformed, of either kind", async () => {
    const lowOrder = new Uint8Array(32);
    const notReduced = recipientBytes(first).fill(0xff, 0, 1184);
    for (const [prefix, bytes] of [["age", lowOrder], ["age", new Uint8Array(31).fill(9)], ["age", new Uint8Array(33).fill(9)], ["age1pq", notReduced],
      ["age1pq", concat(recipientBytes(first).subarray(0, 1184), lowOrder)]] as const) {
      const recipient = bech32.encode(prefix, bech32.toWords(bytes), false);
      await expect(sealFile(plaintext, [recipient]), prefix).rejects.toMatchObject({ name: "SealError", code: "recipient.malformed" });
      // What is none of either kind is not mixed with anything.
      await expect(sealFile(plaintext, [first, recipient]), prefix).rejects.toMatchObject({ code: "recipient.malformed" });
    }
    await expect(sealFile(plaintext, [`${classic.slice(0, -1)}${classic.endsWith("q") ? "p" : "q"}`])).rejects.toMatchObject({ code: "recipient.malformed" });
  });

  test("are not slipped past by spelling one of them in capitals, and nothing else is a recipient", async () => {
    await expect(sealFile(plaintext, [first, classic.toUpperCase()])).rejects.toMatchObject({ code: "recipient.malformed" });
    await expect(sealFile(plaintext, [first.toUpperCase()])).rejects.toMatchObject({ code: "recipient.malformed" });
    await expect(sealFile(plaintext, ["age1tag1qt"])).rejects.toMatchObject({ code: "recipient.malformed" });
    await expect(sealFile(plaintext, [])).rejects.toThrow(RangeError);
  });
});
