// What is on one member of staff's desk: the queue, the chats they are in, what they have written and not sent. Pure: frames
// and the person's own acts in, a new desk out. It lives in memory only and ends with the session.
import * as talk from "../../../shared/src/conversation.ts";
import type {
  Availability,
  CardState,
  ClientFrame,
  ClientLimits,
  ConversationState,
  DetailShown,
  Me,
  ResumeFrom,
  ServerFrame,
  Who,
} from "../../../shared/src/wire.gen.ts";
import type { Status } from "../../../shared/src/transport.ts";
import { mentionable, mentioned } from "./mentions.ts";

export type Mode = "reply" | "note";

/** Two drafts that never mix: what is meant for colleagues cannot be sent to the patient by a switch. */
export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
  /** Shortcuts of the canned replies that were put into `reply`, while there is anything in it: they count as sent with it. */
  canned: readonly string[];
}

export interface Emergency {
  number: string;
  phone: string;
}

/** A private word of somebody who does not serve the chat, to who does. */
export interface Whisper {
  from: string;
  message: string;
  text: string;
}

export interface Chat {
  talk: talk.Conversation;
  draft: Draft;
  /** The last card known of it; the list may have lost it since. */
  card?: CardState;
  /** Answers to the form before the chat; they come with `joined`. */
  details?: readonly DetailShown[];
  /** Newest `Seq` of others that was on the screen here. */
  read: number;
  /** What the server was told with the last receipt of this connection. */
  told: { delivered: number; read: number };
  /** First `Seq` under the unread line, while the chat is on the screen. */
  unreadFrom?: number;
  emergency?: Emergency;
  /** When one's own typing in another window was last heard of. */
  elsewhere?: number;
  /** A supervisor's word that was not put away yet: the newest. */
  whisper?: Whisper;
  /** Ids of the reason and the tags with which this person ended it. */
  filed?: { outcome?: string; tags: readonly string[] };
}

export interface Desk {
  me: Me;
  who: Who;
  status: Status;
  /** Whether the server has said on this connection where the chats stand; nothing is sent before. */
  greeted: boolean;
  /** Whether there ever was a connection: before that, "no connection" is "connecting". */
  wasOnline: boolean;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  clockAhead: number;
  limits?: ClientLimits;
  availability: Availability;
  /** What the person chose and the server has not confirmed yet. */
  wanted?: Availability;
  /** The supervisor who set it last, where it was not the person. */
  setBy?: string;
  /** The queue and one's own; undefined until the server has sent it. */
  cards: ReadonlyMap<string, CardState> | undefined;
  chats: ReadonlyMap<string, Chat>;
  /** Chats of one's own that this connection has asked to be let into again. */
  asking: ReadonlySet<string>;
  /** Which chat or waiting card is on the screen. */
  open?: string;
  /** Departments of chats about which somebody wrote of an emergency after their end, by chat, until it is put away. */
  afterEnd: ReadonlyMap<string, string>;
  /** Whether the newest message of the open chat is before somebody's eyes: page visible, scrolled to its end. */
  watching: boolean;
}

/** Where a chat stands for this member of staff. */
export type Standing = "serving" | "closed" | "passed-on" | "with-colleague" | "gone";

const EMPTY_DRAFT: Draft = { mode: "reply", reply: "", note: "", canned: [] };

export function newDesk(me: Me): Desk {
  return {
    me,
    who: { kind: "staff", id: me.id, name: me.name },
    status: "connecting",
    greeted: false,
    wasOnline: false,
    clockAhead: 0,
    availability: "away",
    cards: undefined,
    chats: new Map(),
    asking: new Set(),
    afterEnd: new Map(),
    watching: false,
  };
}

/** Takes in one frame. */
export function received(desk: Desk, frame: ServerFrame, now: number): Desk {
  switch (frame.type) {
    case "welcome":
      return welcomed(desk, frame, now);
    case "cards":
      return withCards(desk, new Map(frame.cards.map((card) => [card.conversation, card])));
    case "card":
      return withCards(desk, new Map(desk.cards).set(frame.card.conversation, frame.card));
    case "card_gone": {
      const cards = new Map(desk.cards);
      cards.delete(frame.conversation);
      return elsewhereNow({ ...desk, cards, asking: without(desk.asking, frame.conversation) }, frame);
    }
    case "presence":
      return present(desk, frame.who, frame.state, frame.by?.kind === "staff" ? frame.by.name : undefined);
    case "joined":
      return joined(desk, frame, now);
    case "emergency":
      return frame.conversation == null
        ? desk
        : changeChat(afterEnd(desk, frame), frame.conversation, (chat) => ({
            ...chat,
            emergency: { number: frame.number, phone: frame.phone },
          }));
    case "typing":
      return looked(typedElsewhere(all(desk, frame, now), frame, now));
    case "here":
      return visitorCameOrWent(all(desk, frame, now), frame.conversation, frame.who, frame.here);
    case "event":
      return looked(whispered(desk, all(desk, frame, now), frame));
    default:
      return looked(all(desk, frame, now));
  }
}

