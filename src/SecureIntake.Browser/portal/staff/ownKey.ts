import { fromB64, systemRandom, toB64 } from "../../seal/bytes.js";
import { openStaffKey, sealStaffKey, StaffKey } from "../../open/staffKey.js";
import type { Identity } from "../../open/identity.js";
import { CodedError } from "../coded.js";
import { get, send } from "../requests.js";

/** What the portal keeps of this member's own key. */
export interface OwnKey {
  /** Member id. */
  readonly member: string;
  readonly pseudonym: string;
  /** Null until the key is made. */
  readonly key: KeptKey | null;
  /** Credential ids of the member's passkeys, base64url. */
  readonly passkeys: readonly string[];
  /** Salt of the passphrase, b64; null without one. */
  readonly salt: string | null;
}

export interface KeptKey {
  readonly recipient: string;
  readonly signer: string;
  /** Age files, b64. */
  readonly sealedPrf: string | null;
  readonly sealedPassphrase: string | null;
}

/** By what a staff key is sealed and unsealed. */
export type Seal = "sealedPrf" | "sealedPassphrase";

export function fetchOwnKey(signal?: AbortSignal): Promise<OwnKey> {
  return get<OwnKey>("/staff-key", signal);
}

/** Makes the member's key in this browser and leaves it at the portal, sealed. */
export async function makeOwnKey(by: Seal, unsealing: Identity): Promise<StaffKey> {
  const key = StaffKey.generate(systemRandom);
  const sealed = toB64(await sealStaffKey(key, unsealing));
  await send("PUT", "/staff-key", { recipient: key.recipient, signer: key.signer, [by]: sealed });
  return key;
}

/** Throws `staff-key.none`, `staff-key.wrong`, `staff-key.other`, or what is wrong with the sealed bytes. */
export async function openOwnKey(own: OwnKey, by: Seal, unsealing: Identity): Promise<StaffKey> {
  const sealed = own.key?.[by];
  if (own.key === null || sealed === null || sealed === undefined) throw new CodedError("staff-key.none");
  const key = await openStaffKey(fromB64(sealed), unsealing);
  // Otherwise colleagues would seal to one key and this tab would read with another.
  if (key.recipient !== own.key.recipient || key.signer !== own.key.signer) throw new CodedError("staff-key.other");
  return key;
}
