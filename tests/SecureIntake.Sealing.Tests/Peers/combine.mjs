// Combines shares of 33 bytes.
import { readFileSync } from "node:fs";
import { combine } from "shamir-secret-sharing";

const all = new Uint8Array(readFileSync(0));
const shares = Array.from({ length: all.length / 33 }, (_, i) => all.slice(i * 33, (i + 1) * 33));
process.stdout.write(await combine(shares));
