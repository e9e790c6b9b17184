// A conversation as rows of the screen: day lines, the unread line, names once per run.
import { type Conversation, type Entry, type Outgoing, type TextEntry, isText, pendingToShow, whoId } from "../../../shared/src/conversation.ts";
import type { Who } from "../../../shared/src/wire.gen.ts";

/** From which side of the chat a text comes. A note comes from no side: it is not part of what the patient sees. */
export type Side = "visitor" | "staff" | "note";

export type Row =
  | { kind: "day"; key: string; at: number }
  | { kind: "unread"; key: string }
  | { kind: "line"; key: string; entry: Exclude<Entry, TextEntry> }
  | { kind: "text"; key: string; entry: TextEntry; side: Side; named: boolean }
  | { kind: "outgoing"; key: string; item: Outgoing; side: Side; named: boolean };

/** After so long a silence a name is said again, in milliseconds. */
const RUN_MS = 10 * 60_000;

export interface RowOptions {
  /** First `Seq` under the unread line. */
  unreadFrom?: number;
  /** Which local day an instant falls on; two instants of one day give the same string. */
  day(at: number): string;
}

export function rows(entries: readonly Entry[], options: RowOptions): Row[] {
  const out: Row[] = [];
  let day = "";
  let run: { who: string; side: Side; at: number } | undefined;
  let marked = false;
  for (const entry of entries) {
    const today = options.day(entry.at);
    if (today !== day) {
      day = today;
      run = undefined;
      out.push({ kind: "day", key: `day ${entry.rev}`, at: entry.at });
    }
    if (!marked && entry.kind === "message" && options.unreadFrom !== undefined && entry.seq >= options.unreadFrom) {
      marked = true;
      run = undefined;
      out.push({ kind: "unread", key: "unread" });
    }
    if (!isText(entry)) {
      run = undefined;
      out.push({ kind: "line", key: `rev ${entry.rev}`, entry });
      continue;
    }
    const side = sideOf(entry.author, entry.kind === "note");
    const who = whoId(entry.author);
    const named = run === undefined || run.who !== who || run.side !== side || entry.at - run.at > RUN_MS;
    run = { who, side, at: entry.at };
    // One's own keeps its place on the screen when it becomes durable, and a held one when it is released.
    out.push({ kind: "text", key: entry.clientKey ?? entry.message, entry, side, named });
  }
  return out;
}

/** The rows of a running chat: what is durable, then what is not yet. */
export function liveRows(c: Conversation, options: RowOptions): Row[] {
  const out = rows(c.entries, options);
  let before = out.at(-1);
  for (const item of pendingToShow(c)) {
    const side: Side = item.kind === "note" ? "note" : "staff";
    const named = !(
      before !== undefined &&
      ((before.kind === "outgoing" && before.side === side) ||
        (before.kind === "text" && before.side === side && whoId(before.entry.author) === whoId(c.me)))
    );
    before = { kind: "outgoing", key: item.clientKey, item, side, named };
    out.push(before);
  }
  return out;
}

function sideOf(author: Who, note: boolean): Side {
  if (note) return "note";
  return author.kind === "visitor" ? "visitor" : "staff";
}
