// Ranges of days, by the clock of this browser.

export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The date that this browser's clock shows. */
export function dateOf(at: number): string {
  const there = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${there.getFullYear()}-${two(there.getMonth() + 1)}-${two(there.getDate())}`;
}

/** The last `days` days, today among them. */
export function lastDays(days: number, now: number): { from: string; to: string } {
  const first = new Date(now);
  first.setDate(first.getDate() - (days - 1));
  return { from: dateOf(first.getTime()), to: dateOf(now) };
}

/** `42 s`, `3:05`, `1:02:09` */
export function timeText(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h}:${two(m)}:${two(s)}`;
  return m > 0 ? `${m}:${two(s)}` : `${s} s`;
}
