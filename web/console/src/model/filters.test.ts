// What filters leave, and what is cleared away together.
import { describe, expect, test } from "vitest";
import type { CardState, ConversationState, Me, ServerFrame, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "./desk.ts";
import { NO_FILTERS, isFiltered, mineShown, parseFilters, waitingShown } from "./filters.ts";
import { IDLE_CHAT_MS, clearable, sharedOutcomes, still } from "./idle-chats.ts";
import { mine } from "./lists.ts";

const NOW = 1_700_000_000_000;
const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const named = (id: string, outcomes: string[]) => ({ id, name: id, amber_s: 120, bold_s: 300, outcomes: outcomes.map((one) => ({ id: one, label: one })), tags: [] });
const me: Me = {
  id: "dana",
  name: "Dana",
  role: "agent",
  departments: ["billing", "front"],
  all_departments: [named("billing", ["solved", "spam"]), named("front", ["solved"])],
  colleagues: [],
};
const card = (conversation: string, change: Partial<CardState> = {}): CardState =>
  fakeCard({ conversation, name: conversation, department: "billing", opened_at: NOW, waiting_since: NOW, ...change });
const state = (conversation: string, department: string): ConversationState => ({
  conversation,
  department,
  department_name: department,
  phase: "active",
  staff: dana,
  opened_at: NOW,
  rev: 0,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 86_400, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
});
const empty = desk.newDesk(me);

function with_(...chats: { id: string; department?: string; at?: number; change?: Partial<CardState>; closed?: boolean }[]): desk.Desk {
  const frames = chats.flatMap(({ id, department = "billing", at = NOW, change = {}, closed = false }): ServerFrame[] => [
    { type: "joined", state: state(id, department), card: card(id, { phase: "active", staff: dana, department, ...change }), details: [] },
    { type: "event", conversation: id, rev: 1, at, event: { kind: "opened", department } },
    ...(closed ? [{ type: "event" as const, conversation: id, rev: 2, at, event: { kind: "closed" as const, by: dana, reason: "staff_closed" as const } }] : []),
  ]);
  return frames.reduce((now, frame) => desk.received(now, frame, NOW), empty);
}

describe("filters", () => {
  test("by department, and by who has waited too long", () => {
    const shown = (one: CardState, filters: object, at = NOW) => waitingShown(empty, one, { ...NO_FILTERS, ...filters }, at);
    expect([shown(card("a"), { department: "front" }), shown(card("a"), { department: "billing" })]).toEqual([false, true]);
    expect([shown(card("a"), { late: true }), shown(card("a"), { late: true }, NOW + 120_000)]).toEqual([false, true]);
    expect(shown(card("a"), { show: "mine" })).toBe(false);
  });

  test("an emergency and what is offered to oneself are always there", () => {
    const all = { show: "mine", department: "front", late: true, unread: true } as const;
    expect(waitingShown(empty, card("a", { urgent: true }), all, NOW)).toBe(true);
    expect(waitingShown(empty, card("a", { preferred: "dana" }), all, NOW)).toBe(true);
    const row = mine(with_({ id: "a", change: { urgent: true } }))[0];
    expect(row && mineShown(row, { ...all, show: "waiting" })).toBe(true);
  });

  test("one's own: with something new, of a department", () => {
    const row = mine(with_({ id: "a" }))[0];
    if (!row) throw new Error("a row");
    expect(mineShown(row, { ...NO_FILTERS, unread: true })).toBe(false);
    expect(mineShown({ ...row, unread: 1 }, { ...NO_FILTERS, unread: true })).toBe(true);
    expect(mineShown(row, { ...NO_FILTERS, department: "front" })).toBe(false);
  });

  test("what was stored is taken as far as it makes sense", () => {
    const kept = { show: "mine", department: "front", late: true, unread: false };
    expect(parseFilters(JSON.stringify(kept), me)).toEqual(kept);
    const removed = me.all_departments.map((one) => (one.id === "front" ? { ...one, removed: true } : one));
    for (const now of [{ ...me, departments: ["billing"] }, { ...me, all_departments: removed }]) {
      expect(parseFilters(JSON.stringify(kept), now).department, "one that was left or removed would hide every chat").toBe("");
    }
    for (const odd of [null, "", "[]", "7", '{"show":"none","late":"yes","department":{}}']) expect(parseFilters(odd, me)).toEqual(NO_FILTERS);
    expect([isFiltered(NO_FILTERS), isFiltered({ ...NO_FILTERS, late: true })]).toEqual([false, true]);
  });
});

describe("what is cleared away together", () => {
  const ids = (rows: readonly { conversation: string }[]) => rows.map(({ conversation }) => conversation);

  test("ended ones, those whose patient is away, and those without a word for ten minutes", () => {
    const now = with_(
      { id: "busy" },
      { id: "old", at: NOW - IDLE_CHAT_MS },
      { id: "away", change: { visitor_here: false } },
      { id: "left", change: { visitor_here: false, left_at: NOW } },
      { id: "over", closed: true },
      { id: "urgent", at: NOW - IDLE_CHAT_MS, change: { urgent: true } },
    );
    const { ended, idle } = clearable(now, NOW);
    expect([ids(ended), ids(idle)]).toEqual([["over"], ["away", "old"]]);
  });

  test("nothing with a text that was not sent", () => {
    const now = desk.draft(with_({ id: "old", at: NOW - IDLE_CHAT_MS }), "old", { note: "begun" });
    expect(clearable(now, NOW)).toEqual({ ended: [], idle: [] });
  });

  test("what got something new while it was chosen goes on", () => {
    const was = clearable(with_({ id: "old", at: NOW - IDLE_CHAT_MS }, { id: "away", change: { visitor_here: false } }, { id: "over", closed: true }), NOW);
    const back = with_({ id: "old", at: NOW - IDLE_CHAT_MS }, { id: "away", closed: true }, { id: "over" });
    const now = still(desk.remove(back, "gone"), was, NOW);
    expect([ids(now.idle), ids(now.ended), ids(now.goesOn)]).toEqual([["old"], ["away"], ["over"]]);
    const wrote = desk.received(back, { type: "card", card: card("old", { phase: "active", staff: dana, urgent: true }) }, NOW);
    expect(ids(still(wrote, was, NOW).goesOn)).toEqual(["over", "old"]);
    expect(ids(still(desk.remove(back, "old"), was, NOW).idle), "what was closed is done with").toEqual([]);
  });

  test("reasons that all of them have", () => {
    const rows = mine(with_({ id: "a" }, { id: "b", department: "front" }));
    expect(sharedOutcomes(empty, rows).map(({ id }) => id)).toEqual(["solved"]);
    expect(sharedOutcomes(empty, rows.slice(0, 1)).map(({ id }) => id)).toEqual(["solved", "spam"]);
  });
});
