// The queue in words: at most every 30 seconds, and what came in between is not forgotten.
import { expect, test } from "vitest";
import { apply, start } from "../../../../shared/src/conversation.ts";
import type { ConversationState, Event, Who } from "../../../../shared/src/wire.gen.ts";
import { createSpoken } from "./spoken.ts";

const me: Who = { kind: "visitor", id: "v" };
const state: ConversationState = {
  conversation: "a",
  department: "d",
  department_name: "Billing",
  phase: "waiting",
  opened_at: 0,
  rev: 1,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
};
const waiting = { ...start(state, me), rev: 1 };
const at = (place: number) => ({ ...waiting, queue: { place, staffed: true } });

test("a place that changes within 30 seconds is said with the next word from the queue after them", () => {
  let now = 100_000;
  const spoken = createSpoken(() => now);
  expect(spoken(at(3), undefined)).toBe("You are 3rd in line");
  now += 10_000;
  expect(spoken(at(2), at(3))).toBe("");
  now += 10_000;
  expect(spoken(at(2), at(2)), "still too soon").toBe("");
  now += 10_000;
  expect(spoken(at(2), at(2)), "not forgotten").toBe("You are 2nd in line");
  now += 60_000;
  expect(spoken(at(2), at(2)), "and only once").toBe("");
});

test("a new chat says its place, though it is that of the last one", () => {
  let now = 100_000;
  const spoken = createSpoken(() => now);
  expect(spoken(at(1), undefined)).toBe("You are next in line");
  now += 60_000;
  expect(spoken(at(1), undefined)).toBe("You are next in line");
});

test("the end, and going on after it, are said as the log says them; that the end is near the bar says", () => {
  const spoken = createSpoken(() => 0);
  const dana: Who = { kind: "staff", id: "s", name: "Dana" };
  const events: [Event, string][] = [
    [{ kind: "joined", staff: dana }, "Dana joined"],
    [{ kind: "idle_warned", ends_at: 60_000 }, ""],
    [{ kind: "still_here" }, "You said that you are still here"],
    [{ kind: "closed", by: { kind: "system" }, reason: "inactive" }, "The chat ended because nothing was written for a while"],
    [{ kind: "reopened", department: "d", department_name: "Billing" }, "You went on with this chat"],
  ];
  let before = waiting;
  for (const [index, [event, said]] of events.entries()) {
    const now = apply(before, { type: "event", conversation: "a", rev: index + 2, at: index, event }, 0);
    expect(spoken(now, before), event.kind).toBe(said);
    before = now;
  }
});
