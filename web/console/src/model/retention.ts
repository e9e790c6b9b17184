// A duration in words, in the largest unit that divides it.

const UNITS: readonly (readonly [Intl.NumberFormatOptions["unit"], number])[] = [
  ["year", 365 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `30 days`, `1 day`, `12 hours`; anything under a minute, or not a whole number of minutes, in seconds. */
export function inWords(seconds: number, locale = "en"): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ["second", 1];
  return new Intl.NumberFormat(locale, { style: "unit", unit: unit ?? "second", unitDisplay: "long" }).format(seconds / size);
}
