// What one conversation shows, from the frames that came: pure, used by panel and console alike. Events are kept in order
// of `Rev`; what a person wrote waits in the outbox until it is durable; a retry never shows twice.
import { marked } from "./shown.ts";
import type {
  ClientFrame,
  ConversationState,
  Event,
  HoldReason,
  ReceiptState,
  ResumeFrom,
  ServerFrame,
  ShownText,
  WireCode,
  Who,
} from "./wire.gen.ts";

type Of<K extends Event["kind"]> = Extract<Event, { kind: K }>;
interface Placed {
  rev: number;
  at: number;
}

/** One thing on the screen. `message`, `held` and `note` are texts; the others are lines about what happened. */
export type Entry = Placed &
  (
    | { kind: "message"; message: string; seq: number; author: Who; shown: ShownText; clientKey?: string }
    | { kind: "held"; message: string; author: Who; reason: HoldReason; shown: ShownText; clientKey?: string }
    | { kind: "note"; message: string; author: Who; shown: ShownText; clientKey?: string }
    | Of<"opened">
    | Of<"joined">
    | Of<"transferred">
    | Of<"closed">
    | Of<"idle_warned">
    | Of<"still_here">
    | Of<"reopened">
  );
export type TextEntry = Extract<Entry, { shown: ShownText }>;

/** `waiting` for a connection or for the server's queue; `failed` for good, until the person tries again. */
export type OutgoingState = "waiting" | "sending" | "failed";
export type SendState = OutgoingState | "sent" | "delivered" | "read" | "held";

/** Written and not yet durable. */
export interface Outgoing {
  clientKey: string;
  kind: "post" | "note";
  shown: ShownText;
  /** Of a note: ids of colleagues it mentions, for who makes its frame. */
  mentions?: readonly string[];
  /** Of a message of staff: shortcuts of the canned replies it was begun from, for who makes its frame. */
  canned?: readonly string[];
  at: number;
  /** The newest `Rev` when it was written: an event at or before it cannot be this one. */
  after: number;
  state: OutgoingState;
  /** Whether it was handed to the network at least once, so that the server may have it. */
  attempted: boolean;
  /** After `busy`: not before this time, in milliseconds. */
  notBefore?: number;
  error?: { code: WireCode; message: string };
}

export interface Queue {
  place: number;
  estimateS?: number;
  staffed: boolean;
}

export interface Conversation {
  me: Who;
  state: ConversationState;
  /** Everything up to here is in `entries`, without gaps. */
  rev: number;
  entries: readonly Entry[];
  /** Events that came before one they follow. */
  ahead: ReadonlyMap<number, { at: number; event: Event }>;
  outbox: readonly Outgoing[];
  /** Newest `Seq` each other's browser has and has shown. */
  receipts: readonly ReceiptState[];
  typing: ReadonlyMap<string, { who: Who; since: number }>;
  queue?: Queue;
  /** Whether the other side is connected, where said. */
  here: ReadonlyMap<string, boolean>;
  /** `ask`: the caller sends `resumeFrom` and calls `asked`. */
  gap: "none" | "ask" | "asked";
}

/** How long a typing signal lasts without another one, in milliseconds. */
export const TYPING_LAPSES_MS = 6_000;

export function whoId(who: Who): string {
  return who.kind === "system" ? "system" : who.id;
}

export function isSame(a: Who, b: Who): boolean {
  return a.kind === b.kind && whoId(a) === whoId(b);
}

/** A conversation of which nothing is there yet but its state. */
export function start(state: ConversationState, me: Who): Conversation {
  return {
    me,
    state,
    rev: 0,
    entries: [],
    ahead: new Map(),
    outbox: [],
    receipts: state.receipts,
    typing: new Map(),
    here: new Map(),
    gap: "none",
  };
}

/** After a reconnect: the server's word on where it stands. What was under way is sent again. */
export function reconnected(c: Conversation, state: ConversationState): Conversation {
  const receipts = state.receipts.reduce(mergeReceipt, c.receipts);
  // The hello asked for what is missing.
  return { ...disconnected(c), state, receipts, gap: "asked" };
}

