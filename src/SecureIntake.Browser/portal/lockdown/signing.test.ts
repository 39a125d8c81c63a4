import { expect, test } from "vitest";
import { entryBytes, type SignedEntry } from "../../log/acts.js";
import { leafHash } from "../../log/proof.js";
import { StaffKey } from "../../open/staffKey.js";
import { newId, systemRandom, toB64, toUtf8 } from "../../seal/bytes.js";
import { SpecimenLog } from "../../tests/specimenLog.js";
import type { Acting, Trust } from "../cases/acting.js";
import type { Logged } from "../cases/portal.js";
import { declareLockdown, lift, lockOut, type Told } from "./signing.js";

const log = new SpecimenLog();
const logOf = (entry: Uint8Array): Logged => log.prove(entry);
const other = { member: newId(), signer: toB64(systemRandom(32)) };
const trust = { policy: { log: log.vkey }, directory: { members: [other] } } as unknown as Trust;
const acting: Acting = { member: newId(), key: StaffKey.generate(systemRandom), trust, now: () => new Date("2026-11-24T10:00:00Z"), random: systemRandom };
const all = { type: "lockdown/v1" } as const;
const one = { type: "lockout/v1", member: other.member } as const;
const quiet = (): void => {};

test("a lockdown is signed, and counts when the log proves it", async () => {
  let posted: SignedEntry | undefined;
  const told = await declareLockdown(acting, async signed => tellOf(entryBytes(posted = signed)), quiet);
  expect(posted!.act).toMatchObject({ type: "lockdown/v1", by: acting.member, purpose: "lockdown" });
  expect(told.gateKnows).toBe(true);
  await expect(declareLockdown(acting, async () => tellOf(toUtf8('{"act":{"type":"OTHER"}}')), quiet)).rejects.toThrow("log.proof");
});

test("a lockout names the member and the key that the root lists, whatever the portal says", async () => {
  let posted: SignedEntry | undefined;
  await lockOut(acting, other.member, async signed => tellOf(entryBytes(posted = signed)), quiet);
  expect(posted!.act).toMatchObject({ type: "lockout/v1", by: acting.member, member: other.member, signer: other.signer, purpose: "lockdown" });
  const refuse = (): Promise<Told> => Promise.reject(new Error("posted"));
  await expect(lockOut(acting, newId(), refuse, quiet)).rejects.toThrow("member.unknown");
});

test("a lift names the lockdown that the log proves", async () => {
  const entry = toUtf8('{"act":{"type":"lockdown/v1"}}');
  let posted: SignedEntry | undefined;
  await lift(acting, all, logOf(entry), async signed => tellOf(entryBytes(posted = signed)), quiet);
  expect(posted!.act).toMatchObject({ type: "lift/v1", leaf: toB64(leafHash(entry)), by: acting.member, purpose: "lockdown" });
});

test("a lift of one member's names the lockout of that member", async () => {
  const entry = toUtf8(`{"act":{"member":"${other.member}","type":"lockout/v1"}}`);
  let posted: SignedEntry | undefined;
  await lift(acting, one, logOf(entry), async signed => tellOf(entryBytes(posted = signed)), quiet);
  expect(posted!.act).toMatchObject({ type: "lift/v1", leaf: toB64(leafHash(entry)) });
});

test("nothing is signed about what is no lockdown, or not in the log", async () => {
  const refuse = (): Promise<Told> => Promise.reject(new Error("posted"));
  await expect(lift(acting, all, logOf(toUtf8('{"act":{"type":"open/v1"}}')), refuse, quiet)).rejects.toThrow("lockdown.entry");
  // Shown as one member's, it would open everything.
  await expect(lift(acting, one, logOf(toUtf8('{"act":{"type":"lockdown/v1"}}')), refuse, quiet)).rejects.toThrow("lockdown.entry");
  // Another member's than was shown.
  await expect(lift(acting, one, logOf(toUtf8(`{"act":{"member":"${newId()}","type":"lockout/v1"}}`)), refuse, quiet)).rejects.toThrow("lockdown.entry");
  const shown = { ...logOf(toUtf8('{"act":{"type":"open/v1"}}')), entry: '{"act":{"type":"lockdown/v1"}}' };
  await expect(lift(acting, all, shown, refuse, quiet)).rejects.toThrow("log.proof");
});

function tellOf(bytes: Uint8Array): Told {
  return { logged: logOf(bytes), gateKnows: true };
}
