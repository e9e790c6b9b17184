// Waiting times and their thresholds.
import { expect, test } from "vitest";
import { age, clock, patience, secondsLeft, wholeMinutes } from "./waiting.ts";

test.each([
  [-5_000, "00:00", "calm", 0],
  [0, "00:00", "calm", 0],
  [119_999, "01:59", "calm", 1],
  [120_000, "02:00", "amber", 2],
  [299_999, "04:59", "amber", 4],
  [300_000, "05:00", "bold", 5],
  [3_600_000, "1:00:00", "bold", 60],
])("%i ms", (ms, shown, how, minutes) => {
  expect(clock(ms)).toBe(shown);
  expect(patience(ms)).toBe(how);
  expect(wholeMinutes(ms)).toBe(minutes);
});

test("each department has thresholds of its own", () => {
  const soon = { amber_s: 10, bold_s: 20 };
  expect([9_999, 10_000, 20_000].map((ms) => patience(ms, soon))).toEqual(["calm", "amber", "bold"]);
});

test.each([
  [30_000, 30],
  [29_001, 30],
  [1, 1],
  [0, 0],
  [-5_000, 0],
])("an offer that ends in %i ms", (ms, seconds) => expect(secondsLeft(ms)).toBe(seconds));

test.each([
  [-5_000, 0],
  [59_999, 0],
  [60_000, 60],
  [3_599_000, 59 * 60],
  [2 * 3_600_000 + 1, 2 * 3_600],
  [25 * 3_600_000, 86_400],
])("a message left %i ms ago", (ms, seconds) => {
  expect(age(ms)).toBe(seconds);
});