/** The connection is gone: what was under way waits for the next one. */
export function disconnected(c: Conversation): Conversation {
  const outbox = c.outbox.map((item) => (item.state === "sending" ? { ...item, state: "waiting" as const } : item));
  return { ...c, outbox, typing: new Map() };
}

export function resumeFrom(c: Conversation): ResumeFrom {
  return { conversation: c.state.conversation, rev: c.rev };
}

export function asked(c: Conversation): Conversation {
  return c.gap === "ask" ? { ...c, gap: "asked" } : c;
}

/** Puts a text into the outbox. Sending it is the caller's: `frameOf`, then `sent`. */
export function write(
  c: Conversation,
  item: { clientKey: string; kind?: "post" | "note"; shown: ShownText; mentions?: readonly string[]; canned?: readonly string[]; at: number },
): Conversation {
  const outgoing: Outgoing = { kind: "post", ...item, after: c.rev, state: "waiting", attempted: false };
  return { ...c, outbox: [...c.outbox, outgoing] };
}

/** Puts back what an earlier page wrote and no server confirmed, before what was written since. The server may have it. */
export function restored(c: Conversation, items: readonly Pick<Outgoing, "clientKey" | "shown" | "at" | "after">[]): Conversation {
  const known = new Set([...c.outbox, ...c.entries.filter(isText)].map(({ clientKey }) => clientKey));
  const back = items
    .filter(({ clientKey }) => !known.has(clientKey))
    .map(({ clientKey, shown, at, after }): Outgoing => ({ clientKey, shown, at, after, kind: "post", state: "waiting", attempted: true }));
  return back.length === 0 ? c : { ...c, outbox: [...back, ...c.outbox] };
}

export function frameOf(c: Conversation, item: Outgoing): ClientFrame {
  const { conversation } = c.state;
  return { type: item.kind, conversation, client_key: item.clientKey, text: item.shown.text };
}

export function sent(c: Conversation, clientKey: string): Conversation {
  return change(c, clientKey, (item) => ({ ...item, state: "sending", attempted: true }));
}

/** A person asks for a failed one to be tried again. */
export function retry(c: Conversation, clientKey: string): Conversation {
  return change(c, clientKey, ({ error: _, ...item }) => ({ ...item, state: "waiting" }));
}

export function discard(c: Conversation, clientKey: string): Conversation {
  return { ...c, outbox: c.outbox.filter((item) => item.clientKey !== clientKey) };
}

/** Takes in one frame; frames about other conversations change nothing. */
export function apply(c: Conversation, frame: ServerFrame, now: number): Conversation {
  if ("conversation" in frame && frame.conversation != null && frame.conversation !== c.state.conversation) return c;
  switch (frame.type) {
    case "event":
      return event(c, frame.rev, frame.at, frame.event);
    case "resumed":
      return resumed(c, frame.rev, frame.more);
    case "ack":
    case "held":
      return durable(c, frame);
    case "refused":
      return change(c, frame.client_key, (item) => ({
        ...item,
        state: "failed",
        error: { code: frame.code, message: frame.message },
      }));
    case "busy":
      return frame.client_key == null
        ? c
        : change(c, frame.client_key, (item) => ({
            ...item,
            state: "waiting",
            notBefore: now + 1000 * frame.retry_after_s,
          }));
    case "receipts": {
      const { who, delivered, read } = frame;
      return { ...c, receipts: mergeReceipt(c.receipts, { who, delivered, read }) };
    }
    case "typing": {
      if (isSame(frame.who, c.me)) return c;
      const typing = new Map(c.typing);
      if (frame.on) typing.set(whoId(frame.who), { who: frame.who, since: now });
      else typing.delete(whoId(frame.who));
      return { ...c, typing };
    }
    case "queue": {
      const { place, staffed } = frame;
      return { ...c, queue: { place, staffed, ...(frame.estimate_s == null ? {} : { estimateS: frame.estimate_s }) } };
    }
    case "left": {
      const { queue: _, ...rest } = c;
      return { ...rest, state: { ...c.state, left_at: frame.at } };
    }
    case "here":
      return { ...c, here: new Map(c.here).set(whoId(frame.who), frame.here) };
    case "error":
      // A resume that was refused is not under way any more.
      return frame.conversation != null && c.gap === "asked" ? { ...c, gap: "none" } : c;
    case "joined":
      return frame.state.conversation === c.state.conversation ? { ...c, state: frame.state } : c;
    default:
      return c;
  }
}

