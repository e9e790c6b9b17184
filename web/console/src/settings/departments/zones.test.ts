// A time zone as somebody writes it.
import { expect, test } from "vitest";
import { zoneFor } from "./zones.ts";

test.each([
  ["New York", "America/New_York"],
  [" america/new york ", "America/New_York"],
  ["Europe/Vienna", "Europe/Vienna"],
  ["utc", "UTC"],
  ["Mars/Base", "Mars/Base"],
])("%s means %s", (text, zone) => {
  expect(zoneFor(text)).toBe(zone);
});

test("a city that two zones have is not guessed", () => {
  expect(zoneFor("Springfield", ["America/Springfield", "Australia/Springfield"])).toBe("Springfield");
});
