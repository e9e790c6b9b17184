// How long someone has waited, and how loudly the screen says so.

/** Seconds of waiting from which it is amber, and bold besides; each department has its own. */
export interface Thresholds {
  amber_s: number;
  bold_s: number;
}

const USUAL: Thresholds = { amber_s: 120, bold_s: 300 };

export type Patience = "calm" | "amber" | "bold";

export function patience(waitedMs: number, { amber_s, bold_s }: Thresholds = USUAL): Patience {
  if (waitedMs >= bold_s * 1000) return "bold";
  return waitedMs >= amber_s * 1000 ? "amber" : "calm";
}

/** Whole seconds until an offer ends, never below zero. */
export function secondsLeft(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000));
}

/** `04:10`, from an hour on `1:04:10`. A clock that is behind shows zero, never a negative time. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = [two(Math.floor(seconds / 60) % 60), two(seconds % 60)];
  return (hours > 0 ? [String(hours), ...rest] : rest).join(":");
}

/** Whole minutes, for screen readers: a number that changes once a minute instead of every second. */
export function wholeMinutes(ms: number): number {
  return Math.max(0, Math.floor(ms / 60_000));
}

/** The age of a message that was left, in seconds of its largest whole unit: days, hours, minutes; 0 within the first minute. */
export function age(ms: number): number {
  const unit = [86_400, 3_600, 60].find((seconds) => ms >= seconds * 1000);
  return unit === undefined ? 0 : Math.floor(ms / 1000 / unit) * unit;
}
