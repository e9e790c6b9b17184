// When a department opens: by the patient's clock and by the clinic's.
import { expect, test } from "vitest";
import { opening, readableDays } from "./waiting.ts";

const AT = Date.UTC(2026, 10, 2, 14, 0); // the day after New York fell back

test("in the clinic's own zone there is one line, with day and zone", () => {
  const [line, ...more] = opening(AT, "America/New_York", "America/New_York");
  expect(line).toMatch(/Monday, November 2.*9:00.AM.*EST/);
  expect(more).toEqual([]);
});

test("elsewhere both clocks are told", () => {
  const [here, there] = opening(AT, "America/New_York", "Australia/Lord_Howe");
  expect(here).toMatch(/Tuesday, November 3.*1:00.AM/);
  expect(there).toMatch(/At the clinic.*Monday, November 2.*9:00.AM.*EST/);
});

test("an unknown time and an unknown zone are no failure", () => {
  expect(opening(undefined, "America/New_York")).toEqual(["We do not know yet when it opens again."]);
  expect(opening(AT, "Mars/Olympus", "UTC")).toHaveLength(1);
});

test.each([
  [60, 1],
  [86_400, 1],
  [7 * 86_400, 7],
  [365 * 86_400, 30],
])("what is kept for %i s can be read for %i days", (seconds, days) => {
  expect(readableDays(seconds)).toBe(days);
});
