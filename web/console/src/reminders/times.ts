// The times one can be reminded at, by this computer's clock.
export type When = "hour" | "hours" | "tomorrow" | "week" | "own";

export const WHENS = ["hour", "hours", "tomorrow", "week", "own"] as const satisfies readonly When[];

const HOUR_MS = 3_600_000;
const AHEAD_MS = 90 * 24 * HOUR_MS;

/** The instant; undefined for one that has passed, is too far, or was not given. `own` is `2026-11-24T16:30`, local. */
export function instantOf(when: When, own: string, now: number): number | undefined {
  const at = chosen(when, own, now);
  return at > now && at - now <= AHEAD_MS ? at : undefined;
}

function chosen(when: When, own: string, now: number): number {
  switch (when) {
    case "hour":
      return now + HOUR_MS;
    case "hours":
      return now + 4 * HOUR_MS;
    case "tomorrow":
      return morning(now, 1);
    case "week":
      return morning(now, 7);
    case "own":
      return own === "" ? Number.NaN : new Date(own).getTime();
  }
}

/** Nine o'clock, so many days on; a day can have 23 or 25 hours. */
function morning(now: number, days: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 9).getTime();
}
