// Sentences of waiting and of closed departments: how long, and when it opens, here and at the clinic.
import { LOCALE, w } from "./text.ts";
const DAY_MS = 86_400_000;

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

/** Until when the answer can be read: the session began with the conversation, and lasts a day. */
export function readableUntil(openedAt: number): string {
  return momentIn(openedAt + DAY_MS - 60_000, undefined);
}

function momentIn(at: number, timeZone: string | undefined, named = false): string {
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
