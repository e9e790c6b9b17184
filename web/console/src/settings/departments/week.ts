// The days of a week, and what a new span of a day begins as.
import type { OpenSpan, Week } from "../../../../shared/src/wire.gen.ts";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** Weekdays from nine to five. */
export function workingWeek(): Week {
  const day: OpenSpan[] = [{ from: "09:00", to: "17:00" }];
  return { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: [], sunday: [] };
}

/** The first span is nine to five; another begins an hour after the one before it. */
export function usualDay(spans: readonly OpenSpan[]): OpenSpan {
  const last = spans.at(-1);
  if (!last) return { from: "09:00", to: "17:00" };
  const hour = Math.min(22, Number(last.to.slice(0, 2)) + 1);
  const at = (value: number): string => `${String(value).padStart(2, "0")}:00`;
  return { from: at(hour), to: at(hour + 1) };
}
