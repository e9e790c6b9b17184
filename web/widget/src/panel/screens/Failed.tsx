// The chat cannot be shown: what happened, whom to call, and another try.
import type { State } from "../model/state.ts";
import { Call } from "../parts/Call.tsx";
import { t } from "../text.ts";

export function Failed({ state, retry }: { state: State; retry(): void }) {
  const { number, phone } = state.contact;
  return (
    <main class="body" aria-label={t("header.title")}>
      <div role="alert">
        <h2>{t("failure.title")}</h2>
        <p>{t(state.failure === "site" ? "failure.site" : "failure.text")}</p>
      </div>
      <div class="stack">
        <Call kind="button" number={phone} text={t("emergency.phone", { phone })} />
        <Call kind="button danger" number={number} text={t("emergency.call", { number })} />
        {state.failure === "away" && (
          <button type="button" class="button primary" onClick={retry}>
            {t("failure.retry")}
          </button>
        )}
      </div>
    </main>
  );
}
