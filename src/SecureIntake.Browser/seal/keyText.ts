import { bech32 } from "@scure/base";

/**
 * The bytes of a key as text (FORMAT.md §3), or null where it is none with this prefix. A key has one spelling: in the case of its prefix, and in
 * ASCII, for a few other characters become ASCII in the other case, as U+212A (Kelvin sign) does. So what was read is written again and compared.
 *
 * @param prefix as it is written: in lower case for recipients, in capitals for secret keys
 */
export function keyBytes(prefix: string, text: string): Uint8Array | null {
  try {
    const { words } = bech32.decode(text as `${string}1${string}`, false);
    const written = bech32.encode(prefix.toLowerCase(), words, false);
    return text === (prefix === prefix.toLowerCase() ? written : written.toUpperCase()) ? bech32.fromWords(words) : null;
  } catch {
    return null;
  }
}
