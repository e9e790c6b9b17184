// Which frames a person who looks elsewhere should hear of. Pure: a frame in, what is new out, never who or what.
import { isSame } from "../../../shared/src/conversation.ts";
import type { CardState, ServerFrame } from "../../../shared/src/wire.gen.ts";
import { type Desk, isWhisper, standing, wish } from "./desk.ts";
import { waiting } from "./lists.ts";

export type Notice = "message" | "waiting" | "note" | "taken" | "mention" | "reminder";

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
    const seen = after.open === conversation && after.watching;
    if (isWhisper(before, frame)) return { notice: "note", thing: `${conversation}.${frame.rev}`, seen: false };
    const old = before.chats.get(conversation);
    // Only what is new, and only once the chat's past is there.
    if (!old || old.talk.gap !== "none" || frame.rev <= old.talk.state.rev) return undefined;
    if (wasTaken(before, frame)) return { notice: "taken", thing: `${conversation}.${frame.rev}`, seen };
    if ((event.kind !== "message" && event.kind !== "released") || isSame(event.author, after.who)) return undefined;
    return { notice: "message", thing: `${conversation}.${frame.rev}`, seen };
  }
  if (frame.type === "card" && isMention(before, frame)) {
    return { notice: "mention", thing: `${frame.card.conversation}.mention`, seen: false };
  }
  if (frame.type === "card" && wish(after) === "online") {
    const { conversation, waiting_since } = frame.card;
    const isNew = isOffered(after, conversation) && !isOffered(before, conversation);
    if (isNew) return { notice: "waiting", thing: `${conversation}.waits.${waiting_since}`, seen: false };
  }
  return undefined;
}

/** Whether this person is mentioned in a note of a colleague's chat, and was not before. */
export function isMention(before: Desk, { card }: Extract<ServerFrame, { type: "card" }>): boolean {
  const was = before.cards?.get(card.conversation)?.mentions?.includes(before.me.id) ?? false;
  return !was && card.phase === "active" && (card.mentions?.includes(before.me.id) ?? false);
}

/** Whether a colleague takes over what this person serves. */
export function wasTaken(before: Desk, frame: Extract<ServerFrame, { type: "event" }>): boolean {
  const chat = before.chats.get(frame.conversation);
  if (!chat || chat.talk.gap !== "none" || frame.rev <= chat.talk.state.rev) return false;
  const { event } = frame;
  return event.kind === "joined" && !isSame(event.staff, before.who) && standing(before, chat) === "serving";
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