/** Drops typing signals that were not renewed. */
export function lapse(c: Conversation, now: number): Conversation {
  const typing = new Map([...c.typing].filter(([, { since }]) => now - since < TYPING_LAPSES_MS));
  return typing.size === c.typing.size ? c : { ...c, typing };
}

/** The outbox as shown: without what the server has already, though its ack was lost and the retry is under way. */
export function pendingToShow(c: Conversation): Outgoing[] {
  const free = c.entries.filter((entry) => isText(entry) && entry.clientKey === undefined && isSame(entry.author, c.me));
  return c.outbox.filter((item) => {
    if (!item.attempted || item.state === "failed") return true;
    const at = free.findIndex(
      (entry) => isText(entry) && entry.rev > item.after && entry.shown.text === item.shown.text,
    );
    if (at < 0) return true;
    free.splice(at, 1);
    return false;
  });
}

/** How far one's own durable text has come on the other side. */
export function sendState(c: Conversation, entry: TextEntry): SendState {
  if (entry.kind !== "message") return entry.kind === "held" ? "held" : "sent";
  let state: SendState = "sent";
  for (const { who, delivered, read } of c.receipts) {
    if (who.kind === c.me.kind) continue;
    if (read >= entry.seq) return "read";
    if (delivered >= entry.seq) state = "delivered";
  }
  return state;
}

/** Newest `Seq` that others wrote: what one confirms with a receipt. */
export function newestFromOthers(c: Conversation): number {
  return c.entries.reduce(
    (most, entry) => (entry.kind === "message" && !isSame(entry.author, c.me) ? Math.max(most, entry.seq) : most),
    0,
  );
}

export function isText(entry: Entry): entry is TextEntry {
  return "shown" in entry;
}

function event(c: Conversation, rev: number, at: number, what: Event): Conversation {
  if (rev <= c.rev || c.ahead.has(rev)) return c;
  return drain({ ...c, ahead: new Map(c.ahead).set(rev, { at, event: what }) });
}

/** Moves what now follows without a gap from `ahead` to `entries`. */
function drain(c: Conversation): Conversation {
  const ahead = new Map(c.ahead);
  let next = c;
  for (let rev = c.rev + 1; ; rev += 1) {
    const found = ahead.get(rev);
    ahead.delete(rev);
    if (found) next = follow(next, rev, found.at, found.event);
    // An ack may have shown this `Rev` before its event came.
    else if (!next.entries.some((entry) => entry.rev === rev)) break;
    next = { ...next, rev };
  }
  const gap = ahead.size > 0 && next.gap === "none" ? "ask" : next.gap;
  return { ...next, ahead, gap };
}

function resumed(c: Conversation, rev: number, more: boolean): Conversation {
  const ahead = new Map([...c.ahead].filter(([later]) => later > rev));
  const next = drain({ ...c, ahead, rev: Math.max(c.rev, rev), gap: "none" });
  return more && next.gap === "none" ? { ...next, gap: "ask" } : next;
}