/** A chat that was passed on is served by another, or has ended. It leaves the list by itself, unless it is on the screen or
 *  something written in it would be lost. */
function elsewhereNow(desk: Desk, { conversation, by, ended }: Extract<ServerFrame, { type: "card_gone" }>): Desk {
  const before = desk.chats.get(conversation);
  if (!before || (by == null && ended == null)) return desk;
  const stands = standing(desk, before);
  if (stands === "serving" || stands === "closed" || stands === "gone") return desk;
  const { staff: _, ...state } = before.talk.state;
  const now =
    ended == null
      ? { ...state, phase: "active" as const, ...(by == null ? {} : { staff: by }) }
      : { ...state, phase: "closed" as const, close_reason: ended };
  const next = changeChat(desk, conversation, (chat) => ({ ...chat, talk: { ...chat.talk, state: now } }));
  return desk.open === conversation || !nothingLeft(before) ? next : remove(next, conversation);
}

function nothingLeft(chat: Chat): boolean {
  return chat.talk.outbox.length === 0 && chat.draft.reply === "" && chat.draft.note === "";
}

/** The person ended it and said why: shown until it leaves the desk. */
export function filed(desk: Desk, conversation: string, outcome: string | undefined, tags: readonly string[]): Desk {
  return changeChat(desk, conversation, (chat) => ({ ...chat, filed: { ...(outcome === undefined ? {} : { outcome }), tags } }));
}

function afterEnd(desk: Desk, { conversation, department }: Extract<ServerFrame, { type: "emergency" }>): Desk {
  if (conversation == null || department == null) return desk;
  return { ...desk, afterEnd: new Map(desk.afterEnd).set(conversation, department) };
}

/** The person has taken note of what was written after the end of chats. */
export function heardAfterEnd(desk: Desk): Desk {
  return { ...desk, afterEnd: new Map() };
}

/** The connection's state changed. */
export function connection(desk: Desk, status: Status): Desk {
  if (status === "online") return { ...desk, status, wasOnline: true };
  const chats = mapChats(desk, (chat) => ({
    ...chat,
    talk: talk.disconnected(chat.talk),
    told: { delivered: 0, read: 0 },
  }));
  return { ...desk, status, greeted: false, chats, asking: new Set() };
}

/** Puts a chat or a waiting card on the screen; the one before it leaves, and is forgotten if nothing of it is left to do. */
export function show(desk: Desk, conversation: string | undefined): Desk {
  if (desk.open === conversation) return desk;
  const left = desk.open === undefined ? desk : leave(desk, desk.open);
  const { open: _, ...rest } = left;
  const next: Desk = { ...rest, watching: false, ...(conversation === undefined ? {} : { open: conversation }) };
  return conversation === undefined ? next : changeChat(next, conversation, markUnread);
}

/** Whether the newest message of the open chat is before somebody's eyes. */
export function watch(desk: Desk, watching: boolean): Desk {
  return desk.watching === watching ? desk : looked({ ...desk, watching });
}

export function draft(desk: Desk, conversation: string, change: Partial<Draft>): Desk {
  return changeChat(desk, conversation, (chat) => ({ ...chat, draft: begun({ ...chat.draft, ...change }) }));
}

/** The draft, begun from nothing where there is nothing in it. */
function begun(draft: Draft): Draft {
  return draft.canned.length === 0 || draft.reply.trim() !== "" ? draft : { ...draft, canned: [] };
}

/** Moves the draft of the present mode into the outbox. The reply's key makes a retry known as one. */
export function submit(desk: Desk, conversation: string, clientKey: string, at: number): Desk {
  return changeChat(desk, conversation, (chat) => {
    const { mode } = chat.draft;
    const text = chat.draft[mode];
    if (text.trim() === "") return chat;
    // A mention is a note's: a name in a reply is text.
    const { department } = chat.talk.state;
    const mentions = mode === "note" ? mentioned(mentionable(desk.me, department), text) : [];
    const kind = mode === "note" ? ("note" as const) : ("post" as const);
    const canned = mode === "reply" && chat.draft.canned.length > 0 ? { canned: chat.draft.canned } : {};
    const item = { clientKey, kind, shown: { text }, at, ...(mentions.length > 0 ? { mentions } : {}), ...canned };
    const { unreadFrom: _, ...rest } = chat;
    return { ...rest, talk: talk.write(chat.talk, item), draft: begun({ ...chat.draft, [mode]: "" }) };
  });
}

