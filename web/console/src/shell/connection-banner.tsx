// What is wrong with the connection, where something is. What was written is kept meanwhile.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import { unsent } from "../model/lists.ts";
import { t } from "../strings/index.ts";

export function ConnectionBanner({ live }: { live: Live }): JSX.Element {
  return (
    <div role="status" class="connection">
      <Words live={live} />
    </div>
  );
}

function Words({ live }: { live: Live }): JSX.Element | null {
  const desk = live.desk.value;
  const bye = live.ended.value;
  if (bye) {
    const upgraded = unsent(desk) > 0 ? t("banner.upgradeUnsent") : t("banner.upgrade");
    return (
      <p class="banner banner-waiting">
        {bye.code === "upgrade" ? upgraded : t("banner.ended", { message: bye.message })}
        <button type="button" class="button-line" onClick={() => location.reload()}>
          {t("banner.reload")}
        </button>
      </p>
    );
  }
  if (desk.status === "online") return null;
  // Only who has no connection needs the part that is gone.
  if (live.stale.value) {
    return (
      <p class="banner banner-waiting">
        {t(unsent(desk) > 0 ? "banner.upgradeUnsent" : "banner.upgrade")}
        <button type="button" class="button-line" onClick={() => location.reload()}>
          {t("banner.reload")}
        </button>
      </p>
    );
  }
  if (!desk.wasOnline && desk.status === "connecting") return <p class="banner">{t("banner.connecting")}</p>;
  return (
    <p class="banner banner-waiting">
      {t("banner.offline")}
      <button type="button" class="button-line" onClick={() => live.wake()}>
        {t("banner.tryNow")}
      </button>
    </p>
  );
}
