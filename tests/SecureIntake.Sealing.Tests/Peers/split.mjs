// Splits 32 bytes of standard input into n shares, any k of which give them back: n × 33 bytes.
import { readFileSync } from "node:fs";
import { split } from "shamir-secret-sharing";

const [n, k] = process.argv.slice(-2).map(Number);
for (const share of await split(new Uint8Array(readFileSync(0)), n, k)) process.stdout.write(share);
