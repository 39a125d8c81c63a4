import { expect, test } from "vitest";
import { entryBytes, type SignedEntry } from "../../log/acts.js";
import { leafHash } from "../../log/proof.js";
import { StaffKey } from "../../open/staffKey.js";
import { newId, systemRandom, toB64, toUtf8 } from "../../seal/bytes.js";
import { SpecimenLog } from "../../tests/specimenLog.js";
import type { Acting, Trust } from "../cases/acting.js";
import type { Logged } from "../cases/portal.js";
import { dispute } from "./dispute.js";

const log = new SpecimenLog();
const logOf = (entry: Uint8Array): Logged => log.prove(entry);
const trust = { policy: { log: log.vkey }, witnesses: { witnesses: [], quorum: "nobody" } } as unknown as Trust;
const acting: Acting = { member: newId(), key: StaffKey.generate(systemRandom), trust, now: () => new Date("2026-11-24T10:00:00Z"), random: systemRandom };
const entry = toUtf8('{"act":{"type":"SPECIMEN"}}');

test("what is signed points at the entry that the log proves", async () => {
  let posted: SignedEntry | undefined;
  await dispute(acting, logOf(entry), async signed => logOf(entryBytes(posted = signed)), () => {});
  expect(posted!.act).toMatchObject({ type: "dispute/v1", leaf: toB64(leafHash(entry)), by: acting.member, purpose: "dispute" });
});

test("nothing is signed about what the log does not prove, and a dispute that it does not prove is none", async () => {
  const shown = { ...logOf(entry), entry: '{"act":{"type":"OTHER"}}' };
  await expect(dispute(acting, shown, () => Promise.reject(new Error("posted")), () => {})).rejects.toThrow("log.proof");
  await expect(dispute(acting, logOf(entry), async () => logOf(entry), () => {})).rejects.toThrow("log.proof");
});
