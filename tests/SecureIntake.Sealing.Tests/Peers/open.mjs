// Opens an age file, armored or not, with the identity in the last argument.
import { readFileSync } from "node:fs";
import { armor, Decrypter } from "age-encryption";

const file = readFileSync(0);
const decrypter = new Decrypter();
decrypter.addIdentity(process.argv.at(-1));
process.stdout.write(await decrypter.decrypt(file[0] === 0x2d ? armor.decode(file.toString()) : new Uint8Array(file)));
