// Bars above the log: connection. That of the queue is in Waiting.tsx.
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { State } from "../model/state.ts";
import { t } from "../text.ts";

/** Something here needs a part of the page that is not to be had. Nothing is reloaded by itself, and nothing is asked for while a
 *  message is on its way: what is not sent is kept by this page alone. */
export function Stale({ state: { conversation, ended, guard, stale, status }, missing }: { state: State; missing?: boolean }) {
  const needed = missing || guard === "failed" || (conversation && status !== "online");
  if (!stale || ended || !needed || conversation?.outbox.some((item) => item.state !== "failed")) return null;
  return <Reload text={t("connection.stale")} />;
}

function Reload({ text }: { text: string }) {
  return (
    <div class="bar warn">
      <span>{text}</span>
      <button type="button" class="plain" onClick={() => location.reload()}>
        {t("connection.reload")}
      </button>
    </div>
  );
}

export function Connection({ state, conversation }: { state: State; conversation: Conversation }) {
  if (state.ended) return <Reload text={t(state.ended === "upgrade" ? "connection.upgrade" : "connection.ended")} />;
  const kept = conversation.outbox.some((item) => item.state === "waiting");
  if (state.status === "online" || !(state.lost || kept)) return null;
  return <div class="bar warn">{t(kept ? "connection.offline" : "connection.offline.idle")}</div>;
}
