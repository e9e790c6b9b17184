// A supervisor's word, and a chat that is taken over: known from what is new, and from nothing else.
import { expect, test } from "vitest";
import type { ConversationState, Event, Me, ServerFrame, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "./desk.ts";
import { noticeOf } from "./notice.ts";
import { spoken } from "./spoken.ts";

const NOW = 1_700_000_000_000;
const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const omar: Who = { kind: "staff", id: "omar", name: "Omar" };
const me: Me = { id: "dana", name: "Dana", role: "agent", departments: ["d"], all_departments: [], colleagues: [] };
const state: ConversationState = {
  conversation: "a",
  department: "d",
  department_name: "Billing",
  phase: "active",
  staff: dana,
  opened_at: NOW,
  rev: 1,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 86_400, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
};
const card = fakeCard({ phase: "active", staff: dana, opened_at: NOW, waiting_since: NOW });
const event = (rev: number, what: Event): Extract<ServerFrame, { type: "event" }> => ({ type: "event", conversation: "a", rev, at: NOW, event: what });
const note = (author: Who): Event => ({ kind: "note", message: "m", author, text: "Offer her Tuesday." });

function serving(): desk.Desk {
  const frames: ServerFrame[] = [
    { type: "joined", state, card, details: [] },
    event(1, { kind: "opened", department: "d" }),
    { type: "resumed", conversation: "a", rev: 1, more: false },
  ];
  return frames.reduce((now, frame) => desk.received(now, frame, NOW), desk.newDesk(me));
}

function hears(frame: Extract<ServerFrame, { type: "event" }>) {
  const before = serving();
  const after = desk.received(before, frame, NOW);
  return { after, whisper: after.chats.get("a")?.whisper, notice: noticeOf(before, after, frame)?.notice, words: spoken(before, after, frame)?.text };
}

test("a colleague's new note stays over the chat until it is put away, is said aloud, and rings", () => {
  const { after, whisper, notice, words } = hears(event(2, note(omar)));
  expect(whisper).toEqual({ from: "Omar", message: "m", text: "Offer her Tuesday." });
  expect([notice, words]).toEqual(["note", "Private note from Omar about Maria: Offer her Tuesday."]);
  expect(desk.heardWhisper(after, "a").chats.get("a")?.whisper).toBeUndefined();
});

test("one's own note, and one of the past, are no whisper", () => {
  expect(hears(event(2, note(dana)))).toMatchObject({ whisper: undefined, notice: undefined });
  expect(hears(event(1, note(omar)))).toMatchObject({ whisper: undefined, notice: undefined });
});

test("a chat that a colleague takes over is said and rung", () => {
  const { notice, words } = hears(event(2, { kind: "joined", staff: omar }));
  expect([notice, words]).toEqual(["taken", "Omar has taken over the chat with Maria. You are not in it any more."]);
});
