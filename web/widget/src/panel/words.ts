// Sentences for things of the wire: who, lines of the log, masks, waiting times.
import type { Entry } from "../../../shared/src/conversation.ts";
import { lastDigits } from "../../../shared/src/shown.ts";
import type { TextSpan } from "../../../shared/src/wire.gen.ts";
import { nameOf } from "./names.ts";
import { LOCALE, l } from "./text.ts";

const clock = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit" });

export function timeOf(at: number): string {
  return clock.format(at);
}

/** A line about something that happened; empty for what is not told. */
export function lineOf(entry: Entry): string {
  switch (entry.kind) {
    case "joined":
      return l("log.joined", { name: nameOf(entry.staff) });
    case "transferred":
      return entry.by.kind === "staff"
        ? l("log.transferred", { name: entry.by.name, department: entry.department_name })
        : l("log.transferred.system", { department: entry.department_name });
    case "closed":
      if (entry.reason === "visitor_ended") return l("log.ended.visitor");
      if (entry.reason === "visitor_left") return l("log.ended.left");
      return entry.by.kind === "staff" ? l("log.ended.staff", { name: entry.by.name }) : l("log.ended.system");
    default:
      return "";
  }
}

/** Whether the piece shows X's: what is hidden from others is in clear to its author. */
export function isCovered(text: string): boolean {
  return /[xX•*]{2}/.test(text);
}

/** How a screen reader reads a masked piece: not as a row of X's. */
export function maskWords(span: TextSpan, text: string): string {
  if (!isCovered(text)) return text;
  const what = l(`mask.${span.type}`);
  const digits = lastDigits(text);
  return digits === "" ? what : l("mask.ends", { what, digits });
}

/** What was hidden in the visitor's own message, one sentence per kind. */
export function hiddenLines(spans: readonly TextSpan[]): string[] {
  const inOrder = [...spans].sort((a, b) => a.start - b.start);
  const lines = inOrder.map((span) =>
    span.action === "mask" || span.type === "CARD" || span.type === "SSN"
      ? l(`masked.${span.type}`)
      : l(`hidden.${span.type}`),
  );
  return [...new Set(lines)];
}

export function placeInLine(place: number): string {
  return place === 1 ? l("queue.next") : l("queue.place.ordinal", { n: place });
}