/** Takes a text that was refused back into its draft, before what is there: sent as it is, it would be refused again. */
export function edit(desk: Desk, conversation: string, clientKey: string): Desk {
  return changeChat(desk, conversation, (chat) => {
    const item = chat.talk.outbox.find((other) => other.clientKey === clientKey && other.state === "failed");
    if (!item) return chat;
    const mode = item.kind === "note" ? "note" : "reply";
    const text = [item.shown.text, chat.draft[mode]].filter((part) => part !== "").join("\n");
    const canned = [...new Set([...(item.canned ?? []), ...chat.draft.canned])];
    return { ...chat, talk: talk.discard(chat.talk, clientKey), draft: { ...chat.draft, mode, canned, [mode]: text } };
  });
}

export function discard(desk: Desk, conversation: string, clientKey: string): Desk {
  return changeChat(desk, conversation, (chat) => ({ ...chat, talk: talk.discard(chat.talk, clientKey) }));
}

/** Puts a supervisor's word away; it stays in the chat as a note. */
export function heardWhisper(desk: Desk, conversation: string): Desk {
  return changeChat(desk, conversation, ({ whisper: _, ...rest }) => rest);
}

/** Whether an event is a new word of somebody else to who serves the chat; its past, and what comes again, is none. */
export function isWhisper(before: Desk, frame: Extract<ServerFrame, { type: "event" }>): boolean {
  const chat = before.chats.get(frame.conversation);
  if (!chat || chat.talk.gap !== "none" || frame.rev <= chat.talk.state.rev) return false;
  const { event } = frame;
  return event.kind === "note" && !talk.isSame(event.author, before.who) && standing(before, chat) === "serving";
}

/** Takes an ended chat, or one that was passed on, off the desk. */
export function remove(desk: Desk, conversation: string): Desk {
  const chats = new Map(desk.chats);
  chats.delete(conversation);
  const { open, ...rest } = desk;
  return { ...rest, chats, ...(open === undefined || open === conversation ? {} : { open }) };
}

/** The person accepts a chat: it is let in by that, and need not be asked for besides. */
export function accepting(desk: Desk, conversation: string): Desk {
  return { ...desk, asking: new Set([...desk.asking, conversation]) };
}

export function notAccepted(desk: Desk, conversation: string): Desk {
  return { ...desk, asking: without(desk.asking, conversation) };
}

/** The person says whether they are here; with or without a connection. */
export function wanted(desk: Desk, state: Availability): Desk {
  const { setBy: _, ...rest } = desk;
  return { ...rest, wanted: state };
}

/** The server refused it: what it knows stands. */
export function unwanted(desk: Desk): Desk {
  const { wanted: _, ...rest } = desk;
  return rest;
}

/** The server took it. */
export function available(desk: Desk, availability: Availability): Desk {
  return { ...(desk.wanted === availability ? unwanted(desk) : desk), availability };
}

/** Whether the person means to be here. */
export function wish(desk: Desk): Availability {
  return desk.wanted ?? desk.availability;
}

/** Drops typing signals that were not renewed. */
export function lapse(desk: Desk, now: number): Desk {
  if (![...desk.chats.values()].some((chat) => chat.talk.typing.size > 0 || chat.elsewhere !== undefined)) return desk;
  const lapsed = (chat: Chat): Chat => {
    const { elsewhere, ...rest } = { ...chat, talk: talk.lapse(chat.talk, now) };
    const stays = elsewhere !== undefined && now - elsewhere < talk.TYPING_LAPSES_MS;
    return stays ? { ...rest, elsewhere } : rest;
  };
  return { ...desk, chats: mapChats(desk, lapsed) };
}

/** Who else writes to the patient in this chat just now: a colleague's name, or oneself in another window. */
export function replying(chat: Chat): { name: string } | "elsewhere" | undefined {
  for (const { who } of chat.talk.typing.values()) if (who.kind === "staff") return { name: who.name };
  return chat.elsewhere === undefined ? undefined : "elsewhere";
}