/** One event in its turn. */
function follow(c: Conversation, rev: number, at: number, what: Event): Conversation {
  const state = { ...c.state, rev: Math.max(c.state.rev, rev) };
  // Of the past: it shows, and where the conversation stands is known from later on. A chat that went on after its end is not ended by it.
  const past = rev < c.state.rev;
  switch (what.kind) {
    case "empty":
      return { ...c, state };
    case "message":
    case "held":
    case "note":
    case "released": {
      const seq = "seq" in what ? what.seq : 0;
      const next = { ...c, state: { ...state, seq: Math.max(state.seq, seq) } };
      return quiet(put(next, textEntry(rev, at, what)), what.author);
    }
    case "opened":
    case "idle_warned":
    case "still_here":
      return put({ ...c, state }, { ...what, rev, at });
    case "joined": {
      if (past) return put({ ...c, state }, { ...what, rev, at });
      const { queue: _, ...rest } = c;
      return put({ ...rest, state: { ...state, phase: "active", staff: what.staff } }, { ...what, rev, at });
    }
    case "transferred":
    case "reopened": {
      if (past) return put({ ...c, state }, { ...what, rev, at });
      const { staff: _, close_reason: __, ...waiting } = state;
      const { department, department_name } = what;
      const moved: ConversationState = { ...waiting, phase: "waiting", department, department_name };
      return put({ ...c, state: moved, typing: new Map() }, { ...what, rev, at });
    }
    case "closed": {
      if (past) return put({ ...c, state }, { ...what, rev, at });
      const { queue: _, ...rest } = c;
      const closed: ConversationState = { ...state, phase: "closed", close_reason: what.reason };
      return put({ ...rest, state: closed, typing: new Map() }, { ...what, rev, at });
    }
    default:
      // A kind of a later version: it takes its place and shows nothing.
      return { ...c, state };
  }
}

function textEntry(rev: number, at: number, what: Of<"message" | "held" | "note" | "released">): TextEntry {
  const shown = marked({ text: what.text, spans: what.spans ?? [] });
  const { message, author } = what;
  switch (what.kind) {
    case "held":
      return { kind: "held", rev, at, message, author, reason: what.reason, shown };
    case "note":
      return { kind: "note", rev, at, message, author, shown };
    default:
      return { kind: "message", rev, at, message, author, seq: what.seq, shown };
  }
}

/** Adds an entry in its place; a text that is there already (an ack came first, or it was held) is replaced. */
function put(c: Conversation, entry: Entry): Conversation {
  let added = entry;
  const others = c.entries.filter((old) => {
    if (!isText(old) || !isText(entry) || old.message !== entry.message) return true;
    if (old.clientKey !== undefined) added = { ...entry, clientKey: old.clientKey };
    return false;
  });
  const before = others.findLastIndex((old) => old.rev < added.rev);
  return { ...c, entries: [...others.slice(0, before + 1), added, ...others.slice(before + 1)] };
}

type Durable = Extract<ServerFrame, { type: "ack" | "held" }>;

/** An ack or a hold: out of the outbox, into its place. */
function durable(c: Conversation, frame: Durable): Conversation {
  const item = c.outbox.find((other) => other.clientKey === frame.client_key);
  const known = c.entries.find((entry) => isText(entry) && entry.message === frame.message);
  const next = discard(c, frame.client_key);
  if (known && isText(known)) {
    // Its event came first, from a resume or to all of one's windows. A hold that was lifted since stays lifted.
    const shown = frame.masked ? marked(frame.masked) : known.shown;
    const linked = { ...known, shown, clientKey: frame.client_key };
    return { ...next, entries: next.entries.map((entry) => (entry === known ? linked : entry)) };
  }
  if (!item) return next;
  const { rev, at, message } = frame;
  const base = { rev, at, message, author: c.me, shown: frame.masked ? marked(frame.masked) : item.shown, clientKey: frame.client_key };
  const entry: TextEntry =
    frame.type === "held"
      ? { kind: "held", ...base, reason: frame.reason }
      : item.kind === "note"
        ? { kind: "note", ...base }
        : { kind: "message", ...base, seq: frame.seq };
  return drain(put(next, entry));
}

function change(c: Conversation, clientKey: string, how: (item: Outgoing) => Outgoing): Conversation {
  return { ...c, outbox: c.outbox.map((item) => (item.clientKey === clientKey ? how(item) : item)) };
}

/** Who just wrote is not typing any more. */
function quiet(c: Conversation, author: Who): Conversation {
  if (!c.typing.has(whoId(author))) return c;
  const typing = new Map(c.typing);
  typing.delete(whoId(author));
  return { ...c, typing };
}

function mergeReceipt(all: readonly ReceiptState[], one: ReceiptState): readonly ReceiptState[] {
  const old = all.find(({ who }) => isSame(who, one.who));
  if (!old) return [...all, one];
  const merged = {
    who: one.who,
    delivered: Math.max(old.delivered, one.delivered),
    read: Math.max(old.read, one.read),
  };
  return all.map((other) => (other === old ? merged : other));
}
