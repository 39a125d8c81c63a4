/**
 * `./ops/bench browser-seal`: a file of random bytes on disk, chosen in a real page of Chromium, sealed to one hybrid recipient into a Blob
 *  - by age-encryption alone (what the submit client did before),
 *  - by ours: the same age file, with the browser's own cipher; then with libsodium only, as in Firefox,
 *  - as a whole part: tar, padding and both digests besides.
 * Alternated in one run; medians and quartiles in MB/s. The longest task is the page's, the memory that of the page's process with its Workers.
 */
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { randomFillSync } from "node:crypto";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPage, launch, serve } from "./chromium.mjs";

const MB = option("--mb", 200);
const ROUNDS = option("--rounds", 5);

const folder = await mkdtemp(join(tmpdir(), "secureintake-bench-"));
const page = await buildPage();
const site = await serve(page.folder);
const browser = await launch();
try {
  await measure();
} finally {
  await browser.close();
  await site.close();
  await page.remove();
  await rm(folder, { recursive: true });
}

async function measure() {
  const recipient = await identityToRecipient(await generateHybridIdentity());
  const tab = await browser.newPage();
  const session = await browser.newBrowserCDPSession();
  await tab.goto(site.address);
  const run = (make, way, hands) => tab.evaluate(order => window.ask(order), { make, way, hands, recipient, bytes: false });

  // Once with little, so that no figure contains the fetching and compiling of scripts.
  await tab.setInputFiles("input", specimen(join(folder, "small"), 8));
  for (const [make, way, hands] of [["library", "best", 0], ["part", "best", 2], ["file", "wasm", 2]]) await run(make, way, hands);
  await tab.setInputFiles("input", specimen(join(folder, "large"), MB));

  const idle = await memory(session);
  const speeds = { library: [], ours: [], wasm: [], part: [] };
  let longest = 0;
  let peak = 0;
  let path = "";
  for (let round = 0; round < ROUNDS; round++) {
    speeds.library.push(speed(await run("library", "best", 0)));
    await tab.evaluate(() => window.longestTask());
    const watch = watching(session, value => { peak = Math.max(peak, value); });
    try {
      const ours = await run("file", "best", 2);
      path = ours.path;
      speeds.ours.push(speed(ours));
      speeds.part.push(speed(await run("part", "best", 2)));
    } finally {
      await watch.stop();
    }
    longest = Math.max(longest, await tab.evaluate(() => window.longestTask()));
    speeds.wasm.push(speed(await run("file", "wasm", 2)));
  }

  console.log(`# ${MB} MB, ${ROUNDS} rounds, ${browser.version()}, cipher: ${path}`);
  tell("browser.seal.library_mb_s", speeds.library);
  tell("browser.seal.ours_mb_s", speeds.ours);
  tell("browser.seal.wasm_mb_s", speeds.wasm);
  tell("browser.seal.part_mb_s", speeds.part);
  figure("browser.seal.vs_library", median(speeds.ours) / median(speeds.library));
  figure("browser.seal.wasm_vs_library", median(speeds.wasm) / median(speeds.library));
  figure("browser.seal.part_vs_library", median(speeds.part) / median(speeds.library));
  console.log("# a task below 50 ms is not reported by the browser and counts as 0");
  figure("browser.seal.longest_task_ms", longest);
  console.log(`# page and Workers, peak ${peak.toFixed(0)} MB of which ${idle.toFixed(0)} MB before the first file; the sealed bytes are the browser's to keep`);
  figure("browser.seal.memory_mb", peak - idle);
}

function speed({ ms, failed }) {
  if (failed !== undefined) throw new Error(`sealing failed: ${failed}`);
  return (MB * 1000) / ms;
}

function specimen(path, megabytes) {
  const file = openSync(path, "w");
  const piece = Buffer.alloc(1_000_000);
  for (let at = 0; at < megabytes; at++) writeSync(file, randomFillSync(piece));
  closeSync(file);
  return path;
}

/** Private memory of all page processes of this browser, in MB. */
async function memory(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { id }) => sum + privateMemory(id), 0);
}

function privateMemory(pid) {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return [...rollup.matchAll(/^Private_(?:Clean|Dirty): +([0-9]+) kB$/gm)].reduce((sum, [, kib]) => sum + Number(kib) * 1024 / 1e6, 0);
  } catch {
    return 0;
  }
}

function watching(session, take) {
  let on = true;
  const watch = (async () => {
    while (on) {
      take(await memory(session));
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  })();
  return { stop: () => { on = false; return watch; } };
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  return sorted[Math.floor(at)] + (sorted[Math.ceil(at)] - sorted[Math.floor(at)]) * (at - Math.floor(at));
}

function tell(name, values) {
  console.log(`# ${name}: quartiles ${quantile(values, 0.25).toFixed(1)} and ${quantile(values, 0.75).toFixed(1)}`);
  figure(name, median(values));
}

function figure(name, value) {
  console.log(`${name}: ${value.toFixed(value < 10 ? 2 : 1)}`);
}

function option(name, fallback) {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}
