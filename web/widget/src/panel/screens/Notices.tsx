// The bar for a page that is older than its parts, and the one that asks for a reload.
import type { State } from "../model/state.ts";
import { t } from "../text.ts";

/** Something here needs a part of the page that is not to be had. Nothing is reloaded by itself, and nothing is asked for while a
 *  message is on its way: what is not sent is kept by this page alone. */
export function Stale({ state: { conversation, ended, guard, stale, status }, missing }: { state: State; missing?: boolean }) {
  const needed = missing || guard === "failed" || (conversation && status !== "online");
  if (!stale || (ended && !missing) || !needed || conversation?.outbox.some((item) => item.state !== "failed")) return null;
  return <Reload text={t("connection.stale")} />;
}

export function Reload({ text }: { text: string }) {
  return (
    <div class="bar warn">
      <span>{text}</span>
      <button type="button" class="plain" onClick={() => location.reload()}>
        {t("connection.reload")}
      </button>
    </div>
  );
}
