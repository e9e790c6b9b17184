// The console's strings and its formats of dates and durations, all in one language.
import { translator } from "../../../shared/src/strings/index.ts";
import { en } from "./en.ts";

const LANGUAGE = "en";

export const t = translator(en, LANGUAGE);

const time = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const moment = new Intl.DateTimeFormat(LANGUAGE, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});

const stamp = new Intl.DateTimeFormat(LANGUAGE, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** `09:14` */
export const timeOf = (at: number): string => time.format(at);
/** `Tuesday, November 24, 2026` */
export const dayOf = (at: number): string => day.format(at);
/** `Nov 24, 09:14`, for lists */
export const stampOf = (at: number): string => stamp.format(at);
/** With day and zone, where they matter. */
export const momentOf = (at: number): string => moment.format(at);

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** `30 days`, `1 day`, `12 hours`: in the largest unit that divides it; otherwise in seconds. */
export function lengthOf(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? (["second", 1] as const);
  return new Intl.NumberFormat(LANGUAGE, { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}
