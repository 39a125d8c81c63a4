// Builds the staff site's scripts and style: hashed names, and assets.json from plain to hashed name. Same input, same bytes.
import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));

/** @param {string} outdir the folder to fill; its earlier content goes */
export async function build(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { outputFiles } = await esbuild({
    absWorkingDir: here,
    entryPoints: ["main.ts", "portal.css"],
    outdir,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    legalComments: "linked",
    loader: { ".woff2": "file" },
    write: false,
  });
  /** @type {Record<string, string>} */
  const names = {};
  for (const file of outputFiles) {
    const { name, ext } = path.parse(file.path);
    const hash = createHash("sha256").update(file.contents).digest("hex").slice(0, 16);
    const hashed = file.path.endsWith(".LEGAL.txt") ? name + ext : `${name}-${hash}${ext}`;
    await writeFile(path.join(outdir, hashed), file.contents);
    names[name + ext] = hashed;
  }
  const sorted = Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(path.join(outdir, "assets.json"), JSON.stringify(sorted, null, 2) + "\n");
  return await readdir(outdir);
}
