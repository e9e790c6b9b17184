import { describe, expect, test } from "vitest";
import {
  apply,
  asked,
  type Conversation,
  disconnected,
  isText,
  lapse,
  newestFromOthers,
  pendingToShow,
  reconnected,
  resumeFrom,
  retry,
  sendState,
  sent,
  start,
  write,
} from "./conversation.ts";
import type { ConversationState, Event, ServerFrame, Who } from "./wire.gen.ts";

const me: Who = { kind: "visitor", id: "V1" };
const dana: Who = { kind: "staff", id: "S1", name: "Dana" };
const STATE: ConversationState = {
  conversation: "C1",
  department: "D1",
  department_name: "Nurses",
  phase: "waiting",
  opened_at: 0,
  rev: 0,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
};

const fresh = (): Conversation => start(STATE, me);
const event = (rev: number, what: Event): ServerFrame => ({ type: "event", conversation: "C1", rev, at: rev, event: what });
const says = (rev: number, seq: number, text: string, author: Who = dana): ServerFrame =>
  event(rev, { kind: "message", message: `M${seq}`, seq, author, text });
const ack = (key: string, seq: number, rev: number, text?: string): ServerFrame => ({
  type: "ack",
  conversation: "C1",
  client_key: key,
  message: `M${seq}`,
  seq,
  rev,
  at: rev,
  ...(text === undefined ? {} : { masked: { text, spans: [] } }),
});
const all = (c: Conversation, ...frames: ServerFrame[]): Conversation =>
  frames.reduce((now, frame) => apply(now, frame, 1_000), c);
const wrote = (c: Conversation, key: string, text: string): Conversation =>
  sent(write(c, { clientKey: key, shown: { text }, at: 5 }), key);

/** Everything on the screen, in order: durable texts, lines, then what waits. */
function screen(c: Conversation): string[] {
  return [
    ...c.entries.map((entry) => (isText(entry) ? entry.shown.text : entry.kind)),
    ...pendingToShow(c).map((item) => `${item.shown.text} (${item.state})`),
  ];
}

describe("events", () => {
  test("are shown in order of rev, whatever order they come in", () => {
    const frames = [
      event(1, { kind: "opened", department: "D1" }),
      event(2, { kind: "joined", staff: dana }),
      says(3, 1, "one"),
      event(4, { kind: "empty" }),
      says(5, 2, "two"),
    ];
    for (const order of permutations(frames)) {
      const c = all(fresh(), ...order);
      expect(screen(c)).toEqual(["opened", "joined", "one", "two"]);
      expect(c.rev).toBe(5);
      expect(c.ahead.size).toBe(0);
      expect(c.state).toMatchObject({ phase: "active", staff: dana, seq: 2 });
    }
  });

  test("that come twice are shown once", () => {
    const c = all(fresh(), says(1, 1, "one"), says(1, 1, "one"), says(3, 2, "three"), says(3, 2, "three"));
    expect(screen(c)).toEqual(["one"]);
    expect(screen(all(c, event(2, { kind: "empty" })))).toEqual(["one", "three"]);
  });

  test("behind a gap are kept, and the gap is asked for once", () => {
    let c = all(fresh(), says(1, 1, "one"), says(4, 3, "four"));
    expect(screen(c)).toEqual(["one"]);
    expect(c.gap).toBe("ask");
    expect(resumeFrom(c)).toEqual({ conversation: "C1", rev: 1 });
    c = all(asked(c), says(5, 4, "five"));
    expect(c.gap).toBe("asked");
    c = all(c, says(2, 2, "two"), event(3, { kind: "empty" }), { type: "resumed", conversation: "C1", rev: 3, more: false });
    expect(screen(c)).toEqual(["one", "two", "four", "five"]);
    expect(c.gap).toBe("none");
  });

  test("a resume with more to come asks again", () => {
    const c = all(fresh(), says(1, 1, "one"), { type: "resumed", conversation: "C1", rev: 1, more: true });
    expect(c.gap).toBe("ask");
  });

  test("of another conversation change nothing", () => {
    const c = fresh();
    expect(apply(c, { type: "event", conversation: "C2", rev: 1, at: 1, event: { kind: "empty" } }, 0)).toBe(c);
  });

  test("of a kind that is not known take their place", () => {
    const c = all(fresh(), event(1, { kind: "hidden" } as unknown as Event), says(2, 1, "after"));
    expect(screen(c)).toEqual(["after"]);
  });

  test("transfer and close change where it stands", () => {
    const moved: Event = { kind: "transferred", by: dana, department: "D2", department_name: "Billing" };
    let c = all(fresh(), event(1, { kind: "joined", staff: dana }), event(2, moved));
    expect(c.state).toMatchObject({ phase: "waiting", department: "D2", department_name: "Billing" });
    expect(c.state.staff).toBeUndefined();
    c = all(c, event(3, { kind: "closed", by: dana, reason: "staff_closed" }));
    expect(c.state).toMatchObject({ phase: "closed", close_reason: "staff_closed" });
  });
});

