/*
 * Builds the staff site's scripts and style into `outdir`: hashed names, and assets.json from plain to hashed name, which Portal reads:
 * { "main.js": "main-K3ZQ.js" }. Same sources, same bytes.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

/** @param {string} outdir the folder to fill; what is in it goes */
export async function build(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  // The Worker comes first: the main script carries its name.
  const worker = await bundle(outdir, { passphrase: "staff/passphrase.worker.ts" });
  const site = await bundle(outdir, { main: "main.ts", portal: "portal.css", icon: "icon.svg" }, {
    PASSPHRASE_WORKER: JSON.stringify(`/assets/${worker.passphrase}`),
  });
  const assets = { "icon.svg": site.icon, "main.js": site.main, "portal.css": site.portal };
  await writeFile(join(outdir, "assets.json"), `${JSON.stringify(assets, null, 2)}\n`);
}

/** @returns {Promise<Record<string, string>>} from entry to the name of its file in outdir */
async function bundle(outdir, entries, define = {}) {
  const { metafile } = await esbuild({
    absWorkingDir: here,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir,
    define,
    bundle: true,
    minify: true,
    format: "esm",
    // Firefox ESR, which Tor Browser is built on, and whatever is younger than it.
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy" },
    metafile: true,
    logLevel: "silent",
  });
  const names = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const entry = Object.keys(entries).find(name => entries[name] === output.entryPoint);
    if (entry !== undefined) names[entry] = relative(outdir, join(here, path));
  }
  return names;
}
