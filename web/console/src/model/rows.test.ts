// Day lines, the unread line, names once per run, and texts that are not durable yet.
import { describe, expect, test } from "vitest";
import { type Entry, start, write } from "../../../shared/src/conversation.ts";
import type { Who } from "../../../shared/src/wire.gen.ts";
import { type Row, type RowOptions, liveRows, rows } from "./rows.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const visitor: Who = { kind: "visitor", id: "v" };
const day = (at: number): string => String(Math.floor(at / DAY));

function message(seq: number, author: Who, at: number): Entry {
  return { kind: "message", rev: seq, at, message: `m${seq}`, seq, author, shown: { text: "x" } };
}

function note(rev: number, at: number): Entry {
  return { kind: "note", rev, at, message: `n${rev}`, author: dana, shown: { text: "x" } };
}

function word(row: Row): string {
  if (row.kind === "text" || row.kind === "outgoing") return `${row.named ? "+" : ""}${row.side}`;
  return row.kind;
}

function check(entries: Entry[], expected: string[], options: Partial<RowOptions> = {}): void {
  expect(rows(entries, { day, ...options }).map(word)).toEqual(expected);
}

describe("rows", () => {
  test("a name once per run", () =>
    check(
      [message(1, visitor, 0), message(2, visitor, MINUTE), message(3, dana, MINUTE), message(4, visitor, 2 * MINUTE)],
      ["day", "+visitor", "visitor", "+staff", "+visitor"],
    ));
  test("again after a silence", () =>
    check([message(1, visitor, 0), message(2, visitor, 11 * MINUTE)], ["day", "+visitor", "+visitor"]));
  test("a note is a run of its own", () =>
    check([message(1, dana, 0), note(2, 1), message(3, dana, 2)], ["day", "+staff", "+note", "+staff"]));
  test("a day line for each day, not more", () =>
    check([message(1, visitor, 0), message(2, visitor, MINUTE), message(3, visitor, DAY)], [
      "day",
      "+visitor",
      "visitor",
      "day",
      "+visitor",
    ]));
  test("one unread line, before the first unread", () =>
    check(
      [message(1, visitor, 0), message(2, visitor, 1), message(3, visitor, 2)],
      ["day", "+visitor", "unread", "+visitor", "visitor"],
      { unreadFrom: 2 },
    ));
  test("what happened breaks a run", () =>
    check([message(1, dana, 0), { kind: "joined", staff: dana, rev: 2, at: 1 }, message(3, dana, 2)], [
      "day",
      "+staff",
      "line",
      "+staff",
    ]));
  test("keys are unique", () => {
    const keys = rows([message(1, visitor, 0), note(2, 1), message(3, dana, DAY)], { day }).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test("what waits in the outbox comes last and keeps its key when it becomes durable", () => {
  const c = write(
    start(
      {
        conversation: "c",
        department: "d",
        department_name: "D",
        phase: "active",
        opened_at: 0,
        rev: 0,
        seq: 0,
        receipts: [],
        protection: { custody: "managed", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
      },
      dana,
    ),
    { clientKey: "k", kind: "note", shown: { text: "x" }, at: 0 },
  );
  expect(liveRows(c, { day }).map((row) => [word(row), row.key])).toEqual([["+note", "k"]]);
  const durable = { ...c, outbox: [], entries: [{ ...note(1, 0), clientKey: "k" } as Entry] };
  expect(liveRows(durable, { day }).map(({ key }) => key)).toContain("k");
});
