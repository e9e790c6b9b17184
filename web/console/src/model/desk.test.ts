// The desk: frames and acts in, what is shown and sent out.
import { describe, expect, test } from "vitest";
import type { CardState, ClientFrame, ConversationState, Event, Me, ServerFrame, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "./desk.ts";
import { mine, unsent, waiting, wanting } from "./lists.ts";

const NOW = 1_700_000_000_000;
const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const visitor: Who = { kind: "visitor", id: "v" };
const me: Me = {
  id: "dana",
  name: "Dana",
  role: "agent",
  departments: ["billing"],
  all_departments: [
    { id: "billing", name: "Billing", amber_s: 120, bold_s: 300, outcomes: [], tags: [] },
    { id: "front", name: "Front desk", amber_s: 120, bold_s: 300, outcomes: [], tags: [] },
  ],
  colleagues: [{ id: "omar", name: "Omar", departments: ["front"], online: false }],
};

const card = (conversation: string, change: Partial<CardState> = {}): CardState =>
  fakeCard({ conversation, department: "billing", opened_at: NOW, waiting_since: NOW, ...change });

const own = (conversation: string): CardState => card(conversation, { phase: "active", staff: dana });

function state(conversation: string, change: Partial<ConversationState> = {}): ConversationState {
  return {
    conversation,
    department: "billing",
    department_name: "Billing",
    phase: "active",
    staff: dana,
    opened_at: NOW,
    rev: 0,
    seq: 0,
    receipts: [],
    protection: { custody: "managed", retention_seconds: 86_400, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
    ...change,
  };
}

const welcome = (...conversations: ConversationState[]): ServerFrame => ({
  type: "welcome",
  protocol: 1,
  me: dana,
  server_time: NOW + 5_000,
  limits: {
    message_max_chars: 4_000,
    frame_max_bytes: 49_152,
    dead_peer_ms: 27_000,
    heartbeat_ms: 12_000,
    visitor_grace_ms: 900_000,
  },
  conversations,
});
const joined = (conversation: string): ServerFrame => ({
  type: "joined",
  state: state(conversation),
  card: own(conversation),
  details: [],
});
const event = (conversation: string, rev: number, what: Event): ServerFrame => ({
  type: "event",
  conversation,
  rev,
  at: NOW,
  event: what,
});
const said = (conversation: string, rev: number, seq: number, text = "hello", author: Who = visitor): ServerFrame =>
  event(conversation, rev, { kind: "message", message: `${conversation} ${rev}`, seq, author, text });

/** A desk that is online, with the frames taken in and what was due sent after each. */
function at(...frames: ServerFrame[]): { desk: desk.Desk; sent: ClientFrame[] } {
  return then(desk.connection(desk.newDesk(me), "online"), welcome(), ...frames);
}

function then(start: desk.Desk, ...frames: ServerFrame[]): { desk: desk.Desk; sent: ClientFrame[] } {
  const sent: ClientFrame[] = [];
  let now = flush(start, sent);
  for (const frame of frames) now = flush(desk.received(now, frame, NOW), sent);
  return { desk: now, sent };
}

function flush(before: desk.Desk, sent: ClientFrame[] = [], now = NOW): desk.Desk {
  const due = desk.outgoing(before, now);
  sent.push(...due.frames);
  return due.desk;
}

function chatOf(d: desk.Desk, conversation: string): desk.Chat {
  const chat = d.chats.get(conversation);
  if (!chat) throw new Error(`no chat ${conversation}`);
  return chat;
}

const texts = (d: desk.Desk, conversation: string): string[] =>
  chatOf(d, conversation).talk.entries.flatMap((entry) => ("shown" in entry ? [entry.shown.text] : []));

describe("being let in", () => {
  test("after a reload one's own chats are asked for once, and not the others", () => {
    const cards: ServerFrame = { type: "cards", cards: [own("a"), card("b"), card("c", { phase: "active", staff: visitor })] };
    const { sent, desk: d } = at(welcome(state("a")), cards, { type: "card", card: own("a") });
    expect(sent).toEqual([{ type: "accept", conversation: "a" }]);
    expect(then(d, joined("a"), { type: "card", card: own("a") }).sent).toEqual([]);
  });

  test("what the person accepts is not asked for a second time", () => {
    const { desk: d } = at(welcome(), { type: "cards", cards: [card("a")] });
    const { sent } = then(desk.accepting(d, "a"), { type: "card", card: own("a") }, joined("a"));
    expect(sent).toEqual([]);
  });

  test("a new connection asks again while the answer is missing", () => {
    const { desk: d } = at(welcome(), { type: "cards", cards: [own("a")] });
    const back = desk.connection(desk.connection(d, "offline"), "online");
    expect(then(back).sent).toEqual([]);
    expect(then(back, welcome()).sent).toEqual([{ type: "accept", conversation: "a" }]);
  });
});

describe("sending", () => {
  const { desk: ready } = at(welcome(), { type: "cards", cards: [own("a")] }, joined("a"));
  const wrote = (d: desk.Desk, key: string, text: string): desk.Desk =>
    desk.submit(desk.draft(d, "a", { reply: text }), "a", key, NOW);

  test("what is written offline goes out with the same key when the connection is back", () => {
    const offline = wrote(desk.connection(ready, "offline"), "k1", "kept");
    const sent: ClientFrame[] = [];
    let d = flush(offline, sent);
    expect(sent).toEqual([]);
    expect(unsent(d)).toBe(1);
    d = flush(desk.received(desk.connection(d, "online"), welcome(state("a")), NOW), sent);
    expect(sent).toEqual([{ type: "post", conversation: "a", client_key: "k1", text: "kept" }]);
  });

  test("a reply says which canned replies it was begun from; one that was emptied, a note and the next reply do not", () => {
    const sent: ClientFrame[] = [];
    let d = desk.draft(ready, "a", { reply: "Hello Ana", canned: ["hi"] });
    d = desk.draft(d, "a", { reply: "Hello Ana, one moment.", canned: ["hi", "wait"] });
    d = flush(desk.submit(d, "a", "k1", NOW), sent);
    expect(sent).toEqual([{ type: "post", conversation: "a", client_key: "k1", text: "Hello Ana, one moment.", canned: ["hi", "wait"] }]);
    expect(chatOf(d, "a").draft.canned).toEqual([]);
    d = desk.draft(desk.draft(ready, "a", { reply: "Hello", canned: ["hi"] }), "a", { reply: " " });
    expect(chatOf(desk.draft(d, "a", { reply: "By hand" }), "a").draft.canned).toEqual([]);
    const note: ClientFrame[] = [];
    d = desk.draft(ready, "a", { mode: "note", note: "seen", reply: "Hello", canned: ["hi"] });
    d = flush(desk.submit(d, "a", "k2", NOW), note);
    expect(note).toEqual([{ type: "note", conversation: "a", client_key: "k2", text: "seen" }]);
    expect(chatOf(d, "a").draft).toEqual({ mode: "note", reply: "Hello", note: "", canned: ["hi"] });
  });

  test("an ack that was lost leads to a retry with the same key and one message", () => {
    const sent: ClientFrame[] = [];
    let d = flush(wrote(ready, "k1", "once"), sent);
    d = flush(desk.connection(d, "offline"), sent);
    d = flush(desk.connection(d, "online"), sent);
    d = flush(desk.received(d, welcome(state("a", { rev: 1, seq: 1 })), NOW), sent);
    d = then(d, said("a", 1, 1, "once", dana), {
      type: "ack",
      conversation: "a",
      client_key: "k1",
      message: "a 1",
      seq: 1,
      rev: 1,
      at: NOW,
    }).desk;
    expect(sent.filter((frame) => frame.type === "post")).toHaveLength(2);
    expect(texts(d, "a")).toEqual(["once"]);
    expect(unsent(d)).toBe(0);
  });

  test("while the server is busy with the first, the second waits behind it", () => {
    const sent: ClientFrame[] = [];
    let d = flush(flush(wrote(wrote(ready, "k1", "first"), "k2", "second"), sent), sent);
    d = flush(desk.received(d, { type: "busy", client_key: "k1", queue: "store", retry_after_s: 3 }, NOW), sent, NOW);
    expect(sent.map((frame) => "client_key" in frame && frame.client_key)).toEqual(["k1"]);
    flush(d, sent, NOW + 3_000);
    expect(sent.map((frame) => "client_key" in frame && frame.client_key)).toEqual(["k1", "k1"]);
  });

  test("a refused text does not stand in the way, and can be taken back into its draft", () => {
    const sent: ClientFrame[] = [];
    let d = flush(wrote(wrote(ready, "k1", "bad"), "k2", "good"), sent);
    d = flush(desk.received(d, { type: "refused", client_key: "k1", code: "empty", message: "" }, NOW), sent);
    expect(sent).toHaveLength(2);
    d = desk.edit(desk.draft(d, "a", { mode: "note", reply: "more" }), "a", "k1");
    expect(chatOf(d, "a").draft).toEqual({ mode: "reply", reply: "bad\nmore", note: "", canned: [] });
    expect(chatOf(d, "a").talk.outbox.map((item) => item.clientKey)).toEqual(["k2"]);
  });

  test("a note can never go out as a reply: the drafts are apart and so are the frames", () => {
    let d = desk.draft(ready, "a", { mode: "note", note: "for staff" });
    d = desk.draft(d, "a", { mode: "reply" });
    expect(desk.submit(d, "a", "k", NOW)).toBe(d);
    const sent: ClientFrame[] = [];
    flush(desk.submit(desk.draft(d, "a", { mode: "note" }), "a", "k", NOW), sent);
    expect(sent).toEqual([{ type: "note", conversation: "a", client_key: "k", text: "for staff" }]);
  });

  test("spaces alone are not sent", () => {
    expect(unsent(wrote(ready, "k", " \n"))).toBe(0);
  });
});

describe("several chats", () => {
  const { desk: two } = at(welcome(), { type: "cards", cards: [own("a"), own("b")] }, joined("a"), joined("b"));

  test("drafts stay where they were written", () => {
    let d = desk.draft(desk.show(two, "a"), "a", { reply: "for a" });
    d = desk.show(desk.draft(desk.show(d, "b"), "b", { reply: "for b" }), "a");
    expect(chatOf(d, "a").draft.reply).toBe("for a");
    expect(chatOf(d, "b").draft.reply).toBe("for b");
  });

  test("unread counts others' messages until somebody sees them", () => {
    const { desk: d } = then(two, said("a", 1, 1), said("a", 2, 2), said("a", 3, 3, "mine", dana));
    const counts = (x: desk.Desk): number[] => mine(x).map((row) => row.unread);
    expect(counts(d)).toEqual([2, 0]);
    expect(wanting(d)).toBe(1);
    expect(counts(desk.show(d, "a"))).toEqual([2, 0]);
    expect(counts(desk.watch(desk.show(d, "a"), true))).toEqual([0, 0]);
  });

  test("the unread line stays over what was new when the chat was opened, and goes with the next visit", () => {
    const { desk: d } = then(two, said("a", 1, 1));
    const seen = desk.watch(desk.show(d, "a"), true);
    expect(chatOf(seen, "a").unreadFrom).toBe(1);
    const again = desk.show(desk.show(seen, "b"), "a");
    expect(chatOf(again, "a").unreadFrom).toBeUndefined();
  });

  test("the unread line moves to what comes while nobody looks", () => {
    let { desk: d } = then(two, said("a", 1, 1));
    d = desk.watch(desk.watch(desk.show(d, "a"), true), false);
    d = then(d, said("a", 2, 2), said("a", 3, 3)).desk;
    expect(chatOf(d, "a").unreadFrom).toBe(2);
  });

  test("receipts grow, and are told anew on a new connection", () => {
    const { desk: d, sent } = then(two, said("a", 1, 1));
    expect(sent).toEqual([{ type: "receipt", conversation: "a", delivered: 1, read: 0 }]);
    const seen = then(desk.watch(desk.show(d, "a"), true));
    expect(seen.sent).toEqual([{ type: "receipt", conversation: "a", delivered: 1, read: 1 }]);
    expect(then(seen.desk).sent).toEqual([]);
    const back = desk.connection(desk.connection(seen.desk, "offline"), "online");
    expect(then(back, welcome(state("a"), state("b"))).sent).toEqual(seen.sent);
  });

  test("resume names every chat on the desk and how far it is there", () => {
    const { desk: d } = then(two, said("a", 1, 1), said("b", 2, 2));
    expect(desk.resume(d)).toEqual([
      { conversation: "a", rev: 1 },
      { conversation: "b", rev: 0 },
    ]);
  });

  test("a gap is asked for once", () => {
    const { sent } = then(two, said("a", 3, 3), said("a", 4, 4));
    expect(sent).toEqual([{ type: "resume", conversation: "a", rev: 0 }]);
  });
});

describe("leaving a chat", () => {
  const { desk: served } = at(welcome(), { type: "cards", cards: [own("a"), own("b")] }, joined("a"), joined("b"));
  const closed = event("a", 1, { kind: "closed", by: visitor, reason: "visitor_ended" });

  test.each<[string, ServerFrame[], desk.Standing]>([
    ["closed", [closed, { type: "card_gone", conversation: "a" }], "closed"],
    [
      "passed on",
      [event("a", 1, { kind: "transferred", by: dana, department: "front", department_name: "Front desk" })],
      "passed-on",
    ],
    [
      "taken by a colleague",
      [event("a", 1, { kind: "joined", staff: { kind: "staff", id: "omar", name: "Omar" } })],
      "with-colleague",
    ],
    ["gone without a word", [{ type: "card_gone", conversation: "a" }], "gone"],
    ["nothing", [], "serving"],
  ])("%s", (_name, frames, expected) => {
    const { desk: d } = then(served, ...frames);
    expect(desk.standing(d, chatOf(d, "a"))).toBe(expected);
  });

  test("an ended chat leaves the desk with the next one opened, and its text with it", () => {
    const { desk: d } = then(desk.show(served, "a"), closed);
    expect(d.chats.has("a")).toBe(true);
    expect(desk.show(d, "b").chats.has("a")).toBe(false);
  });

  test("an ended chat with something unsent stays until somebody takes it off", () => {
    const { desk: d } = then(desk.draft(desk.show(served, "a"), "a", { reply: "too late" }), closed);
    expect(desk.show(d, "b").chats.has("a")).toBe(true);
    expect(desk.remove(d, "a").chats.has("a")).toBe(false);
  });

  test("in an ended chat nothing is confirmed as read any more", () => {
    const { sent } = then(desk.watch(desk.show(served, "a"), true), closed, said("a", 2, 1));
    expect(sent).toEqual([]);
  });
});

describe("the queue", () => {
  const list = (...cards: CardState[]): string[] =>
    waiting(at(welcome(), { type: "cards", cards }).desk).map(({ conversation }) => conversation);

  test("what is offered to oneself first, then urgent ones, then the longest wait, then what is a colleague's", () => {
    expect(
      list(
        card("colleague's", { preferred: "omar", waiting_since: NOW - 9 }),
        card("new", { waiting_since: NOW }),
        card("old", { waiting_since: NOW - 5 }),
        card("mine", { preferred: "dana" }),
        card("urgent", { urgent: true }),
      ),
    ).toEqual(["mine", "urgent", "old", "new", "colleague's"]);
  });

  test("other departments are not in it, unless offered to oneself", () => {
    expect(list(card("x", { department: "front" }), card("y", { department: "front", preferred: "dana" }))).toEqual(["y"]);
  });

  test("the visitor's coming and going shows on the card", () => {
    const { desk: d } = at(welcome(), { type: "cards", cards: [card("a")] }, {
      type: "here",
      conversation: "a",
      who: visitor,
      here: false,
    });
    expect(d.cards?.get("a")?.visitor_here).toBe(false);
  });

  test("colleagues come and go for the transfer dialogue, oneself for the switch", () => {
    const omar: Who = { kind: "staff", id: "omar", name: "Omar" };
    const { desk: d } = at(welcome(), { type: "presence", who: omar, state: "online" }, { type: "presence", who: dana, state: "online" });
    expect(d.me.colleagues[0]?.online).toBe(true);
    expect(d.availability).toBe("online");
  });

  test("what one chose outlasts a lost connection, whatever the next one says before its welcome", () => {
    const self = (state: "online" | "away"): ServerFrame => ({ type: "presence", who: dana, state });
    const { desk: online } = at(welcome(), self("online"));
    expect(desk.received(desk.connection(online, "offline"), self("away"), NOW).availability).toBe("online");
  });

  test("what one chooses without a connection is meant until the server takes it or refuses it", () => {
    const chosen = desk.wanted(desk.newDesk(me), "online");
    expect([desk.wish(chosen), chosen.availability]).toEqual(["online", "away"]);
    const { desk: greeted } = then(desk.connection(chosen, "online"), welcome());
    expect(desk.wish(greeted)).toBe("online");
    const taken = desk.available(greeted, "online");
    expect([desk.wish(taken), taken.availability, taken.wanted]).toEqual(["online", "online", undefined]);
    const refused = desk.unwanted(desk.wanted(greeted, "online"));
    expect(desk.wish(refused)).toBe("away");
    const changed = desk.available(desk.wanted(greeted, "away"), "online");
    expect(desk.wish(changed), "an answer to an earlier choice does not undo a later one").toBe("away");
  });

  test("who else replies is known until it lapses: a colleague, or oneself in another window", () => {
    const types = (who: Who, on = true): ServerFrame => ({ type: "typing", conversation: "a", who, on });
    const { desk: inIt } = at(welcome(), joined("a"));
    const other = (from: desk.Desk): unknown => desk.replying(from.chats.get("a") as desk.Chat);
    const omar: Who = { kind: "staff", id: "omar", name: "Omar" };
    expect(other(desk.received(inIt, types(visitor), NOW))).toBeUndefined();
    expect(other(desk.received(inIt, types(omar), NOW))).toEqual({ name: "Omar" });
    const elsewhere = desk.received(inIt, types(dana), NOW);
    expect(other(elsewhere)).toBe("elsewhere");
    expect(other(desk.lapse(elsewhere, NOW + 5_999))).toBe("elsewhere");
    expect(other(desk.lapse(elsewhere, NOW + 6_000))).toBeUndefined();
    expect(other(desk.received(elsewhere, types(dana, false), NOW))).toBeUndefined();
  });

  test("the server's clock counts", () => {
    expect(at(welcome()).desk.clockAhead).toBe(5_000);
  });
});

describe("a chat that was passed on", () => {
  const passed = event("a", 2, { kind: "transferred", by: dana, department: "front", department_name: "Front desk" });
  const gone = (change: object): ServerFrame => ({ type: "card_gone", conversation: "a", ...change });

  test("says who serves it and that it ended while it is on the screen", () => {
    const begun = at(joined("a"), event("a", 1, { kind: "opened", department: "billing" }), passed, gone({})).desk;
    const open = desk.show(begun, "a");
    const taken = desk.received(open, gone({ by: { kind: "staff", id: "omar", name: "Omar" } }), NOW);
    expect(mine(taken).map(({ standing, chat }) => [standing, chat?.talk.state.staff])).toEqual([
      ["with-colleague", { kind: "staff", id: "omar", name: "Omar" }],
    ]);
    const over = desk.received(taken, gone({ ended: "staff_closed" }), NOW);
    expect(mine(over).map(({ standing }) => standing)).toEqual(["closed"]);
    expect(mine(desk.show(over, undefined)), "and leaves with the screen").toEqual([]);
  });

  test("leaves the list by itself where it is not on the screen, unless a draft would be lost", () => {
    const begun = at(joined("a"), event("a", 1, { kind: "opened", department: "billing" }), passed, gone({})).desk;
    expect(mine(begun).map(({ standing }) => standing)).toEqual(["passed-on"]);
    expect(mine(desk.received(begun, gone({ ended: "visitor_ended" }), NOW))).toEqual([]);
    const written = desk.draft(begun, "a", { note: "call her" });
    expect(mine(desk.received(written, gone({ ended: "visitor_ended" }), NOW))).toHaveLength(1);
  });

  test("a chat that is still one's own is not touched", () => {
    const begun = at(joined("a")).desk;
    expect(desk.standing(begun, desk.received(begun, gone({ by: dana }), NOW).chats.get("a")!)).toBe("serving");
  });
});
