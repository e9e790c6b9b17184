// Days as a person names them, in the reader's own time zone.
import { LOCALE, l } from "./text.ts";

const format = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "Today", or the date with its day of the week. */
export function dayOf(at: number, now = Date.now()): string {
  return isSameDay(at, now) ? l("log.today") : format.format(at);
}
