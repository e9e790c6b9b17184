// Somebody wrote of an emergency after the end of their chat. Nobody serves them, so everyone of the department is told, until they have seen it.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import { departmentOf } from "../model/spoken.ts";
import { screensOf } from "../model/roles.ts";
import { go } from "../route.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";

export function AfterEndBanner({ live }: { live: Live }): JSX.Element | null {
  const desk = live.desk.value;
  const departments = [...new Set(desk.afterEnd.values())];
  if (departments.length === 0) return null;
  return (
    <div class="banner banner-danger">
      <Icon name="alert" />
      <div>
        <strong>{t("emergency.title")}</strong>
        {departments.map((department) => (
          <p key={department}>{t("emergency.afterEnd", { department: departmentOf(desk, department) })}</p>
        ))}
        {screensOf(desk.me.role).includes("history") && (
          <button type="button" class="button-line" onClick={() => go({ screen: "history", open: false })}>
            {t("rail.history")}
          </button>
        )}{" "}
        <button type="button" class="button-line" onClick={live.heardAfterEnd}>
          {t("emergency.seen")}
        </button>
      </div>
    </div>
  );
}
