/*
 * Builds what the two web processes ship: dist/site (Intake, public) and dist/portal (Portal, staff).
 * `npm run build`, or `build(dist)` from a test.
 *
 * Each site has a build.mjs of its own that exports `build(outdir)` and returns `{ inputs }`: every source that went into
 * it, relative to this project, by which a test holds the boundary that nothing of open/ is ever in the public site.
 */
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const project = dirname(fileURLToPath(import.meta.url));

const SITES = { site: "submit/build.mjs", portal: "portal/build.mjs" };

/** @returns {Promise<Record<string, { inputs: string[] }>>} by site */
export async function build(dist) {
  const built = {};
  for (const [name, script] of Object.entries(SITES)) {
    if (!existsSync(join(project, script))) continue;
    const outdir = join(dist, name);
    // A file of an earlier build, under an older hash, must not be shipped along.
    await rm(outdir, { recursive: true, force: true });
    await mkdir(outdir, { recursive: true });
    const site = await import(`./${script}`);
    built[name] = await site.build(outdir);
  }
  return built;
}

if (argv[1] === fileURLToPath(import.meta.url)) await build(join(project, "dist"));
