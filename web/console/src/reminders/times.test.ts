import { expect, test } from "vitest";
import { instantOf } from "./times.ts";

const NOW = new Date(2026, 2, 28, 16, 30).getTime();

test("mornings are at nine, whatever the clock does in the night", () => {
  expect(new Date(instantOf("tomorrow", "", NOW) ?? 0).toString()).toContain("Mar 29 2026 09:00:00");
  expect(new Date(instantOf("week", "", NOW) ?? 0).toString()).toContain("Apr 04 2026 09:00:00");
  expect(instantOf("hours", "", NOW)).toBe(NOW + 4 * 3_600_000);
});

test("a time of one's own is one from now on, and not for ever", () => {
  expect(instantOf("own", "2026-03-28T16:31", NOW)).toBe(NOW + 60_000);
  for (const own of ["", "2026-03-28T16:30", "2026-03-27T09:00", "2027-03-28T09:00", "nonsense"]) {
    expect(instantOf("own", own, NOW)).toBeUndefined();
  }
});
