// The console's strings and its formats of dates and durations, all in one language: the one chosen in this browser. Only that one is
// loaded.
import { directionOf, type Language, localeOf } from "../../../shared/src/language.ts";
import { type Table, type Translate, type Translation, translator } from "../../../shared/src/strings/index.ts";
import type { en } from "./en.ts";
import { chosenLanguage } from "./chosen.ts";

export const LANGUAGE: Language = chosenLanguage();
export const LOCALE = localeOf(LANGUAGE);

const load: Record<Language, () => Promise<Translation<typeof en>>> = {
  en: async () => (await import("./en.ts")).en,
  es: async () => (await import("./es.ts")).es,
  "en-XA": async () => (await import("./pseudo.ts")).made(false),
  "ar-XB": async () => (await import("./pseudo.ts")).made(true),
};

let found: Translate<Table>;

export const t = ((key: string, ...values: []) => found(key, ...values)) as unknown as Translate<typeof en>;

/** Nothing is shown before. */
export async function loadStrings(): Promise<void> {
  found = translator(await load[LANGUAGE](), LOCALE);
  if (typeof document === "undefined") return;
  document.documentElement.lang = LANGUAGE;
  document.documentElement.dir = directionOf(LANGUAGE);
}

const time = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const moment = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});

const stamp = new Intl.DateTimeFormat(LOCALE, {
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
  return new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}
