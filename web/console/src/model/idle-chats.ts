// Which of one's own chats can be cleared away together: those that have ended, and those in which nothing happens any more.
import type { Choice } from "../../../shared/src/wire.gen.ts";
import type { Desk } from "./desk.ts";
import { type MineRow, mine, unsentIn } from "./lists.ts";

/** Without a word from either side for so long, in milliseconds. */
export const IDLE_CHAT_MS = 10 * 60_000;

export interface Clearable {
  /** They are over, or with somebody else: they only leave the list. */
  ended: readonly MineRow[];
  /** They run: who is in them hears that they end. */
  idle: readonly MineRow[];
}

/** Nothing with an emergency, with something unread or with a text that was not sent. */
export function clearable(desk: Desk, now: number): Clearable {
  const rows = mine(desk).filter(({ card, chat, unread }) => chat && unsentIn(chat) === 0 && unread === 0 && !card?.urgent);
  return {
    ended: rows.filter(({ standing }) => standing !== "serving"),
    idle: rows.filter((row) => row.standing === "serving" && isIdle(row, now)),
  };
}

/** What stands of a choice made before: where something came in the meantime, the chat goes on. */
export interface Still extends Clearable {
  goesOn: readonly MineRow[];
}

export function still(desk: Desk, chosen: Clearable, now: number): Still {
  const { ended, idle } = clearable(desk, now);
  const isOf = (rows: readonly MineRow[]) => ({ conversation }: MineRow): boolean => rows.some((row) => row.conversation === conversation);
  const there = [...chosen.ended, ...chosen.idle].filter(({ conversation }) => desk.chats.has(conversation));
  return {
    // What ended by itself by now only leaves the list.
    ended: there.filter(isOf(ended)),
    // What goes on again after its end was not chosen to be ended.
    idle: there.filter((row) => isOf(idle)(row) && isOf(chosen.idle)(row)),
    goesOn: there.filter((row) => !isOf(ended)(row) && !(isOf(idle)(row) && isOf(chosen.idle)(row))),
  };
}

function isIdle({ card, chat }: MineRow, now: number): boolean {
  if (!card || !chat) return false;
  if (!card.visitor_here) return card.left_at == null;
  const last = chat.talk.entries.at(-1)?.at ?? card.opened_at;
  return now - last >= IDLE_CHAT_MS;
}

/** Reasons that all of their departments have. */
export function sharedOutcomes(desk: Desk, rows: readonly MineRow[]): Choice[] {
  const lists = rows.map(({ chat }) => {
    const department = chat?.talk.state.department;
    return desk.me.all_departments.find(({ id }) => id === department)?.outcomes ?? [];
  });
  const [first = [], ...others] = lists;
  return first.filter(({ id }) => others.every((list) => list.some((choice) => choice.id === id)));
}
