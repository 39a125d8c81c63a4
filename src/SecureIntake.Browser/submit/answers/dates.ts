/**
 * Dates as people know them. One text field takes "12.05.1970", "May 1970", "1970 жылғы 12 мамыр", "autumn 2017" or "about 45"; what can be
 * read as a calendar date is kept as such with its precision, everything else is kept in the person"s own words. Nothing typed is refused.
 */

import type { ToldDate } from "../../seal/records.js";

// Day before month, as written in Kazakhstan, Russia, China"s minorities" papers and Europe; the form shows how it was read.
const dayMonthYear = /^(\d{1,2})[./\-\s]+(\d{1,2})[./\-\s]+(\d{4})$/;
const yearMonthDay = /^(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})$/;
const monthYear = /^(\d{1,2})[./\-](\d{4})$/;
const yearMonth = /^(\d{4})[./\-](\d{1,2})$/;
const yearOnly = /^(\d{4})$/;
const chinese = /^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?$/;

/** Stems of month names, longest first where one begins another: English, Russian, Kazakh. */
const months: readonly (readonly string[])[] = [
  ["jan", "янв", "қаң"], ["feb", "фев", "ақп"], ["mar", "мар", "наур"], ["apr", "апр", "сәу"], ["may", "май", "мая", "мамыр"], ["jun", "июн", "маус"],
  ["jul", "июл", "шіл"], ["aug", "авг", "там"], ["sep", "сен", "қырк"], ["oct", "окт", "қаз"], ["nov", "ноя", "қар"], ["dec", "дек", "желт"],
];

/** Words that may stand around a date without changing it. */
const filler = /^(?:of|on|in|the|year|г|г\.|год|года|году|жылы|жылғы|жыл|ж|ж\.|жылдың|в|айы|айында|күні)$/u;

/**
 * Reads what was typed (FORMAT.md §2: `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, or words for the precisions `age` and `text`); `undefined` for nothing but blanks. `askAge` where an age makes sense (the date of birth).
 * A date after `today` (`YYYY-MM-DD`) or one that no calendar has is kept as text.
 */
export function readDate(typed: string, today: string, askAge = false): ToldDate | undefined {
  const words = typed.normalize("NFKC").trim().replace(/\s+/g, " ");
  if (words === "") return undefined;
  const found = readNumbers(words) ?? readMonthName(words);
  if (found !== undefined && found.date <= today.slice(0, found.date.length)) return found;
  if (askAge && found === undefined && isAge(words)) return { date: words, precision: "age" };
  return { date: words, precision: "text" };
}

function readNumbers(words: string): ToldDate | undefined {
  let m: RegExpExecArray | null;
  if ((m = dayMonthYear.exec(words))) return calendar(m[3], m[2], m[1]);
  if ((m = yearMonthDay.exec(words))) return calendar(m[1], m[2], m[3]);
  if ((m = monthYear.exec(words))) return calendar(m[2], m[1]);
  if ((m = yearMonth.exec(words))) return calendar(m[1], m[2]);
  if ((m = yearOnly.exec(words))) return calendar(m[1]);
  if ((m = chinese.exec(words))) return calendar(m[1], m[2], m[3]);
  return undefined;
}

/** "12 May 1970", "мая 1970 г.", "1970 жылғы 12 мамыр", "May 12, 1970": one month name, one year, at most one day, nothing else. */
function readMonthName(words: string): ToldDate | undefined {
  let year: string | undefined;
  let month: number | undefined;
  let day: string | undefined;
  for (const word of words.toLowerCase().split(/[\s,]+/)) {
    const bare = word.replace(/[.]$/, "").replace(/^(\d+)(?:st|nd|rd|th|-?(?:го|е|ші|шы))$/u, "$1");
    if (/^\d{4}$/.test(bare) && year === undefined) year = bare;
    else if (/^\d{1,2}$/.test(bare) && day === undefined) day = bare;
    else if (filler.test(word)) continue;
    else {
      const index = months.findIndex((stems) => stems.some((stem) => bare.startsWith(stem)));
      if (index < 0 || month !== undefined) return undefined;
      month = index + 1;
    }
  }
  if (year === undefined) return undefined;
  if (month === undefined) return day === undefined ? calendar(year) : undefined;
  return calendar(year, String(month), day);
}

/** One number that can be an age, and at most one year beside it: "about 45", "2017 жылы 45 жаста". */
function isAge(words: string): boolean {
  const numbers = words.match(/\d+/g) ?? [];
  const [years, ...others] = numbers.filter((n) => n.length !== 4);
  return years !== undefined && others.length === 0 && numbers.length <= 2 && Number(years) >= 1 && Number(years) <= 120;
}

function calendar(year = "", month?: string, day?: string): ToldDate | undefined {
  if (Number(year) < 1850) return undefined;
  if (month === undefined) return { date: year, precision: "year" };
  if (Number(month) < 1 || Number(month) > 12) return undefined;
  const yearAndMonth = `${year}-${month.padStart(2, "0")}`;
  if (day === undefined) return { date: yearAndMonth, precision: "month" };
  const exact = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (exact.getUTCMonth() !== Number(month) - 1 || exact.getUTCDate() !== Number(day)) return undefined;
  return { date: `${yearAndMonth}-${day.padStart(2, "0")}`, precision: "day" };
}

/** Chromium knows Kazakh without its months and would write "2026 M11 19": these are CLDR's. */
const KAZAKH_MONTHS = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"];

/** The date in the reader"s language, for "We read this as …"; only for `day`, `month` and `year`. */
export function showDate(answer: ToldDate, tag: string): string {
  const [year = "", month = "1", day = "1"] = answer.date.split("-");
  if (answer.precision === "year") return year;
  if (tag === "kk") return `${year} ж. ${answer.precision === "day" ? `${Number(day)} ` : ""}${KAZAKH_MONTHS[Number(month) - 1]}`;
  const options: Intl.DateTimeFormatOptions = answer.precision === "day"
    ? { day: "numeric", month: "long", year: "numeric" } : { month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" }).format(Date.UTC(Number(year), Number(month) - 1, Number(day)));
}

/** A moment on the reader's own clock: `19 November 2026, 16:00`. */
export function showMoment(time: string, tag: string): string {
  const at = new Date(time);
  const day = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return `${showDate({ date: day, precision: "day" }, tag)}, ${new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format(at)}`;
}
