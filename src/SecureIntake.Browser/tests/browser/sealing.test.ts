import { Decrypter } from "age-encryption";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFile } from "../../open/file.js";
import { Identity } from "../../open/identity.js";
import { concat, sha256, systemRandom, toHex } from "../../seal/bytes.js";
import { countingRandom } from "../specimens.js";
import { buildPage, CHROMIUM, launch, serve } from "./chromium.mjs";
import type { Answered, Asked } from "./worker.js";

/*
 * Real Chromium under the policies that Intake sends: what is held here cannot be held anywhere else. That these files open in C# too follows
 * from the bytes: sealingVectors.test.ts holds every cipher to what C# wrote from the same randomness.
 */

const identity = Identity.fromSeed(systemRandom(32));
/** Some pieces, and a last chunk that is short. */
const specimen = countingRandom(5)(5 * 1024 * 1024 + 4_321);

test("Chromium is there", () => {
  // Without it the tests below would fail one by one with a message that says less.
  expect(existsSync(CHROMIUM)).toBe(true);
});

describe.each([
  ["as it is", [], "browser"],
  ["without a script compiler, as in Tor Browser's safer setting", ["--js-flags=--jitless"], "browser"],
] as const)("Chromium %s", (_, switches, best) => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  let path: string;
  const complaints: string[] = [];
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "secureintake-browser-"));
    path = join(folder, "specimen.mp4");
    await writeFile(path, specimen);
    const built = await buildPage();
    const site = await serve(built.folder);
    browser = await launch(switches);
    closing.push(() => browser.close(), site.close, built.remove, () => rm(folder, { recursive: true }));
    page = await browser.newPage();
    page.on("console", message => { if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text()); });
    await page.goto(site.address);
    await page.setInputFiles("input", path);
  }, 120_000);

  afterAll(async () => {
    for (const close of closing) await close();
  });

  const ask = (order: Omit<Asked, "file" | "recipient" | "bytes">): Promise<Answered> =>
    page.evaluate(given => window.ask(given), { ...order, recipient: identity.recipient, bytes: true });

  test.each([["best", best], ["native", "browser"], ["wasm", "wasm"], ["script", "script"]] as const)("seals by the path %s to a file that ours and age-encryption open", async (way, by) => {
    if (way === "wasm" && switches.length > 0) return expect((await ask({ make: "file", way, hands: 2 })).failed).toBeDefined();
    const answer = await ask({ make: "file", way, hands: 2 });
    expect([answer.failed, answer.path]).toEqual([undefined, by]);
    const file = new Uint8Array(Buffer.from(answer.sealed!, "base64"));
    const chunks: Uint8Array[] = [];
    for await (const chunk of openFile(file, [identity])) chunks.push(chunk);
    expect(toHex(sha256(...chunks))).toBe(toHex(sha256(specimen)));
    const decrypter = new Decrypter();
    decrypter.addIdentity({ unwrapFileKey: stanzas => identity.unwrap(stanzas) });
    expect(toHex(sha256(await decrypter.decrypt(file)))).toBe(toHex(sha256(specimen)));
  }, 120_000);

  test("seals a large file, in larger pieces", async () => {
    const large = countingRandom(6)(33 * 1024 * 1024 + 1);
    await writeFile(path, large);
    await page.setInputFiles("input", path);
    const answer = await ask({ make: "file", way: "best", hands: 2 });
    const hash = createHash("sha256");
    for await (const chunk of openFile(new Uint8Array(Buffer.from(answer.sealed!, "base64")), [identity])) hash.update(chunk);
    expect(hash.digest("hex")).toBe(createHash("sha256").update(large).digest("hex"));
    await writeFile(path, specimen);
    await page.setInputFiles("input", path);
  }, 120_000);

  test("seals a whole part, whose tar any tar reads", async () => {
    const answer = await ask({ make: "part", way: "best", hands: 2 });
    expect(answer.failed).toBeUndefined();
    const chunks: Uint8Array[] = [];
    for await (const chunk of openFile(new Uint8Array(Buffer.from(answer.sealed!, "base64")), [identity])) chunks.push(chunk);
    const archive = join(folder, "part.tar");
    await writeFile(archive, concat(...chunks));
    const read = (name: string): Buffer => execFileSync("tar", ["-xOf", archive, name], { maxBuffer: 64 << 20 });
    expect(toHex(sha256(read("evidence.mp4")))).toBe(toHex(sha256(specimen)));
    expect(JSON.parse(read("evidence.json").toString())).toEqual({ sha256: Buffer.from(sha256(specimen)).toString("base64") });
  }, 120_000);

  test("complains about nothing: every Worker and script is within the policies", () => {
    expect(complaints).toEqual([]);
  });

  test("refuses a file that changed after it was chosen", async () => {
    await writeFile(path, specimen.slice().reverse());
    expect((await ask({ make: "part", way: "best", hands: 2 })).failed).toBe("file.unreadable");
  }, 60_000);
});

describe("Chromium with a collector that never rests", () => {
  let page: Page;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "secureintake-browser-"));
    const path = join(folder, "specimen.mp4");
    await writeFile(path, specimen);
    const built = await buildPage();
    const site = await serve(built.folder);
    const browser = await launch(["--js-flags=--expose-gc"]);
    closing.push(() => browser.close(), site.close, built.remove, () => rm(folder, { recursive: true }));
    page = await browser.newPage();
    await page.goto(site.address);
    await page.setInputFiles("input", path);
  }, 120_000);

  afterAll(async () => {
    for (const close of closing) await close();
  });

  test.each(["file", "part"] as const)("reads and seals a %s to its end", async make => {
    const sealing = page.evaluate(given => window.ask(given), { make, way: "collected", hands: 2, recipient: identity.recipient, bytes: false } as const);
    const { failed, path } = await sealing;
    expect([failed, path]).toEqual([undefined, "browser"]);
  }, 30_000);
});
