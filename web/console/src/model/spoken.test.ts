// What is said aloud: what is new, once, and never what a person is reading up on.
import { expect, test } from "vitest";
import type { Event, Me, ServerFrame, TextSpan, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "./desk.ts";
import { spoken } from "./spoken.ts";

const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const visitor: Who = { kind: "visitor", id: "v" };
const me: Me = { id: "dana", name: "Dana", role: "agent", departments: ["d"], all_departments: [{ id: "d", name: "Billing", amber_s: 120, bold_s: 300, outcomes: [], tags: [] }], colleagues: [] };
const card = fakeCard({ phase: "active", staff: dana });
const joined: ServerFrame = {
  type: "joined",
  card,
  details: [],
  state: {
    conversation: "a",
    department: "d",
    department_name: "Billing",
    phase: "active",
    staff: dana,
    opened_at: 0,
    rev: 1,
    seq: 1,
    receipts: [],
    protection: { custody: "managed", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
  },
};
const said = (rev: number, author: Who = visitor): ServerFrame => ({
  type: "event",
  conversation: "a",
  rev,
  at: 0,
  event: { kind: "message", message: `m${rev}`, seq: rev, author, text: "hello" } satisfies Event,
});
const began = [joined, said(1)].reduce((d, frame) => desk.received(d, frame, 0), desk.newDesk(me));

function check(before: desk.Desk, frame: ServerFrame, text: string | undefined, urgent = false): void {
  const words = spoken(before, desk.received(before, frame, 0), frame);
  expect(words).toEqual(text === undefined ? undefined : { text, urgent });
}

test("a message elsewhere is told without its text", () => check(began, said(2), "New message from Maria."));
test("a message in the open chat is read", () => check(desk.show(began, "a"), said(2), "Maria wrote: hello"));
test("a mask is read in words, what only the others do not see as it is", () => {
  const text = "XXXX XXXX XXXX 1111, me@example.org";
  // The browser has masked the card before it was sent, so the server names the address only.
  const spans: TextSpan[] = [{ start: 21, end: 35, type: "EMAIL", action: "hide" }];
  const frame: ServerFrame = { type: "event", conversation: "a", rev: 2, at: 0, event: { kind: "message", message: "m2", seq: 2, author: visitor, text, spans } };
  check(desk.show(began, "a"), frame, "Maria wrote: card number, masked for good, ends in 1111, me@example.org");
});
test("one's own is not", () => check(began, said(2, dana), undefined));
test("the same one is not said twice", () => check(desk.received(began, said(2), 0), said(2), undefined));
test("the past of a chat is not announced", () =>
  check(desk.received(desk.newDesk(me), joined, 0), said(1), undefined));
test("a card that becomes urgent interrupts, once", () => {
  const urgent: ServerFrame = { type: "card", card: { ...card, urgent: true } };
  check(began, urgent, "Urgent: what a patient wrote in Billing may be an emergency.", true);
  check(desk.received(began, urgent, 0), urgent, undefined);
});
test("an emergency after the end of a chat interrupts, once, and stays until it is put away", () => {
  const frame: ServerFrame = { type: "emergency", conversation: "past", department: card.department, number: "911", phone: "+1 555 010 0199" };
  check(began, frame, "Urgent: what a patient wrote in Billing after their chat ended may be an emergency.", true);
  const heard = desk.received(began, frame, 0);
  check(heard, frame, undefined);
  expect([...heard.afterEnd]).toEqual([["past", card.department]]);
  expect(desk.heardAfterEnd(heard).afterEnd.size).toBe(0);
});
