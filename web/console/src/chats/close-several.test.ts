// Closing several chats: what comes between two of them, and what fails.
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { CardState, ConversationState, Event, Me, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "../model/desk.ts";
import { type Clearable, clearable } from "../model/idle-chats.ts";
import type { Outcome } from "../model/outcome.ts";
import { closeSeveral } from "./close-several.ts";

const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const me: Me = { id: "dana", name: "Dana", role: "agent", departments: [], all_departments: [], colleagues: [] };
const card = (conversation: string): CardState => fakeCard({ conversation, phase: "active", staff: dana, visitor_here: false });
const state = (conversation: string): ConversationState => ({
  conversation,
  department: "d",
  department_name: "D",
  phase: "active",
  staff: dana,
  opened_at: 0,
  rev: 0,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 86_400, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
});

/** A desk with three chats whose patients are away, and how each close ends. */
function start(answer: (conversation: string, happens: (conversation: string, event: Event) => void) => Outcome) {
  const now = signal(desk.newDesk(me));
  for (const id of ["ana", "ben", "cleo"]) {
    now.value = desk.received(now.value, { type: "joined", state: state(id), card: card(id), details: [] }, 0);
    now.value = desk.received(now.value, { type: "event", conversation: id, rev: 1, at: 0, event: { kind: "opened", department: "d" } }, 0);
  }
  const asked: string[] = [];
  const happens = (conversation: string, event: Event): void => {
    now.value = desk.received(now.value, { type: "event", conversation, rev: 2, at: 0, event }, 0);
  };
  const live = {
    desk: now,
    close: (conversation: string) => (asked.push(conversation), Promise.resolve(answer(conversation, happens))),
    remove: (conversation: string) => void (now.value = desk.remove(now.value, conversation)),
  };
  return { live, asked, chosen: clearable(now.value, Date.now()) };
}

const left = (chosen: Clearable, now: desk.Desk) => chosen.idle.map(({ conversation }) => conversation).filter((id) => now.chats.has(id));

test("a patient who writes while the others are closed is not shut out", async () => {
  const wrote: Event = { kind: "message", message: "m", seq: 1, author: { kind: "visitor", id: "v" }, text: "Are you there?" };
  const { live, asked, chosen } = start((id, happens) => (id === "ana" && happens("ben", wrote), { ok: true }));
  expect(await closeSeveral(live, chosen, undefined)).toEqual([]);
  expect(asked).toEqual(["ana", "cleo"]);
  expect(left(chosen, live.desk.value)).toEqual(["ben"]);
});

test("after one failure the others are done with, and a second press closes only what is left", async () => {
  let refuse = true;
  const { live, asked, chosen } = start((id) => (refuse && id === "ben" ? { ok: false, text: "busy" } : { ok: true }));
  expect(await closeSeveral(live, chosen, undefined)).toEqual([{ conversation: "ben", message: "busy" }]);
  refuse = false;
  asked.length = 0;
  expect(await closeSeveral(live, chosen, undefined)).toEqual([]);
  expect(asked).toEqual(["ben"]);
  expect(left(chosen, live.desk.value)).toEqual([]);
});
