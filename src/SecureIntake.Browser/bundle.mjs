import { build } from "esbuild";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

const project = dirname(fileURLToPath(import.meta.url));

/**
 * Bundles scripts and style sheets the one way both sites do: minified (which also drops the comments that name source
 * files), no source map, content hash in every name. The same sources give the same bytes, on any machine.
 *
 * @param {{ entries: Record<string, string>, outdir: string, define?: Record<string, string> }} request
 *   entries: output name → source, both relative to this project, as in { "submit": "submit/main.ts" };
 *   define: constants replaced in the source, such as the hashed name of a Worker that was bundled before
 * @returns {Promise<{ files: Record<string, string>, inputs: string[] }>}
 *   files: output name → file name in outdir; inputs: every source that went in, relative to this project
 */
export async function bundle({ entries, outdir, define = {} }) {
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir,
    define,
    bundle: true,
    minify: true,
    format: "esm",
    // Firefox ESR, which Tor Browser is built on, and whatever phone is younger than it.
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    // Fonts and pictures that a style sheet names come along under hashed names.
    loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
    metafile: true,
    write: true,
    logLevel: "silent",
  });
  const files = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const name = Object.keys(entries).find(out => entries[out] === output.entryPoint);
    if (name !== undefined) files[name] = relative(outdir, `${project}/${path}`);
  }
  return { files, inputs: Object.keys(metafile.inputs).sort() };
}
