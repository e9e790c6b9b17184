// The bar above the log about the connection.
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { State } from "../model/state.ts";
import { l, t } from "../text.ts";
import { Reload } from "./Notices.tsx";

export function Connection({ state, conversation }: { state: State; conversation: Conversation }) {
  if (state.ended) return <Reload text={l(state.ended === "upgrade" ? "connection.upgrade" : "connection.ended")} />;
  const kept = conversation.outbox.some((item) => item.state === "waiting");
  if (state.status === "online" || !(state.lost || kept)) return null;
  return <div class="bar warn">{kept ? l("connection.offline") : t("connection.offline.idle")}</div>;
}
