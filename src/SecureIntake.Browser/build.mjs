/*
 * Builds what the two web processes ship: dist/site (Intake, public) and dist/portal (Portal, staff).
 * `npm run build`, or `build(dist)` from a test. Each site has a build.mjs of its own that exports `build(outdir)`; what all
 * of them must keep to (the same bytes every time, no path of a source file, nothing of open/ in the public site) is held by
 * tests/built.test.ts.
 */
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const project = dirname(fileURLToPath(import.meta.url));

/** Folder below dist → the script that fills it. */
export const SITES = { site: "submit/build.mjs", portal: "portal/build.mjs" };

/** @param {string} dist the folder that gets one folder a site */
export async function build(dist) {
  for (const [name, script] of Object.entries(SITES)) {
    const site = await import(pathToFileURL(join(project, script)).href);
    await site.build(join(dist, name));
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await build(join(project, "dist"));
