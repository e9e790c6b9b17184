// Sentences of waiting and of closed departments: how long, and when it opens, here and at the clinic.
import { LOCALE, w } from "./text.ts";
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 30;

export function waitOf(seconds: number): string {
  return seconds < 60 ? w("queue.estimate.soon") : w("queue.estimate", { n: Math.round(seconds / 60) });
}

/** When it opens, with the day, by the clock of this browser; and by the clinic's, where that shows another time. */
export function opening(opensAt: number | undefined, zone: string | undefined, own?: string): string[] {
  if (opensAt === undefined) return [w("closed.unknown")];
  const here = momentIn(opensAt, own);
  const lines = [w("closed.opens", { when: momentIn(opensAt, own, true) })];
  try {
    if (zone && momentIn(opensAt, zone) !== here) lines.push(w("closed.there", { when: momentIn(opensAt, zone, true) }));
  } catch {
    // A browser that does not know the zone yet: its own time says when.
  }
  return lines;
}

/** Days for which the answer to a message that is left can be read: as long as it is kept, and no longer than the server keeps a session. */
export function readableDays(retentionSeconds: number): number {
  return Math.max(1, Math.min(LONGEST_DAYS, Math.floor((retentionSeconds * 1_000) / DAY_MS)));
}

/** Until when it can be read at least; an answer makes it longer. */
export function readableUntil(leftAt: number, retentionSeconds: number): string {
  return momentIn(leftAt + readableDays(retentionSeconds) * DAY_MS - 60_000, undefined);
}

/** Day and time by the clock of `timeZone`, or of this browser; with its name where `named`. */
export function momentIn(at: number, timeZone: string | undefined, named = false): string {
  return new Intl.DateTimeFormat(LOCALE, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    ...(timeZone ? { timeZone } : {}),
    ...(named ? { timeZoneName: "short" } : {}),
  }).format(at);
}
