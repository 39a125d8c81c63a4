import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../tests/vectors");

/** One file of the vectors that C# writes and both languages read. A missing file fails the test that asks for it. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
}
