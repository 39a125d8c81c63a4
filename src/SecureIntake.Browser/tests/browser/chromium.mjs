/** Real browsers for tests and benches: a page with the product's sealing, served with the product's own policies. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");

/** Debian's Chromium; another one by CHROMIUM. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** @param {string[]} more further switches, such as `--js-flags=--jitless` */
export function launch(more = []) {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-background-networking", ...more] });
}

/** What Intake sends (SecureIntake.Intake/Site/SecurityHeaders.cs), read from there so that the two cannot differ. */
export async function policies() {
  const source = await readFile(join(project, "../SecureIntake.Intake/Site/SecurityHeaders.cs"), "utf8");
  const constant = name => {
    const body = new RegExp(`const string ${name} =([^;]*(?:"[^"]*"[^;]*)*?);\\n`).exec(source)?.[1];
    if (body === undefined) throw new Error(`SecurityHeaders.cs has no ${name}`);
    return [...body.matchAll(/"([^"]*)"/g)].map(([, text]) => text).join("");
  };
  return { page: constant("ContentSecurityPolicy"), hand: constant("SealingWorkerPolicy") };
}

/** Serves a folder on loopback; `hand-…js` under the sealing Worker's policy, all else under the page's. `answer` may take a request first. */
export async function serve(folder, answer = () => false) {
  const { page, hand } = await policies();
  const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css" };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    response.setHeader("Content-Security-Policy", /^\/assets\/hand-[0-9A-Z]{8}\.js$/.test(path) ? hand : page);
    if (answer(request, response, path)) return;
    const file = path === "/" ? "index.html" : path.slice(1);
    readFile(join(folder, file)).then(
      bytes => response.setHeader("Content-Type", types[file.split(".").pop()] ?? "application/octet-stream").end(bytes),
      () => response.writeHead(404).end());
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://localhost:${server.address().port}/`, close: () => new Promise(resolve => server.close(resolve)) };
}

/** The page of page.ts, in a folder of its own. */
export async function buildPage() {
  const folder = await mkdtemp(join(tmpdir(), "secureintake-page-"));
  const assets = join(folder, "assets");
  const ours = way => `tests/browser/${way}Hand.ts`;
  const hands = { best: "seal/payload/handWorker.ts", ...Object.fromEntries(["native", "wasm", "script", "collected"].map(way => [way, ours(way)])) };
  const urls = {};
  for (const [way, source] of Object.entries(hands)) urls[way] = await bundle(assets, "hand", source);
  const worker = await bundle(assets, "worker", "tests/browser/worker.ts", { HAND_URLS: JSON.stringify(urls) });
  const page = await bundle(assets, "page", "tests/browser/page.ts", { WORKER_URL: JSON.stringify(worker) });
  return withIndex(folder, page);
}

/** A page with one script of this folder: uploading.ts, awake.ts. */
export async function buildSmall(script) {
  const folder = await mkdtemp(join(tmpdir(), "secureintake-page-"));
  return withIndex(folder, await bundle(join(folder, "assets"), "page", `tests/browser/${script}.ts`));
}

async function withIndex(folder, page) {
  await writeFile(join(folder, "index.html"), `<!doctype html><meta charset="utf-8"><title>SPECIMEN</title><input type="file"><script type="module" src="${page}"></script>`);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

async function bundle(outdir, name, source, define = {}) {
  const { metafile } = await build({
    absWorkingDir: project, entryPoints: [{ in: source, out: name }], outdir, define, bundle: true, splitting: true, format: "esm", minify: true,
    target: ["es2022"], entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]", metafile: true, logLevel: "warning",
  });
  const file = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source)[0];
  return `/assets/${basename(file)}`;
}
