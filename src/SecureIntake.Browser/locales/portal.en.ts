import findings from "./findings.en.json" with { type: "json" };
import { account } from "./portal/account.en.js";
import { audit } from "./portal/audit.en.js";
import { caseTexts } from "./portal/case.en.js";
import { custody } from "./portal/custody.en.js";
import { door } from "./portal/door.en.js";
import { failures } from "./portal/failures.en.js";
import { lockdown } from "./portal/lockdown.en.js";
import { office } from "./portal/office.en.js";

/**
 * What the portal's islands say, in English, the locale that sets the keys (as `en.ts` does for the submit client). A text is a string
 * with `{placeholders}`, or plural forms chosen by `Intl.PluralRules`. Voice: second person, short, concrete; errors say what happened,
 * what is safe and what to do. "Consistent", never "valid" or "genuine": forgers compute checksums, too. The sentences of findings are
 * data of their own, because the command line tool says them, too.
 */
export const portalEn = { ...door, ...office, ...caseTexts, ...account, ...findings, ...audit, ...lockdown, ...custody, ...failures } as const;
