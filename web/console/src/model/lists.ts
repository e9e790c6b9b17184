// The two lists beside the chats, and the number in the tab's title: what wants this person's attention, in which order.
import type { CardState } from "../../../shared/src/wire.gen.ts";
import { type Chat, type Desk, type Standing, standing, unread } from "./desk.ts";
import { mentionsOf } from "./mentions.ts";

export interface MineRow {
  conversation: string;
  card: CardState | undefined;
  chat: Chat | undefined;
  standing: Standing;
  unread: number;
}

/** Whoever waits in one's departments or is offered to oneself: what is offered to oneself first, for it does not stay so, then
 *  urgent ones, then the longest wait. What is offered to a colleague comes last. */
export function waiting(desk: Desk): CardState[] {
  return queue(desk).filter((card) => card.left_at == null);
}

/** Messages that were left, in the same order: nobody waits for an answer at once. */
export function left(desk: Desk): CardState[] {
  return queue(desk).filter((card) => card.left_at != null);
}

function queue(desk: Desk): CardState[] {
  const mine = new Set(desk.me.departments);
  const rank = (card: CardState): number => {
    if (card.preferred === desk.me.id) return 0;
    if (card.urgent) return 1;
    return card.preferred == null ? 2 : 3;
  };
  return [...(desk.cards?.values() ?? [])]
    .filter((card) => card.phase === "waiting" && (mine.has(card.department) || card.preferred === desk.me.id))
    .sort((a, b) => rank(a) - rank(b) || a.waiting_since - b.waiting_since || compare(a.conversation, b.conversation));
}

/** The chats one serves, and those that ended or were passed on and are still on the desk. The order is that of opening and
 *  does not change under the pointer. */
export function mine(desk: Desk): MineRow[] {
  const rows = new Map<string, MineRow>();
  for (const card of desk.cards?.values() ?? []) {
    if (card.phase !== "active" || card.staff?.kind !== "staff" || card.staff.id !== desk.me.id) continue;
    const { conversation } = card;
    rows.set(conversation, { conversation, card, chat: undefined, standing: "serving", unread: 0 });
  }
  for (const [conversation, chat] of desk.chats) {
    const card = desk.cards?.get(conversation) ?? chat.card;
    rows.set(conversation, { conversation, card, chat, standing: standing(desk, chat), unread: unread(chat) });
  }
  const opened = (row: MineRow): number => row.card?.opened_at ?? row.chat?.talk.state.opened_at ?? 0;
  return [...rows.values()].sort((a, b) => opened(a) - opened(b) || compare(a.conversation, b.conversation));
}

/** How many chats want something: those in whose notes one is mentioned, those that wait or were left, and one's own with something new in them. */
export function wanting(desk: Desk): number {
  const offered = queue(desk).filter((card) => card.preferred == null || card.preferred === desk.me.id);
  return offered.length + mentionsOf(desk).length + mine(desk).filter((row) => row.unread > 0).length;
}

/** Texts that would be lost with this page: in an outbox or begun. */
export function unsent(desk: Desk): number {
  let count = 0;
  for (const chat of desk.chats.values()) count += unsentIn(chat);
  return count;
}

export function unsentIn(chat: Chat): number {
  const drafts = [chat.draft.reply, chat.draft.note].filter((text) => text.trim() !== "");
  return chat.talk.outbox.length + drafts.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
