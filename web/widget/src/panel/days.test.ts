import { expect, test } from "vitest";
import { dayOf, isSameDay } from "./days.ts";

const noon = new Date(2026, 2, 29, 12).getTime();

test("today is named, any other day has its date and weekday", () => {
  expect(dayOf(noon, noon + 3_600_000)).toBe("Today");
  expect(dayOf(noon, new Date(2026, 2, 30, 0, 1).getTime())).toBe("Sunday, March 29, 2026");
});

test("days begin at midnight of the reader, however long they are", () => {
  const midnight = new Date(2026, 2, 29).getTime();
  expect(isSameDay(midnight - 1, midnight)).toBe(false);
  expect(isSameDay(midnight, new Date(2026, 2, 29, 23, 59, 59).getTime())).toBe(true);
});
