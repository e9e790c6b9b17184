// Which screen is shown, and what is around every one of them.
import { useEffect, useRef } from "preact/hooks";
import type { Model } from "./model/model.ts";
import type { State } from "./model/state.ts";
import { useStore } from "./model/store.ts";
import { Announcer } from "./parts/Announcer.tsx";
import { EmergencyBanner, EmergencyLine } from "./parts/Call.tsx";
import { Header } from "./parts/Header.tsx";
import { AFTER } from "./parts/later.ts";
import { Chat } from "./screens/Chat.tsx";
import { Failed } from "./screens/Failed.tsx";
import { Stale } from "./screens/Notices.tsx";
import { Start } from "./screens/Start.tsx";
import { t } from "./text.ts";

export function App({ model }: { model: Model }) {
  const state = useStore(model.store);
  const after = AFTER.use();
  const root = useRef<HTMLDivElement>(null);

  // Opened by the visitor: the keyboard goes to where one writes, or to the top.
  useEffect(() => {
    const find = (what: string) => root.current?.querySelector<HTMLElement>(what);
    if (state.open) (find("textarea") ?? find("h1"))?.focus();
  }, [state.open, state.screen]);

  return (
    <div
      ref={root}
      class="panel"
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing && state.embedded) model.closeWindow();
      }}
    >
      {state.screen === "chat" && state.conversation ? (
        <Chat model={model} state={state} conversation={state.conversation} />
      ) : (
        <>
          <Header title={state.site?.name ?? t("header.title")} subtitle={presence(state)} onClose={state.embedded ? model.closeWindow : undefined} />
          {state.emergency && <EmergencyBanner contact={state.contact} hide={model.hideEmergency} />}
          <Stale state={state} />
          {state.screen === "failed" ? (
            <Failed state={state} retry={() => void model.load()} />
          ) : state.screen === "start" && state.site ? (
            <>
              {after && <after.Tongue />}
              {state.unsent && after && <after.Unsent unsent={state.unsent} model={model} />}
              <Start model={model} state={state} site={state.site} />
            </>
          ) : (
            <main class="body" aria-label={t("header.title")} aria-busy="true">
              <p class="soft late">{t("loading")}</p>
            </main>
          )}
        </>
      )}
      <EmergencyLine contact={state.contact} />
      <Announcer said={state.said} />
    </div>
  );
}

function presence({ screen, site, department }: State): string {
  if (screen !== "start" || !site) return "";
  const staffed = (department ? [department] : site.departments).some((one) => one.open && one.staffed);
  return t(staffed ? "header.staffed" : "header.away");
}
