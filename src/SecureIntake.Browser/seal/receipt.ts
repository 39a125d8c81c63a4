import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as chinese } from "@scure/bip39/wordlists/simplified-chinese.js";
import { fromHex, toHex, toUtf8 } from "./bytes.js";
import { SealError } from "./failure.js";
import { recipientOfSeed } from "./recipients.js";

/** What the source keeps. Whoever has it reads replies and can speak as the source (FORMAT.md §6). */
export interface Receipt {
  /** Eight groups of six digits, separated by spaces. */
  readonly digits: string;
  /** Twelve BIP39 words. */
  readonly words: string[];
}

/** Everything that a receipt code gives. */
export interface ReceiptKeys {
  /** Derives the addresses of replies. */
  readonly mailbox: Uint8Array;
  /** Derives the addresses of custodians' notices: they must not learn the addresses of replies. */
  readonly notice: Uint8Array;
  /** Seed of the hybrid identity to which replies are sealed. */
  readonly replySeed: Uint8Array;
  readonly followUpMac: Uint8Array;
  /** Stands in the log beside the submission, so that the source can look for it. */
  readonly logTag: Uint8Array;
  /** Id of the source part: whoever asks who the source is must name it in the log, where the source finds it by the code. */
  readonly sourcePart: string;
}

/** Code length in bytes: 128 bits need no password hash. */
export const CODE_LENGTH = 16;

const GROUPS = 8;
const GROUP_DIGITS = 5;
const WORDS = 12;

/** The totally anti-symmetric quasigroup of Damm's thesis: finds every single error and every neighbour swap. */
const DAMM = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];

export function receiptOf(code: Uint8Array): Receipt {
  return { digits: digitsOf(code), words: entropyToMnemonic(code, english).split(" ") };
}

export function keysOf(code: Uint8Array): ReceiptKeys {
  const prk = extract(sha256, code, toUtf8("secureintake/receipt/v1"));
  const key = (info: string, length = 32): Uint8Array => expand(sha256, prk, toUtf8(info), length);
  return {
    mailbox: key("mailbox"),
    notice: key("notice"),
    replySeed: key("reply-identity"),
    followUpMac: key("follow-up-mac"),
    logTag: key("log-tag"),
    sourcePart: toHex(key("source-part", 16)),
  };
}

export function replyRecipient(keys: ReceiptKeys): string {
  return recipientOfSeed(keys.replySeed);
}

/** The code from digits or words, whichever was meant: one letter among digits is a slip, and so is one digit among words. */
export function codeFrom(typed: string): Uint8Array {
  const count = (pattern: RegExp): number => typed.match(pattern)?.length ?? 0;
  return count(/\p{L}/gu) > count(/\p{Nd}/gu) ? codeFromWords(typed) : codeFromDigits(typed);
}

/**
 * The code from typed digits; white space and hyphens are ignored. Throws `receipt.group` with the first wrong group:
 * each check digit starts from its group's number, so a group in another's place is wrong too.
 */
export function codeFromDigits(typed: string): Uint8Array {
  // Not \s, which has U+FEFF and lacks U+0085: both languages take Unicode's white space.
  const digits = plain(typed).replaceAll(/[\p{White_Space}-]/gu, "");
  let decimal = "";
  for (let group = 0; group < GROUPS; group++) {
    const spelled = digits.slice(group * (GROUP_DIGITS + 1), (group + 1) * (GROUP_DIGITS + 1));
    if (!/^[0-9]{6}$/.test(spelled) || damm(group, spelled) !== 0) throw new SealError("receipt.group", group + 1);
    decimal += spelled.slice(0, GROUP_DIGITS);
  }
  const value = BigInt(decimal);
  // Forty digits reach beyond 2^128; such a number was typed wrong somewhere, most likely at its start.
  if (digits.length !== GROUPS * (GROUP_DIGITS + 1)) throw new SealError("receipt.group", GROUPS);
  if (value >= 1n << 128n) throw new SealError("receipt.group", 1);
  return fromHex(value.toString(16).padStart(CODE_LENGTH * 2, "0"));
}

/**
 * The code from twelve words, in any case and spacing, Chinese ones also without spaces: each is one character of U+4E00…U+9FFF, so one of those is enough to tell the
 * language. Throws `receipt.words`, with the first word that is not in the list where one of twelve is not.
 */
export function codeFromWords(typed: string): Uint8Array {
  const text = plain(typed);
  const spaced = text.split(/\p{White_Space}+/u).filter(word => word !== "");
  // Both lists are there from the start: to fetch one when it is needed would tell the server what was typed (threat-model.md, T-34).
  const [list, words] = /[\u4e00-\u9fff]/.test(text) ? [chinese, [...spaced.join("")]] : [english, spaced];
  const unknown = words.slice(0, WORDS).findIndex(word => !list.includes(word));
  if (unknown >= 0) throw new SealError("receipt.words", unknown + 1);
  try {
    const code = mnemonicToEntropy(words.join(" "), list);
    if (code.length === CODE_LENGTH) return code;
  } catch {
    // Refused below.
  }
  throw new SealError("receipt.words");
}

/** Capitals, and the full-width letters and digits of an input method, as what they stand for. Not NFKC, which .NET does not have without ICU. */
function plain(typed: string): string {
  return typed.replaceAll(/[\uff01-\uff5e]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll(/[A-Z]/g, c => c.toLowerCase());
}

function digitsOf(code: Uint8Array): string {
  const decimal = BigInt(`0x${toHex(code)}`).toString().padStart(GROUPS * GROUP_DIGITS, "0");
  return Array.from({ length: GROUPS }, (_, group) => {
    const spelled = decimal.slice(group * GROUP_DIGITS, (group + 1) * GROUP_DIGITS);
    return `${spelled}${damm(group, spelled)}`;
  }).join(" ");
}

function damm(start: number, digits: string): number {
  return [...digits].reduce((state, digit) => Number(DAMM[state]![Number(digit)]), start);
}
