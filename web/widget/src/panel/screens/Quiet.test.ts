import { expect, test } from "vitest";
import { apply, start } from "../../../../shared/src/conversation.ts";
import type { ConversationState, Event, Who } from "../../../../shared/src/wire.gen.ts";
import { lineOf } from "../lines.ts";
import { warning } from "./Quiet.tsx";

const ME: Who = { kind: "visitor", id: "V" };
const DANA: Who = { kind: "staff", id: "S", name: "Dana" };
const STATE: ConversationState = {
  conversation: "C",
  department: "D",
  department_name: "Billing",
  phase: "active",
  opened_at: 0,
  rev: 0,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
};

const after = (...events: Event[]) =>
  events.reduce(
    (c, event, index) => apply(c, { type: "event", conversation: "C", rev: index + 1, at: index, event }, 0),
    start(STATE, ME),
  );
const said = (author: Who): Event => ({ kind: "message", message: `M${author.kind}`, seq: 1, author, text: "hello" });
const warned: Event = { kind: "idle_warned", ends_at: 60_000 };

test("a warning counts until somebody writes, joins, stays or the chat ends", () => {
  expect(warning(after(said(DANA), warned))?.ends_at).toBe(60_000);
  const others: Event[] = [said(ME), said(DANA), { kind: "still_here" }, { kind: "joined", staff: DANA }, { kind: "closed", by: DANA, reason: "staff_closed" }];
  for (const next of others) expect(warning(after(warned, next)), next.kind).toBeUndefined();
  const held: Event = { kind: "held", message: "H", author: DANA, reason: "many_links", text: "" };
  expect(warning(after(warned, held)), "the patient does not see what is held").toBeDefined();
});

test("a chat that is gone on with waits, and says nothing of its end", () => {
  const again = after(
    { kind: "joined", staff: DANA },
    { kind: "closed", by: { kind: "system" }, reason: "inactive" },
    { kind: "reopened", department: "D", department_name: "Billing" },
  );
  expect(again.state).toMatchObject({ phase: "waiting", department_name: "Billing" });
  expect(again.state.close_reason).toBeUndefined();
  expect(again.state.staff).toBeUndefined();
  expect(again.entries.map(lineOf)).toEqual([
    "Dana joined",
    "The chat ended because nothing was written for a while",
    "You went on with this chat",
  ]);
});

test("a chat that is gone on with is never taken for ended while its history comes", () => {
  const events: Event[] = [
    { kind: "joined", staff: DANA },
    { kind: "closed", by: DANA, reason: "staff_closed" },
    { kind: "reopened", department: "D", department_name: "Billing" },
  ];
  let c = start({ ...STATE, phase: "waiting", rev: 3 }, ME);
  for (const [index, event] of events.entries()) {
    c = apply(c, { type: "event", conversation: "C", rev: index + 1, at: index, event }, 0);
    expect(c.state.phase, event.kind).toBe("waiting");
  }
  expect(c.entries).toHaveLength(3);
  const ended = apply(c, { type: "event", conversation: "C", rev: 4, at: 9, event: { kind: "closed", by: DANA, reason: "staff_closed" } }, 0);
  expect(ended.state.phase).toBe("closed");
});
