/*
 * Builds the staff site's scripts and style into `outdir`, with hashed names and assets.json from plain to hashed name, which
 * Portal reads: { "main.js": "main-K3ZQ.js" }.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "../bundle.mjs";

/**
 * @param {string} outdir an empty folder
 * @returns {Promise<{ inputs: string[] }>} every source that went in
 */
export async function build(outdir) {
  // The Worker comes first: the main script carries its name.
  const worker = await bundle({ entries: { passphrase: "portal/passphrase.worker.ts" }, outdir });
  const site = await bundle({
    entries: { main: "portal/main.ts", portal: "portal/portal.css" },
    outdir,
    define: { PASSPHRASE_WORKER: JSON.stringify(`/assets/${worker.files.passphrase}`) },
  });
  const assets = { "main.js": site.files.main, "portal.css": site.files.portal };
  await writeFile(join(outdir, "assets.json"), `${JSON.stringify(assets, null, 2)}\n`);
  return { inputs: [...new Set([...worker.inputs, ...site.inputs])].sort() };
}
