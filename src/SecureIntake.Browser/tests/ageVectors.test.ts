import { describe, expect, test } from "vitest";
import { ClassicIdentity, Passphrase } from "../open/classic.js";
import { OpenError } from "../open/failure.js";
import { openFile, withoutArmor } from "../open/file.js";
import { fileKeyOf, headerLength, type FileIdentity } from "../open/header.js";
import { Identity } from "../open/identity.js";
import { sha256, toHex } from "../seal/bytes.js";
import { AGE_VECTORS, KNOWN_VECTORS, type AgeVector } from "./ageVectors.js";

test("No vector is missing", () => {
  expect(AGE_VECTORS.length).toBeGreaterThanOrEqual(KNOWN_VECTORS);
  const expected = (what: string): number => AGE_VECTORS.filter(({ keys }) => keys.get("expect")![0] === what).length;
  expect(["success", "header failure", "armor failure", "payload failure", "HMAC failure", "no match"].map(expected))
    .toEqual([26, 62, 22, 19, 1, 13]);
});

describe("age's vectors", () => {
  test.each(AGE_VECTORS.map(vector => [vector.name, vector] as const))("%s", async (_, vector) => {
    const { keys } = vector;
    const released: Uint8Array[] = [];
    expect(await outcome(vector, released)).toBe(keys.get("expect")![0]);
    // What is released before a failure counts too: only what was verified, and all of it.
    if (keys.has("payload")) expect(toHex(sha256(...released))).toBe(keys.get("payload")![0]);
    else expect(released).toEqual([]);
    if (keys.has("file key") && keys.get("expect")![0] === "success") expect(await fileKey(vector)).toBe(keys.get("file key")![0]);
  });
});

function identitiesOf({ keys }: AgeVector): FileIdentity[] {
  return [
    ...(keys.get("identity") ?? []).map(text => text.startsWith("AGE-SECRET-KEY-PQ-1") ? Identity.parse(text) : ClassicIdentity.parse(text)),
    ...(keys.get("passphrase") ?? []).map(text => new Passphrase(text)),
  ];
}

function fileOf({ keys, file }: AgeVector): Uint8Array {
  return keys.has("armored") ? withoutArmor(file) : file;
}

async function fileKey(vector: AgeVector): Promise<string> {
  const file = fileOf(vector);
  return toHex(await fileKeyOf(file.subarray(0, headerLength(file)!), identitiesOf(vector)));
}

/** In the vectors' own words. */
async function outcome(vector: AgeVector, released: Uint8Array[]): Promise<string> {
  try {
    for await (const chunk of openFile(fileOf(vector), identitiesOf(vector))) released.push(chunk);
    return "success";
  } catch (error) {
    expect(error).toBeInstanceOf(OpenError);
    const { code } = error as OpenError;
    return { "armor.malformed": "armor failure", "header.malformed": "header failure", "header.mac": "HMAC failure",
      "header.no-match": "no match", "payload.malformed": "payload failure" }[code as string] ?? code;
  }
}
