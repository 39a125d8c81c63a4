// Seals standard input to the recipient in the last argument.
import { readFileSync } from "node:fs";
import { Encrypter } from "age-encryption";

const encrypter = new Encrypter();
encrypter.addRecipient(process.argv.at(-1));
process.stdout.write(await encrypter.encrypt(new Uint8Array(readFileSync(0))));