/** What to send now, and the desk once it was handed to the network. */
export function outgoing(desk: Desk, now: number): { desk: Desk; frames: ClientFrame[] } {
  const frames: ClientFrame[] = [];
  if (desk.status !== "online" || !desk.greeted) return { desk, frames };
  let next = desk;
  for (const [conversation, chat] of desk.chats) {
    const sent = outgoingOf(desk, chat, now);
    frames.push(...sent.frames);
    if (sent.chat !== chat) next = changeChat(next, conversation, () => sent.chat);
  }
  const missing = notLetIn(desk);
  if (missing.length > 0) next = { ...next, asking: new Set([...next.asking, ...missing]) };
  frames.push(...missing.map((conversation) => ({ type: "accept" as const, conversation })));
  return { desk: next, frames };
}

/** One text at a time per chat, so that a busy server cannot make the second overtake the first. */
function outgoingOf(desk: Desk, before: Chat, now: number): { chat: Chat; frames: ClientFrame[] } {
  const frames: ClientFrame[] = [];
  let chat = before;
  const { conversation } = chat.talk.state;
  if (chat.talk.gap === "ask") {
    frames.push({ type: "resume", ...talk.resumeFrom(chat.talk) });
    chat = { ...chat, talk: talk.asked(chat.talk) };
  }
  const first = chat.talk.outbox.find((item) => item.state !== "failed");
  if (first?.state === "waiting" && (first.notBefore ?? 0) <= now) {
    const frame = talk.frameOf(chat.talk, first);
    if (frame.type === "note" && first.mentions) frames.push({ ...frame, mentions: [...first.mentions] });
    else if (frame.type === "post" && first.canned) frames.push({ ...frame, canned: [...first.canned] });
    else frames.push(frame);
    chat = { ...chat, talk: talk.sent(chat.talk, first.clientKey) };
  }
  const delivered = talk.newestFromOthers(chat.talk);
  if (standing(desk, chat) === "serving" && (delivered > chat.told.delivered || chat.read > chat.told.read)) {
    frames.push({ type: "receipt", conversation, delivered, read: chat.read });
    chat = { ...chat, told: { delivered, read: chat.read } };
  }
  return { chat, frames };
}

/** One's own chats of which this page lacks the beginning: after a reload, or accepted in another window. Accepting what is
 *  one's own already changes nothing there and brings all of it here. */
function notLetIn(desk: Desk): string[] {
  const out: string[] = [];
  for (const { conversation, phase, staff } of desk.cards?.values() ?? []) {
    const own = phase === "active" && staff != null && talk.isSame(staff, desk.who);
    if (own && !desk.chats.get(conversation)?.details && !desk.asking.has(conversation)) out.push(conversation);
  }
  return out;
}

/** What to ask for with a hello: every chat on the desk, from what is there of it. */
export function resume(desk: Desk): ResumeFrom[] {
  return [...desk.chats.values()].map((chat) => talk.resumeFrom(chat.talk));
}

export function standing(desk: Desk, chat: Chat): Standing {
  const { phase, staff, conversation } = chat.talk.state;
  if (phase === "closed") return "closed";
  if (phase === "waiting") return "passed-on";
  if (staff === undefined || !talk.isSame(staff, desk.who)) return "with-colleague";
  return desk.cards === undefined || desk.cards.has(conversation) ? "serving" : "gone";
}

/** Messages of others that were not on the screen yet. */
export function unread(chat: Chat): number {
  return chat.talk.entries.filter((entry) => isNew(chat, entry)).length;
}

function isNew(chat: Chat, entry: talk.Entry): boolean {
  return entry.kind === "message" && entry.seq > chat.read && !talk.isSame(entry.author, chat.talk.me);
}

function welcomed(desk: Desk, frame: Extract<ServerFrame, { type: "welcome" }>, now: number): Desk {
  const chats = new Map(desk.chats);
  for (const state of frame.conversations) {
    const old = chats.get(state.conversation);
    chats.set(state.conversation, old ? { ...old, talk: talk.reconnected(old.talk, state) } : newChat(desk, state));
  }
  return { ...desk, greeted: true, chats, limits: frame.limits, clockAhead: frame.server_time - now };
}

function newChat(desk: Desk, state: ConversationState): Chat {
  const mine = state.receipts.find(({ who }) => talk.isSame(who, desk.who));
  const card = desk.cards?.get(state.conversation);
  return {
    talk: talk.start(state, desk.who),
    draft: EMPTY_DRAFT,
    read: mine?.read ?? 0,
    told: { delivered: 0, read: 0 },
    ...(card ? { card } : {}),
  };
}

/** One is in the chat now; its events follow by themselves. */
function joined(desk: Desk, frame: Extract<ServerFrame, { type: "joined" }>, now: number): Desk {
  const { conversation } = frame.state;
  const old = desk.chats.get(conversation) ?? newChat(desk, frame.state);
  const chat: Chat = { ...old, talk: talk.apply(old.talk, frame, now), details: frame.details };
  const next = { ...desk, asking: without(desk.asking, conversation), chats: new Map(desk.chats).set(conversation, chat) };
  return withCards(next, new Map(desk.cards).set(conversation, frame.card));
}