describe("one's own messages", () => {
  test("are waiting, sending, sent, delivered, read", () => {
    let c = write(fresh(), { clientKey: "k", shown: { text: "hi" }, at: 5 });
    expect(screen(c)).toEqual(["hi (waiting)"]);
    c = sent(c, "k");
    expect(screen(c)).toEqual(["hi (sending)"]);
    c = all(c, ack("k", 1, 1));
    expect(screen(c)).toEqual(["hi"]);
    const state = (): string => sendState(c, c.entries.find(isText)!);
    expect(state()).toBe("sent");
    c = all(c, { type: "receipts", conversation: "C1", who: dana, delivered: 1, read: 0 });
    expect(state()).toBe("delivered");
    c = all(c, { type: "receipts", conversation: "C1", who: dana, delivered: 1, read: 1 });
    expect(state()).toBe("read");
    c = all(c, { type: "receipts", conversation: "C1", who: dana, delivered: 0, read: 0 });
    expect(state()).toBe("read");
  });

  test("take over the text of the ack", () => {
    const c = all(wrote(fresh(), "k", "4111111111111111"), ack("k", 1, 1, "XXXXXXXXXXXX1111"));
    expect(screen(c)).toEqual(["XXXXXXXXXXXX1111"]);
  });

  test("an ack that was lost and a retry make one message", () => {
    let c = wrote(fresh(), "k", "hi");
    c = disconnected(c);
    expect(c.outbox).toMatchObject([{ clientKey: "k", state: "waiting" }]);
    c = reconnected(c, { ...STATE, rev: 1, seq: 1 });
    // The resume brings it, without its key; the retry is under way.
    c = all(c, says(1, 1, "hi", me), { type: "resumed", conversation: "C1", rev: 1, more: false });
    expect(screen(c)).toEqual(["hi"]);
    c = sent(c, "k");
    expect(screen(c)).toEqual(["hi"]);
    c = all(c, ack("k", 1, 1));
    expect(screen(c)).toEqual(["hi"]);
    expect(c.outbox).toEqual([]);
  });

  test("the same words written again are a second message", () => {
    let c = all(wrote(fresh(), "a", "hi"), ack("a", 1, 1));
    c = wrote(c, "b", "hi");
    expect(screen(c)).toEqual(["hi", "hi (sending)"]);
    c = all(c, says(1, 1, "hi", me), ack("b", 2, 2));
    expect(screen(c)).toEqual(["hi", "hi"]);
  });

  test("an ack ahead of another's message is shown in its place", () => {
    let c = all(wrote(fresh(), "k", "mine"), ack("k", 2, 2));
    expect(screen(c)).toEqual(["mine"]);
    c = all(c, says(1, 1, "theirs"));
    expect(screen(c)).toEqual(["theirs", "mine"]);
    expect(c.rev).toBe(2);
  });

  test("event first, ack after: one message", () => {
    const c = all(wrote(fresh(), "k", "hi"), says(1, 1, "hi", me), ack("k", 1, 1));
    expect(screen(c)).toEqual(["hi"]);
  });

  test("refused stay, with a way to try again", () => {
    let c = all(wrote(fresh(), "k", "hi"), { type: "refused", client_key: "k", code: "too_long", message: "m" });
    expect(screen(c)).toEqual(["hi (failed)"]);
    c = retry(c, "k");
    expect(c.outbox).toMatchObject([{ clientKey: "k", state: "waiting" }]);
    expect(c.outbox[0]?.error).toBeUndefined();
  });

  test("after busy wait the time given", () => {
    const busy: ServerFrame = { type: "busy", client_key: "k", queue: "store", retry_after_s: 2 };
    const c = all(wrote(fresh(), "k", "hi"), busy);
    expect(c.outbox).toMatchObject([{ state: "waiting", notBefore: 3_000 }]);
  });

  test("held are shown as held, and released take their place", () => {
    const held: ServerFrame = {
      type: "held", conversation: "C1", client_key: "k", message: "M9", rev: 1, at: 1, reason: "many_links",
    };
    let c = all(wrote(fresh(), "k", "links"), held);
    const only = () => c.entries.filter(isText).map((entry) => [entry.kind, entry.rev, sendState(c, entry)]);
    expect(only()).toEqual([["held", 1, "held"]]);
    c = all(c, says(2, 1, "meanwhile"));
    c = all(c, event(3, { kind: "released", message: "M9", seq: 2, author: me, by: dana, text: "links" }));
    expect(only()).toEqual([["message", 2, "sent"], ["message", 3, "sent"]]);
    expect(screen(c)).toEqual(["meanwhile", "links"]);
  });
});

describe("state that is no event", () => {
  test("typing lapses, and ends with a message", () => {
    let c = all(fresh(), { type: "typing", conversation: "C1", who: dana, on: true });
    expect(c.typing.size).toBe(1);
    expect(lapse(c, 6_999).typing.size).toBe(1);
    expect(lapse(c, 7_000).typing.size).toBe(0);
    c = all(c, says(1, 1, "there"));
    expect(c.typing.size).toBe(0);
  });

  test("one's own typing in another window is not shown", () => {
    expect(all(fresh(), { type: "typing", conversation: "C1", who: me, on: true }).typing.size).toBe(0);
  });

  test("receipts confirm what others wrote", () => {
    expect(newestFromOthers(all(fresh(), says(1, 1, "a"), says(2, 2, "b", me)))).toBe(1);
  });

  test("the queue is told until someone joins", () => {
    let c = all(fresh(), { type: "queue", conversation: "C1", place: 2, estimate_s: 60, staffed: true });
    expect(c.queue).toEqual({ place: 2, estimateS: 60, staffed: true });
    c = all(c, event(1, { kind: "joined", staff: dana }));
    expect(c.queue).toBeUndefined();
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]));
}
