/**
 * Writes the organisation into a built site: `node submit/pin.mjs DISTDIR FINGERPRINT [ORGANISATION]`. Only index.html and site.manifest
 * change; may be run again. The root fingerprint is 64 hex digits (FORMAT.md §4); without it the page refuses to seal.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { writeManifest } from "./build.mjs";

export async function pin(site, fingerprint, organisation = "") {
  if (!/^[0-9a-f]{64}$/.test(fingerprint)) throw new RangeError("the root fingerprint is 64 lower-case hex digits");
  const index = join(site, "index.html");
  let html = await readFile(index, "utf8");
  html = setMeta(html, "secureintake-root", fingerprint);
  html = setMeta(html, "secureintake-organisation", organisation);
  await writeFile(index, html);
  await writeManifest(site);
}

function setMeta(html, name, content) {
  const tag = new RegExp(`<meta name="${name}" content="[^"]*">`);
  if (!tag.test(html)) throw new Error(`index.html has no place for ${name}`);
  return html.replace(tag, () => `<meta name="${name}" content="${escapeAttribute(content)}">`);
}

const escapeAttribute = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [site, fingerprint, organisation] = process.argv.slice(2);
  if (site === undefined || fingerprint === undefined) {
    process.stderr.write("usage: node submit/pin.mjs DISTDIR FINGERPRINT [ORGANISATION]\n");
    process.exit(2);
  }
  await pin(resolve(site), fingerprint, organisation).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
