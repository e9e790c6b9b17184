// What a frame makes the console say to a screen reader, if anything. Typing and presence are never said.
import { isSame } from "../../../shared/src/conversation.ts";
import type { ServerFrame } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";
import { type Desk, isWhisper } from "./desk.ts";
import { readAloud } from "./masked.ts";
import { isMention, wasTaken } from "./notice.ts";

export interface Words {
  text: string;
  /** Interrupts what is being read. */
  urgent: boolean;
}

export function spoken(before: Desk, after: Desk, frame: ServerFrame): Words | undefined {
  switch (frame.type) {
    case "emergency":
      if (frame.conversation != null && frame.department != null) {
        if (before.afterEnd.has(frame.conversation)) return undefined;
        return { text: t("emergency.spokenAfterEnd", { department: departmentOf(after, frame.department) }), urgent: true };
      }
      return frame.conversation == null
        ? undefined
        : { text: t("emergency.spokenChat", { name: nameOf(after, frame.conversation) }), urgent: true };
    case "card": {
      const known = before.cards?.get(frame.card.conversation);
      if (isMention(before, frame)) {
        const from = frame.card.staff?.kind === "staff" ? frame.card.staff.name : "";
        return { text: t("mention.spoken", { from, department: departmentOf(after, frame.card.department) }), urgent: false };
      }
      if (frame.card.preferred === after.me.id && known?.preferred !== after.me.id && !frame.card.urgent) {
        return { text: t("offer.spoken", { department: departmentOf(after, frame.card.department) }), urgent: false };
      }
      if (!frame.card.urgent || known?.urgent || after.chats.get(frame.card.conversation)?.emergency) return undefined;
      return { text: t("emergency.spoken", { department: departmentOf(after, frame.card.department) }), urgent: true };
    }
    case "presence":
      return frame.by?.kind === "staff" && isSame(frame.who, after.who)
        ? { text: t(frame.state === "away" ? "state.setAway" : "state.setOnline", { by: frame.by.name }), urgent: false }
        : undefined;
    case "event":
      return spokenEvent(before, after, frame);
    default:
      return undefined;
  }
}

function spokenEvent(before: Desk, after: Desk, frame: Extract<ServerFrame, { type: "event" }>): Words | undefined {
  const { conversation, event } = frame;
  const old = before.chats.get(conversation);
  // Only what is new, and only once the chat's past is there: the past is read, not announced.
  if (!old || old.talk.gap !== "none" || frame.rev <= old.talk.state.rev) return undefined;
  const name = nameOf(after, conversation);
  if (event.kind === "note" && event.author.kind === "staff" && isWhisper(before, frame)) {
    return { text: t("whisper.spoken", { from: event.author.name, name, text: event.text }), urgent: false };
  }
  if (event.kind === "joined" && event.staff.kind === "staff" && wasTaken(before, frame)) {
    return { text: t("taken.spoken", { from: event.staff.name, name }), urgent: false };
  }
  if (event.kind === "held") return { text: t("held.spoken", { name }), urgent: false };
  if (event.kind !== "message" || isSame(event.author, after.who)) return undefined;
  if (after.open !== conversation) return { text: t("text.arrivedElsewhere", { name }), urgent: false };
  return { text: t("text.arrived", { name, text: readAloud(event) }), urgent: false };
}

export function nameOf(desk: Desk, conversation: string): string {
  const name = desk.cards?.get(conversation)?.name ?? desk.chats.get(conversation)?.card?.name ?? "";
  return name === "" ? t("who.visitor") : name;
}

export function departmentOf(desk: Desk, department: string): string {
  return desk.me.all_departments.find(({ id }) => id === department)?.name ?? "";
}
