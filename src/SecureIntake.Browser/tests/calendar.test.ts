import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, dayOf, daysBetween, isDay, isTime, isWeek, mondayOf, weekOf } from "../seal/calendar.js";

const day = fc.date({ min: new Date("2001-01-01T00:00:00Z"), max: new Date("2100-12-31T00:00:00Z"), noInvalidDate: true }).map(dayOf);

test("Every day lies in the week that begins on its Monday", () => {
  fc.assert(fc.property(day, at => {
    const week = weekOf(at);
    expect(isWeek(week)).toBe(true);
    const past = daysBetween(mondayOf(week), at);
    expect(past).toBeGreaterThanOrEqual(0);
    expect(past).toBeLessThan(7);
    expect(new Date(`${mondayOf(week)}T00:00:00Z`).getUTCDay()).toBe(1);
  }));
});

test("Weeks around New Year are ISO 8601's", () => {
  expect(weekOf("2027-01-01")).toBe("2026-W53");
  expect(weekOf("2024-12-30")).toBe("2025-W01");
  expect(mondayOf("2026-W48")).toBe("2026-11-23");
  expect(["2026-W53", "2025-W52"].map(isWeek)).toEqual([true, true]);
  expect(["2025-W53", "2026-W00", "2026-W54", "2026-w48", "2026W48", "1999-W10"].map(isWeek)).toEqual(Array(6).fill(false));
});

test("Only days and moments that exist are days and times", () => {
  expect(["2024-02-29", "2026-11-24"].map(isDay)).toEqual([true, true]);
  expect(["2026-02-29", "2026-13-01", "2026-1-1", "2026-11-24 ", "20261124"].map(isDay)).toEqual(Array(5).fill(false));
  expect(isTime("2026-11-24T10:00:00Z")).toBe(true);
  expect(["2026-11-24T24:00:00Z", "2026-11-24T10:00:00.000Z", "2026-11-24T10:00Z", "2026-11-24T10:00:00+00:00"].map(isTime)).toEqual(Array(4).fill(false));
});

test("Days add up", () => {
  fc.assert(fc.property(day, fc.integer({ min: -400, max: 400 }), (at, days) => {
    expect(daysBetween(at, addDays(at, days))).toBe(days);
  }));
});
