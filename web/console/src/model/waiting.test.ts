// Waiting times and their thresholds.
import { expect, test } from "vitest";
import { clock, patience, wholeMinutes } from "./waiting.ts";

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
