// How long someone has waited, and how loudly the screen says so.

/** Thresholds in milliseconds: amber from two minutes on, bold besides from five. */
export const AMBER_MS = 2 * 60_000;
export const BOLD_MS = 5 * 60_000;

export type Patience = "calm" | "amber" | "bold";

export function patience(waitedMs: number): Patience {
  if (waitedMs >= BOLD_MS) return "bold";
  return waitedMs >= AMBER_MS ? "amber" : "calm";
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
