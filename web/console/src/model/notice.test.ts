import { expect, test } from "vitest";
import type { CardState, Event, Me, ServerFrame, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard as card } from "../fakes.ts";
import * as desk from "./desk.ts";
import { noticeOf, somebodyWaits } from "./notice.ts";

const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const visitor: Who = { kind: "visitor", id: "v" };
const me: Me = { id: "dana", name: "Dana", role: "agent", departments: ["d"], all_departments: [], colleagues: [] };
const shown = (change: Partial<CardState> = {}): ServerFrame => ({ type: "card", card: card(change) });
const joined: ServerFrame = {
  type: "joined",
  card: card({ phase: "active", staff: dana }),
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
const welcome: ServerFrame = {
  type: "welcome",
  protocol: 1,
  me: dana,
  server_time: 0,
  limits: { message_max_chars: 1, frame_max_bytes: 1, dead_peer_ms: 1, heartbeat_ms: 1, visitor_grace_ms: 1 },
  conversations: [],
};
const said = (rev: number, author: Who = visitor, kind: "message" | "note" = "message"): ServerFrame => ({
  type: "event",
  conversation: "a",
  rev,
  at: 0,
  event: { kind, message: `m${rev}`, seq: rev, author, text: "secret" } as Event,
});
const take = (from: desk.Desk, frame: ServerFrame) => {
  const after = desk.received(from, frame, 0);
  return { after, news: noticeOf(from, after, frame) };
};
const online = desk.available(desk.received(desk.connection(desk.newDesk(me), "online"), welcome, 0), "online");

test("a message of somebody else, once, and known as seen where it is", () => {
  const here = [joined, said(1)].reduce((now, frame) => desk.received(now, frame, 0), online);
  expect(take(here, said(2)).news).toEqual({ notice: "message", thing: "a.2", seen: false });
  expect(take(here, said(1)).news, "what is there already").toBeUndefined();
  expect(take(here, said(2, dana)).news, "one's own").toBeUndefined();
  expect(take(here, said(2, { kind: "staff", id: "omar", name: "Omar" }, "note")).news, "a colleague’s note").toEqual({ notice: "note", thing: "a.2", seen: false });
  expect(take(here, said(2, dana, "note")).news, "one’s own note").toBeUndefined();
  const open = desk.watch(desk.show(here, "a"), true);
  expect(take(open, said(2)).news).toEqual({ notice: "message", thing: "a.2", seen: true });
  expect(take(desk.watch(open, false), said(2)).news).toEqual({ notice: "message", thing: "a.2", seen: false });
  expect(take(online, said(1)).news, "a chat that is not on the desk").toBeUndefined();
});

test("a chat that begins to wait for this person, while they are here for it", () => {
  const { after, news } = take(online, shown());
  expect(news).toEqual({ notice: "waiting", thing: "a.waits.0", seen: false });
  expect(somebodyWaits(after)).toBe(true);
  expect(take(after, shown({ urgent: true })).news, "it waits already").toBeUndefined();
  expect(take(online, shown({ preferred: "omar" })).news, "for a colleague first").toBeUndefined();
  expect(take(take(online, shown({ preferred: "omar" })).after, shown()).news).toEqual({ notice: "waiting", thing: "a.waits.0", seen: false });
  expect(take(online, shown({ department: "other" })).news).toBeUndefined();
  const away = desk.available(online, "away");
  expect(take(away, shown()).news).toBeUndefined();
  expect(somebodyWaits(take(away, shown()).after)).toBe(false);
  expect(somebodyWaits(desk.received(after, { type: "card_gone", conversation: "a" }, 0))).toBe(false);
});
