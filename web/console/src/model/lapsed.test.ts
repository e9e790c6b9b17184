// Why an offer is over, in words.
import { expect, test } from "vitest";
import type { CardState, Me, ServerFrame, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "./desk.ts";
import { lapsed } from "./lapsed.ts";

const NOW = 1_700_000_000_000;
const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const omar: Who = { kind: "staff", id: "omar", name: "Omar" };
const me: Me = {
  id: "dana",
  name: "Dana",
  role: "agent",
  departments: ["d"],
  all_departments: [{ id: "d", name: "Billing", amber_s: 120, bold_s: 300, outcomes: [], tags: [] }],
  colleagues: [{ id: "omar", name: "Omar", departments: ["d"], online: true }],
};
const card = (change: Partial<CardState>): ServerFrame => ({ type: "card", card: fakeCard(change) });
const gone = (change: Partial<Extract<ServerFrame, { type: "card_gone" }>> = {}): ServerFrame => ({ type: "card_gone", conversation: "a", ...change });
const offered = desk.received(desk.newDesk(me), card({ preferred: "dana", offer_ends_at: NOW + 30_000 }), NOW);

function why(frame: ServerFrame, later = 0, declined = false, before = offered): string | undefined {
  return lapsed(before, desk.received(before, frame, NOW), frame, declined, NOW + later);
}

test.each([
  ["taken", gone({ by: omar }), 0, false, "Omar has taken the chat with Maria."],
  ["taken, seen by who may see running ones", card({ phase: "active", staff: omar }), 0, false, "Omar has taken the chat with Maria."],
  ["declined, to the next", card({ preferred: "omar" }), 1_000, true, "You declined the chat with Maria."],
  ["declined, to all", card({}), 1_000, true, "You declined the chat with Maria."],
  ["time over, to the next", card({ preferred: "omar" }), 30_000, false, "The time to accept the chat with Maria is over."],
  ["time over, to all", card({}), 31_000, false, "The time to accept the chat with Maria is over."],
  ["withdrawn before its time", card({ preferred: "omar" }), 1_000, false, "The chat with Maria is not offered to you any more."],
  ["the patient is gone", gone({ ended: "visitor_left" }), 0, false, "Maria has left; the chat is over."],
  ["closed", gone({ ended: "staff_closed" }), 0, false, "The chat with Maria has ended."],
  ["moved elsewhere, or by a server of before", gone(), 0, false, "The chat with Maria is not offered to you any more."],
] as const)("%s", (_, frame, later, declined, words) => {
  expect(why(frame, later, declined)).toBe(words);
});

test("nothing is said of what one took oneself, of what is offered still, and of what was never offered", () => {
  expect(why(card({ phase: "active", staff: dana }))).toBeUndefined();
  expect(why(gone({ by: dana }))).toBeUndefined();
  expect(why(card({ preferred: "dana", urgent: true }))).toBeUndefined();
  const waits = desk.received(desk.newDesk(me), card({}), NOW);
  expect(why(gone({ by: omar }), 0, false, waits)).toBeUndefined();
});
