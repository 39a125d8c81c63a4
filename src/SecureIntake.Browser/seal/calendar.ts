/** Days, times and weeks of FORMAT.md: fixed spellings in UTC, so ordinal order is the order of time. */

const DAY = 86_400_000;

/** `YYYY-MM-DD`, a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && roundTrips(`${text}T00:00:00Z`);
}

/** `YYYY-MM-DDTHH:MM:SSZ`, a moment that exists. */
export function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) && roundTrips(text);
}

/** ISO 8601 `YYYY-Www` from the year 2000 on, a week that the year has. */
export function isWeek(text: string): boolean {
  return /^[2-9]\d{3}-W\d{2}$/.test(text) && weekOf(mondayOf(text)) === text;
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

export function addDays(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY));
}

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

export function timeOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

/** The ISO week that a day falls into: the week belongs to the year of its Thursday. */
export function weekOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const thursday = addDays(day, 3 - weekday);
  const year = thursday.slice(0, 4);
  const number = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** The Monday that begins an ISO week. */
export function mondayOf(week: string): string {
  const year = week.slice(0, 4);
  const number = Number(week.slice(6));
  // 4 January is always in week 1.
  const anchor = `${year}-01-04`;
  const weekday = (new Date(`${anchor}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(anchor, (number - 1) * 7 - weekday);
}

function roundTrips(text: string): boolean {
  const moment = new Date(text);
  return !Number.isNaN(moment.getTime()) && timeOf(moment) === text;
}
