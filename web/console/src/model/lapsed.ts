// Why a chat that was offered to this person is not any more. Pure: a frame in, the words out.
import type { ServerFrame } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";
import type { Desk } from "./desk.ts";
import { nameOf } from "./spoken.ts";

/** The server's clock is known to so many milliseconds. */
const ABOUT_MS = 2_000;

/** In words; undefined where nothing lapsed, or this person took it. `declined`: they have just said no. */
export function lapsed(before: Desk, after: Desk, frame: ServerFrame, declined: boolean, now: number): string | undefined {
  const conversation = frame.type === "card" ? frame.card.conversation : frame.type === "card_gone" ? frame.conversation : undefined;
  const was = conversation === undefined ? undefined : before.cards?.get(conversation);
  if (was?.phase !== "waiting" || was.preferred !== before.me.id) return undefined;
  const name = nameOf(before, was.conversation);
  if (frame.type === "card_gone") {
    if (frame.by?.kind === "staff") return frame.by.id === before.me.id ? undefined : t("offer.taken", { by: frame.by.name, name });
    if (frame.ended === "visitor_ended" || frame.ended === "visitor_left") return t("offer.gone", { name });
    return t(frame.ended === undefined ? "offer.elsewhere" : "offer.ended", { name });
  }
  if (frame.type !== "card" || frame.card.preferred === before.me.id) return undefined;
  const { phase, staff } = frame.card;
  if (phase !== "waiting") {
    return staff?.kind === "staff" && staff.id !== before.me.id ? t("offer.taken", { by: staff.name, name }) : undefined;
  }
  const isOver = was.offer_ends_at != null && now + after.clockAhead + ABOUT_MS >= was.offer_ends_at;
  return t(declined ? "offer.declined" : isOver ? "offer.timeOver" : "offer.elsewhere", { name });
}
