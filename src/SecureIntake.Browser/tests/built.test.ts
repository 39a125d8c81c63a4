import { build as esbuild, type BuildResult } from "esbuild";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build, SITES } from "../build.mjs";

const project = dirname(dirname(fileURLToPath(import.meta.url)));

describe("what is built", () => {
  const folders: string[] = [];
  const builds: Map<string, Buffer>[] = [];

  beforeAll(async () => {
    for (let i = 0; i < 2; i++) {
      const folder = await mkdtemp(join(tmpdir(), "secureintake-built-"));
      folders.push(folder);
      await build(folder);
      builds.push(await contents(folder));
    }
  });

  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  test("is the same, name by name and byte by byte, when built again elsewhere", () => {
    const [first, second] = builds;
    expect([...second!.keys()]).toEqual([...first!.keys()]);
    for (const [name, bytes] of first!) expect([name, second!.get(name)!.equals(bytes)]).toEqual([name, true]);
  });

  test.each(Object.keys(SITES))("has every script and style of %s under a name with its hash", site => {
    const names = [...builds[0]!.keys()].filter(name => name.startsWith(`${site}/`) && /\.(js|css)$/.test(name));
    expect(names).not.toEqual([]);
    for (const name of names) expect(name).toMatch(/-[0-9A-Za-z]{8,}\.(js|css)$/);
  });

  test("names no folder of this machine, no source file and no source map", () => {
    for (const [name, bytes] of builds[0]!) {
      const text = bytes.toString("latin1");
      for (const trace of [project, folders[0]!, "node_modules/", "sourceMappingURL"]) {
        expect([name, trace, text.includes(trace)]).toEqual([name, trace, false]);
      }
    }
  });

  test("holds in the public site no text that only opening has", async () => {
    const site = [...builds[0]!].filter(([name]) => name.startsWith("site/")).map(([, bytes]) => bytes.toString("utf8")).join("\n");
    const opening = (await bundled("open")).outputFiles.map(file => file.text).join("\n");
    for (const text of ["secureintake/staff/signer/v1", "secureintake/staff/unseal/v1", "header.no-match", "AGE-SECRET-KEY-PQ-"]) {
      // Found where it belongs, or the search would find nothing anywhere.
      expect([text, opening.includes(text), site.includes(text)]).toEqual([text, true, false]);
    }
    expect(site).toContain("secureintake/commit/v1");
  });
});

describe("nothing that opens sealed things", () => {
  const opens = (input: string): boolean => input.startsWith("open/") || input.startsWith("portal/");

  test("is within reach of what seals, which reaches nothing but packages", async () => {
    const inputs = await reached("seal");
    expect(inputs).toContain("seal/part.ts");
    // What stands behind "(disabled):" is an empty module in place of one of Node's.
    expect(inputs.filter(input => !/^(node_modules\/|seal\/|\(disabled\):)/.test(input))).toEqual([]);
  });

  test("is within reach of what checks the log", async () => {
    expect((await reached("log")).filter(opens)).toEqual([]);
  });

  test("is within reach of the public site", async () => {
    expect((await reached("submit")).filter(opens)).toEqual([]);
  });
});

/** Every file below a folder: relative name → bytes. */
async function contents(folder: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort();
  return new Map(await Promise.all(names.map(async name => [name.slice(folder.length + 1), await readFile(name)] as const)));
}

/** Every file that a folder's modules import, and those in turn; the tests beside them left out. */
async function reached(folder: string): Promise<string[]> {
  return Object.keys((await bundled(folder)).metafile.inputs);
}

async function bundled(folder: string): Promise<BuildResult<{ write: false; metafile: true }>> {
  const modules = (await readdir(join(project, folder), { recursive: true }))
    .filter(name => name.endsWith(".ts") && !/(^|\/)tests\/|\.test\.ts$/.test(name));
  return esbuild({
    absWorkingDir: project, entryPoints: modules.map(name => join(folder, name)), outdir: "unwritten", write: false, bundle: true,
    minify: true, format: "esm", metafile: true, logLevel: "silent",
  });
}
