import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build } from "../build.mjs";
import { pin } from "../pin.mjs";

let site: string;
const read = (file: string): string => readFileSync(join(site, file), "utf8");
const assets = (): string[] => readdirSync(join(site, "assets"));
const asset = (name: string): string => `assets/${assets().find((file) => file.startsWith(`${name}-`))!}`;

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), "submit-"));
  await build(site);
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

it("The first visit stays below 120 KB compressed, Worker and largest locale included", () => {
  const first = ["index.html", ...["main", "style", "worker", "ru"].map(asset)];
  const size = first.reduce((sum, file) => sum + gzipSync(readFileSync(join(site, file))).length, 0);
  expect(size).toBeLessThan(120_000);
});

it("The page keeps nothing in the browser and writes no markup", () => {
  for (const file of assets().filter((name) => !name.startsWith("worker-"))) {
    expect(read(`assets/${file}`), file).not.toMatch(/localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/);
  }
});

it("The page carries no cryptography and the site nothing that opens", () => {
  expect(read(asset("main"))).not.toMatch(/age-encryption\.org|mlkem768/);
  for (const file of assets()) expect(read(`assets/${file}`), file).not.toMatch(/AGE-SECRET-KEY|secureintake\/staff\//);
});

it("libsodium is apart from all that is fetched at first, and only the sealing Worker asks for it", () => {
  const sodium = assets().find((file) => file.startsWith("libsodium-sumo-"))!;
  const askers = assets().filter((file) => file !== sodium && read(`assets/${file}`).includes(sodium));
  expect(askers).toEqual([asset("hand").slice("assets/".length)]);
  for (const file of assets().filter((name) => name !== sodium && !askers.includes(name))) expect(read(`assets/${file}`), file).not.toContain("WebAssembly");
});

it("Leave now leads to an empty page that nobody else hears of", () => {
  expect(read("index.html")).toContain('<meta name="secureintake-exit" content="about:blank">');
  expect(read("index.html")).not.toMatch(/https?:\/\//);
});

it("index.html has no inline script or style, and asks nobody else for anything", () => {
  const html = read("index.html");
  expect(html).not.toMatch(/<style|style=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((m) => m[1]!);
  expect(addresses.filter((address) => !/^(\/assets\/[a-z]+-[A-Z0-9]{8}\.(js|css)|data:,)$/.test(address))).toEqual([]);
});

it("site.manifest names every other file with its SHA-256, sorted", () => {
  const lines = read("site.manifest").trimEnd().split("\n").map((line) => line.split("  ") as [string, string]);
  expect(lines.map(([, file]) => file)).toEqual(["index.html", ...assets().map((file) => `assets/${file}`)].sort());
  for (const [digest, file] of lines) expect(createHash("sha256").update(readFileSync(join(site, file))).digest("hex")).toBe(digest);
});

it("Pinning changes index.html and the manifest only, may be repeated, and escapes the organisation's name", async () => {
  const before = read("site.manifest").split("\n").filter((line) => line.includes("assets/"));
  await pin(site, "0".repeat(64), "first");
  await pin(site, "ab".repeat(32), 'Specimen "Bureau" <b> & $1');
  const html = read("index.html");
  expect(html).toContain(`<meta name="secureintake-root" content="${"ab".repeat(32)}">`);
  expect(html).toContain('content="Specimen &quot;Bureau&quot; &lt;b&gt; &amp; $1"');
  expect(read("site.manifest").split("\n").filter((line) => line.includes("assets/"))).toEqual(before);
  expect(read("site.manifest")).toContain(createHash("sha256").update(html).digest("hex"));
  await expect(pin(site, "AB".repeat(32))).rejects.toThrow(RangeError);
});

it("The right-to-left test locale is only in builds that ask for it", async () => {
  expect(assets().filter((file) => file.startsWith("pseudo"))).toEqual([]);
  const other = mkdtempSync(join(tmpdir(), "submit-"));
  try {
    await build(other, { pseudo: true });
    expect(readdirSync(join(other, "assets")).some((file) => file.startsWith("pseudo-"))).toBe(true);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});
