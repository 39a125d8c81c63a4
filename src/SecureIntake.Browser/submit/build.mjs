/**
 * Builds the static site: `build(outdir)` writes index.html, hashed scripts and styles, and site.manifest. The same source gives the same
 * bytes. Three passes, since each bundle carries the address of the next: the Worker that seals large files (and, apart from it, libsodium,
 * fetched only then), the Worker, the page.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

/** `pseudo`: with the right-to-left test locale. */
export async function build(outdir, { pseudo = false } = {}) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(join(outdir, "assets"), { recursive: true });

  const hand = await bundle(outdir, { hand: join(here, "../seal/payload/handWorker.ts") });
  const worker = await bundle(outdir, { worker: join(here, "sending/worker.ts") }, { HAND_URL: JSON.stringify(hand["handWorker.ts"]) });
  const page = await bundle(outdir, { main: join(here, "main.ts"), style: join(here, "submit.css") }, {
    WORKER_URL: JSON.stringify(worker["worker.ts"]),
    PSEUDO: String(pseudo),
  });

  const template = await readFile(join(here, "index.template.html"), "utf8");
  const index = template.replaceAll("{{script}}", page["main.ts"]).replaceAll("{{style}}", page["submit.css"]);
  await writeFile(join(outdir, "index.html"), index);
  await writeManifest(outdir);
}

/** Bundles `entries`; the address of each on the site, by the name of its source. */
async function bundle(outdir, entries, define = {}) {
  const result = await esbuild.build({
    entryPoints: entries,
    outdir: join(outdir, "assets"),
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome94", "firefox102", "safari15.4"],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    define,
    metafile: true,
    logLevel: "warning",
    absWorkingDir: dirname(here),
  });
  const addresses = {};
  for (const [file, { entryPoint }] of Object.entries(result.metafile.outputs)) {
    if (entryPoint !== undefined) addresses[basename(entryPoint)] = `/assets/${basename(file)}`;
  }
  return addresses;
}

/** site.manifest: `SHA-256  path` for every other file, sorted by path; what `verify-site` compares with what a server sends. */
export async function writeManifest(site) {
  const files = (await readdir(site, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1).replaceAll("\\", "/"))
    .filter((file) => file !== "site.manifest")
    .sort();
  const lines = await Promise.all(files.map(async (file) => `${createHash("sha256").update(await readFile(join(site, file))).digest("hex")}  ${file}\n`));
  await writeFile(join(site, "site.manifest"), lines.join(""));
}