function withCards(desk: Desk, cards: ReadonlyMap<string, CardState>): Desk {
  const chats = mapChats(desk, (chat) => {
    const card = cards.get(chat.talk.state.conversation);
    return card && card !== chat.card ? { ...chat, card } : chat;
  });
  return { ...desk, cards, chats };
}

function present(desk: Desk, who: Who, state: Availability, by: string | undefined): Desk {
  if (who.kind !== "staff") return desk;
  // Before the welcome it says what the server forgot with the last connection, not what the person chose.
  if (who.id === desk.me.id) {
    if (!desk.greeted) return desk;
    // What a supervisor sets takes the place of what the person had chosen.
    return by === undefined ? { ...desk, availability: state } : { ...unwanted(desk), availability: state, setBy: by };
  }
  const colleagues = desk.me.colleagues.map((other) =>
    other.id === who.id ? { ...other, online: state === "online" } : other,
  );
  return { ...desk, me: { ...desk.me, colleagues } };
}

function whispered(before: Desk, after: Desk, frame: Extract<ServerFrame, { type: "event" }>): Desk {
  const { event } = frame;
  if (event.kind !== "note" || event.author.kind !== "staff" || !isWhisper(before, frame)) return after;
  const whisper: Whisper = { from: event.author.name, message: event.message, text: event.text };
  return changeChat(after, frame.conversation, (chat) => ({ ...chat, whisper }));
}

function visitorCameOrWent(desk: Desk, conversation: string, who: Who, here: boolean): Desk {
  const card = desk.cards?.get(conversation);
  if (who.kind !== "visitor" || !card) return desk;
  return withCards(desk, new Map(desk.cards).set(conversation, { ...card, visitor_here: here }));
}

function typedElsewhere(desk: Desk, frame: Extract<ServerFrame, { type: "typing" }>, now: number): Desk {
  if (!talk.isSame(frame.who, desk.who)) return desk;
  return changeChat(desk, frame.conversation, ({ elsewhere: _, ...rest }) => (frame.on ? { ...rest, elsewhere: now } : rest));
}

/** Hands a frame to the chats; each takes what is about it. */
function all(desk: Desk, frame: ServerFrame, now: number): Desk {
  const chats = mapChats(desk, (chat) => {
    const next = talk.apply(chat.talk, frame, now);
    return next === chat.talk ? chat : { ...chat, talk: next };
  });
  return chats === desk.chats ? desk : { ...desk, chats };
}

/** What is before somebody's eyes counts as read; what comes while nobody looks goes under the unread line. */
function looked(desk: Desk): Desk {
  if (desk.open === undefined) return desk;
  return changeChat(desk, desk.open, (chat) => {
    if (!desk.watching) return markUnread(chat);
    const newest = talk.newestFromOthers(chat.talk);
    return newest > chat.read ? { ...chat, read: newest } : chat;
  });
}

function markUnread(chat: Chat): Chat {
  const first = chat.talk.entries.find((entry) => isNew(chat, entry));
  if (first?.kind !== "message") return chat;
  // A line that is there already, over messages read since, moves down to what is new.
  return chat.unreadFrom !== undefined && chat.unreadFrom > chat.read ? chat : { ...chat, unreadFrom: first.seq };
}

function leave(desk: Desk, conversation: string): Desk {
  const chat = desk.chats.get(conversation);
  if (!chat) return desk;
  if (standing(desk, chat) !== "serving" && nothingLeft(chat)) return remove(desk, conversation);
  return changeChat(desk, conversation, ({ unreadFrom: _, ...rest }) => rest);
}

function changeChat(desk: Desk, conversation: string, how: (chat: Chat) => Chat): Desk {
  const chat = desk.chats.get(conversation);
  const next = chat && how(chat);
  return !next || next === chat ? desk : { ...desk, chats: new Map(desk.chats).set(conversation, next) };
}

function without(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return set.has(one) ? new Set([...set].filter((other) => other !== one)) : set;
}

/** The same map where nothing changed, so that nothing is drawn again. */
function mapChats(desk: Desk, how: (chat: Chat) => Chat): ReadonlyMap<string, Chat> {
  let changed = false;
  const chats = new Map<string, Chat>();
  for (const [conversation, chat] of desk.chats) {
    const next = how(chat);
    changed ||= next !== chat;
    chats.set(conversation, next);
  }
  return changed ? chats : desk.chats;
}
