import { expect, test } from "vitest";
import { dateOf, lastDays, timeText } from "./days.ts";

test("a range ends today and has so many days", () => {
  const now = new Date(2026, 10, 1, 0, 30).getTime();
  expect(dateOf(now)).toBe("2026-11-01");
  expect(lastDays(1, now)).toEqual({ from: "2026-11-01", to: "2026-11-01" });
  expect(lastDays(7, now)).toEqual({ from: "2026-10-26", to: "2026-11-01" });
  expect(lastDays(30, now)).toEqual({ from: "2026-10-03", to: "2026-11-01" });
});

test("times are short", () => {
  expect([0, 59, 60, 185, 3_729].map(timeText)).toEqual(["0 s", "59 s", "1:00", "3:05", "1:02:09"]);
});
