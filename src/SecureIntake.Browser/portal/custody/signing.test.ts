import { expect, test } from "vitest";
import { entryBytes, type SignedEntry } from "../../log/acts.js";
import { leafHash } from "../../log/proof.js";
import { StaffKey } from "../../open/staffKey.js";
import { newId, systemRandom, toB64, toUtf8 } from "../../seal/bytes.js";
import { SpecimenLog } from "../../tests/specimenLog.js";
import type { Acting, Trust } from "../cases/acting.js";
import { veto } from "./signing.js";

const log = new SpecimenLog();
const trust = { policy: { log: log.vkey } } as unknown as Trust;
const acting: Acting = { member: newId(), key: StaffKey.generate(systemRandom), trust, now: () => new Date("2026-11-24T10:00:00Z"), random: systemRandom };
const quiet = (): void => {};

test("a veto names the request that the log proves, and its case", async () => {
  const [case_, sent] = [newId(), [] as SignedEntry[]];
  const request = toUtf8(`{"act":{"case":"${case_}","type":"custody/v1"}}`);
  await veto(acting, log.prove(request), async signed => {
    sent.push(signed);
    return { logged: log.prove(entryBytes(signed)), from: null };
  }, quiet);
  expect(sent.map(({ act }) => act)).toMatchObject([{ type: "veto/v1", case: case_, leaf: toB64(leafHash(request)), by: acting.member, purpose: "custody" }]);
});

test("nothing is signed about what is no request, or not in the log", async () => {
  const refuse = (): Promise<never> => Promise.reject(new Error("posted"));
  await expect(veto(acting, log.prove(toUtf8('{"act":{"type":"open/v1"}}')), refuse, quiet)).rejects.toThrow("custody.entry");
  const shown = { ...log.prove(toUtf8('{"act":{"type":"open/v1"}}')), entry: '{"act":{"type":"custody/v1"}}' };
  await expect(veto(acting, shown, refuse, quiet)).rejects.toThrow("log.proof");
});
