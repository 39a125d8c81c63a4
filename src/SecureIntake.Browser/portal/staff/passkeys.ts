/**
 * Passkey ceremonies. The PRF extension gives 32 bytes that only this passkey gives: they unseal the staff key and must not leave the
 * browser, so every credential is stripped of its extension results before it is posted.
 */
import { prfInput } from "../../open/staffKey.js";
import { systemRandom } from "../../seal/bytes.js";
import { CodedError } from "../coded.js";

/** What a ceremony yields: what may be posted, and what must stay. */
export interface Ceremony {
  readonly credential: object;
  /** 32 bytes; null when the authenticator gave none. */
  readonly prf: Uint8Array | null;
}

/** Whether this browser knows passkeys at all. */
export function passkeysSupported(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

/** Creates a passkey from the server's options. Throws `passkey.cancelled`, `passkey.unsupported`. */
export async function createPasskey(options: PublicKeyCredentialCreationOptionsJSON, signal: AbortSignal): Promise<Ceremony> {
  requireSupport();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  publicKey.extensions = { ...publicKey.extensions, ...prfExtension() };
  return ceremony(() => navigator.credentials.create({ publicKey, signal }));
}

/** Answers the server's challenge with whatever passkey the person chooses. */
export async function usePasskey(options: PublicKeyCredentialRequestOptionsJSON, signal: AbortSignal): Promise<Ceremony> {
  requireSupport();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return ceremony(() => navigator.credentials.get({ publicKey, signal }));
}

/**
 * The PRF output of one of these passkeys. Nothing is posted, so nobody need check the answer: the challenge is random and forgotten.
 * Throws `passkey.cancelled`, `passkey.no-prf`.
 * @param ids credential ids, base64url
 */
export async function prfOf(ids: readonly string[], signal: AbortSignal): Promise<Uint8Array> {
  requireSupport();
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...PublicKeyCredential.parseRequestOptionsFromJSON({
      challenge: "",
      allowCredentials: ids.map(id => ({ type: "public-key", id })),
      // Authenticators keep two PRF secrets: one for a verified person, one for a mere touch.
      userVerification: "required",
    }),
    challenge: systemRandom(32) as Uint8Array<ArrayBuffer>,
    extensions: prfExtension(),
  };
  const { prf } = await ceremony(() => navigator.credentials.get({ publicKey, signal }));
  if (prf === null) throw new CodedError("passkey.no-prf");
  return prf;
}

function prfExtension(): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: prfInput() as Uint8Array<ArrayBuffer> } } };
}

function requireSupport(): void {
  if (!passkeysSupported()) throw new CodedError("passkey.unsupported");
}

async function ceremony(run: () => Promise<Credential | null>): Promise<Ceremony> {
  let credential: Credential | null;
  try {
    credential = await run();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    // The browser does not tell "no passkey here" from "the person said no", and rightly.
    throw new CodedError("passkey.cancelled");
  }
  if (!(credential instanceof PublicKeyCredential)) throw new CodedError("passkey.cancelled");
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return {
    credential: { ...(credential.toJSON() as object), clientExtensionResults: {} },
    prf: first === undefined ? null : bytesOf(first),
  };
}

function bytesOf(source: BufferSource): Uint8Array {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
}
