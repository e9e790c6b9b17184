// Which frames a person who looks elsewhere should hear of. Pure: a frame in, what is new out, never who or what.
import { isSame } from "../../../shared/src/conversation.ts";
import type { CardState, ServerFrame } from "../../../shared/src/wire.gen.ts";
import { type Desk, wish } from "./desk.ts";
import { waiting } from "./lists.ts";

export type Notice = "message" | "waiting" | "reminder";

export interface NewThing {
  notice: Notice;
  /** The same in every tab; ids and numbers only. */
  thing: string;
  /** Whether it is before somebody's eyes already. */
  seen: boolean;
}

export function noticeOf(before: Desk, after: Desk, frame: ServerFrame): NewThing | undefined {
  if (frame.type === "event") {
    const { conversation, event } = frame;
    const old = before.chats.get(conversation);
    // Only what is new, and only once the chat's past is there.
    if (!old || old.talk.gap !== "none" || frame.rev <= old.talk.state.rev) return undefined;
    if ((event.kind !== "message" && event.kind !== "released") || isSame(event.author, after.who)) return undefined;
    return { notice: "message", thing: `${conversation}.${frame.rev}`, seen: after.open === conversation && after.watching };
  }
  if (frame.type === "card" && wish(after) === "online") {
    const { conversation, waiting_since } = frame.card;
    const isNew = isOffered(after, conversation) && !isOffered(before, conversation);
    if (isNew) return { notice: "waiting", thing: `${conversation}.waits.${waiting_since}`, seen: false };
  }
  return undefined;
}

/** Whether somebody waits whom this person may take, while they are here for it. */
export function somebodyWaits(desk: Desk): boolean {
  return desk.greeted && wish(desk) === "online" && waiting(desk).some((card) => mayTake(desk, card));
}

function isOffered(desk: Desk, conversation: string): boolean {
  return waiting(desk).some((card) => card.conversation === conversation && mayTake(desk, card));
}

function mayTake(desk: Desk, card: CardState): boolean {
  return card.preferred == null || card.preferred === desk.me.id;
}
