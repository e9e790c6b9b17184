// Days as a person names them, in the reader's own time zone.
import { LANGUAGE, t } from "./text.ts";

const format = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "Today", or the date with its day of the week. */
export function dayOf(at: number, now = Date.now()): string {
  return isSameDay(at, now) ? t("log.today") : format.format(at);
}
