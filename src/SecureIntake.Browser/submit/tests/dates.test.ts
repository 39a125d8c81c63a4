import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate, showDate, showMoment } from "../answers/dates.js";

const TODAY = "2026-11-24";

describe("A date keeps the precision it was told with", () => {
  it.each([
    ["12.05.1970", "1970-05-12", "day"],
    ["12/5/1970", "1970-05-12", "day"],
    ["12 5 1970", "1970-05-12", "day"],
    ["1970-05-12", "1970-05-12", "day"],
    ["1970年5月12日", "1970-05-12", "day"],
    ["12 May 1970", "1970-05-12", "day"],
    ["May 12th, 1970", "1970-05-12", "day"],
    ["12 мая 1970 г.", "1970-05-12", "day"],
    ["1970 жылғы 12 мамыр", "1970-05-12", "day"],
    ["05.1970", "1970-05", "month"],
    ["1970-05", "1970-05", "month"],
    ["in May 1970", "1970-05", "month"],
    ["май 1970", "1970-05", "month"],
    ["1970 мамыр", "1970-05", "month"],
    ["2018 жылы наурыз айы", "2018-03", "month"],
    ["1970年5月", "1970-05", "month"],
    [" 1970 ", "1970", "year"],
    ["2018 год", "2018", "year"],
    ["2018 жыл", "2018", "year"],
    ["１９７０", "1970", "year"],
  ])("%s is %s, %s", (typed, date, precision) => {
    expect(readDate(typed, TODAY)).toEqual({ date, precision });
  });

  it.each(["autumn 2017", "осень 2017", "2017 күзі", "before the holidays", "2017–2018", "12.05", "May or June 2018", "about 1970"])(
    "%s stays in the person's own words", (typed) => {
      expect(readDate(typed, TODAY)).toEqual({ date: typed, precision: "text" });
    });

  it.each(["45", "about 45", "45 in 2017", "45 лет", "2017 жылы 45 жаста"])("%s is an age where an age was asked for", (typed) => {
    expect(readDate(typed, TODAY, true)).toEqual({ date: typed, precision: "age" });
    expect(readDate(typed, TODAY)?.precision).toBe("text");
  });
});

it.each(["31.02.2018", "12.13.2018", "2018-00-10", "01.01.1700"])("%s, which no calendar has, is kept as text and not refused", (typed) => {
  expect(readDate(typed, TODAY)).toEqual({ date: typed, precision: "text" });
});

it("A date that has not come yet is kept as text", () => {
  expect(readDate("25.11.2026", TODAY)?.precision).toBe("text");
  expect(readDate("24.11.2026", TODAY)?.precision).toBe("day");
  expect(readDate("2027", TODAY)?.precision).toBe("text");
  expect(readDate("2026", TODAY)?.precision).toBe("year");
});

it("Blanks are no answer", () => {
  expect(readDate("  \n ", TODAY)).toBeUndefined();
});

it("Whatever is typed gives an answer that loses nothing or a date that the calendar has", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.boolean(), (typed, age) => {
    const read = readDate(typed, TODAY, age);
    const words = typed.normalize("NFKC").trim().replace(/\s+/g, " ");
    if (read === undefined) return words === "";
    if (read.precision === "text" || read.precision === "age") return read.date === words;
    return !Number.isNaN(Date.parse(read.date));
  }));
});

it("Every day of the calendar comes back from how it is written", () => {
  fc.assert(fc.property(fc.date({ min: new Date("1900-01-01"), max: new Date("2026-11-24"), noInvalidDate: true }), (moment) => {
    const day = moment.toISOString().slice(0, 10);
    const [y, m, d] = day.split("-");
    return readDate(`${d}.${m}.${y}`, TODAY)?.date === day && readDate(day, TODAY)?.date === day;
  }));
});

it("A date is shown in the reader's language", () => {
  expect(showDate({ date: "1970-05-12", precision: "day" }, "en")).toBe("May 12, 1970");
  expect(showDate({ date: "1970-05", precision: "month" }, "ru")).toMatch(/май 1970/);
  expect(showDate({ date: "1970", precision: "year" }, "kk")).toBe("1970");
  expect(showDate({ date: "1970-11-05", precision: "day" }, "kk")).toBe("1970 ж. 5 қараша");
  expect(showDate({ date: "1970-01", precision: "month" }, "kk")).toBe("1970 ж. қаңтар");
  expect(showMoment("2026-11-30T16:00:00Z", "en-GB")).toMatch(/^(30 November|1 December) 2026, \d\d:\d0$/);
});
