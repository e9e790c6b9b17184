// Numbers as a CSV file: RFC 4180, and safe to open in a spreadsheet.
import type { Figures, Numbers } from "../../../shared/src/wire.gen.ts";

const HEADER = [
  "group", "name", "chats", "served", "gave_up", "lost", "left_messages", "wait_median_s", "wait_p90_s", "first_reply_median_s",
  "first_reply_p90_s", "handling_median_s", "handling_p90_s", "at_once_mean", "at_once_most", "rating_mean", "rating_count",
];

/** One field. What a spreadsheet would take for a formula gets an apostrophe before it, wherever in the text it would begin one. */
export function field(value: string | number | undefined): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvOf(numbers: Numbers): string {
  const rows: (string | number | undefined)[][] = [
    HEADER,
    ["total", `${numbers.from} to ${numbers.to} (${numbers.zone})`, ...values(numbers.total)],
    ...numbers.days.map(({ date, figures }) => ["day", date, ...values(figures)]),
    ...numbers.hours.map(({ hour, figures }) => ["hour", hour, ...values(figures)]),
    ...numbers.departments.map(({ name, figures }) => ["department", name, ...values(figures)]),
    ...numbers.people.map(({ name, figures }) => ["person", name, ...values(figures)]),
  ];
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function values({ chats, served, gave_up, lost, left_messages, wait, first_reply, handling, at_once, rating }: Figures): (number | undefined)[] {
  return [
    chats, served, gave_up, lost, left_messages, wait?.median_s, wait?.p90_s, first_reply?.median_s, first_reply?.p90_s,
    handling?.median_s, handling?.p90_s, at_once?.mean, at_once?.most, rating?.mean, rating?.count,
  ];
}
