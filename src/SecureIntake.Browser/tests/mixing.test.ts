import { Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, test } from "vitest";
import { ClassicIdentity } from "../open/classic.js";
import { openFile } from "../open/file.js";
import { headerLength, parseHeader } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { concat, systemRandom, toUtf8 } from "../seal/bytes.js";
import { sealFile } from "../seal/file.js";

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

  test("are not slipped past by spelling one of them in capitals, and nothing else is a recipient", async () => {
    await expect(sealFile(plaintext, [first, classic.toUpperCase()])).rejects.toMatchObject({ code: "recipient.malformed" });
    await expect(sealFile(plaintext, [first.toUpperCase()])).rejects.toMatchObject({ code: "recipient.malformed" });
    await expect(sealFile(plaintext, ["age1tag1qt"])).rejects.toMatchObject({ code: "recipient.malformed" });
    await expect(sealFile(plaintext, [])).rejects.toThrow(RangeError);
  });
});
