// The frame around every screen: the rail, what is wrong with the connection, the keys, the tab's title.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import { Board } from "../board/board.tsx";
import { Chats } from "../chats/chats.tsx";
import { CommandBar } from "../commands/command-bar.tsx";
import { doLater, useCommandKey } from "../commands/use-commands.ts";
import { History } from "../history/history.tsx";
import type { Live } from "../live.ts";
import { LanguageDialog } from "../language/language-dialog.tsx";
import { unsent, wanting } from "../model/lists.ts";
import { type Screen, screensOf } from "../model/roles.ts";
import { NoticesDialog } from "../notices/notices-dialog.tsx";
import { followSettings } from "../notices/settings.ts";
import { LateNumbers } from "../numbers/late.tsx";
import { followReminders } from "../reminders/reminders.ts";
import { followAddress, go, route } from "../route.ts";
import { t } from "../strings/index.ts";
import type { ActName } from "./acts.ts";
import { AfterEndBanner } from "./after-end-banner.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { KeySheet } from "./key-sheet.tsx";
import { whenIdle } from "./idle.ts";
import { onKey } from "./keys.ts";
import { MoreDialog } from "./more-dialog.tsx";
import { Rail } from "./rail.tsx";
import { SettingsScreen } from "../settings/lazy.tsx";
import { SignOutDialog } from "./sign-out-dialog.tsx";
import "./shell.css";

export interface ShellProps {
  me: Me;
  live: Live | undefined;
}

export function Shell({ me, live }: ShellProps): JSX.Element {
  const screens = screensOf(me.role);
  const [over, setOver] = useState<ActName | "more" | undefined>();
  useEffect(followAddress, []);
  useEffect(() => onKey("?", () => setOver("keys")), []);
  useEffect(() => onKey("s", () => setOver("notices")), []);
  useEffect(() => onKey(",", () => (screens.includes("settings") ? go({ screen: "settings", open: false }) : false)), [screens.join()]);
  useEffect(followSettings, []);
  useCommandKey(() => setOver("commands"));
  useEffect(() => (live ? followReminders() : undefined), [live]);
  useTitle(live);
  useWarning(live);
  useEffect(() => (live ? whenIdle(() => void live.idle()) : undefined), [live]);

  const { screen: asked, open } = route.value;
  const screen: Screen | undefined = screens.includes(asked) ? asked : screens[0];
  return (
    <div class="shell" data-open={open}>
      <Rail
        screens={screens}
        screen={screen}
        chatOpen={live?.desk.value.open !== undefined}
        wanting={live ? wanting(live.desk.value) : 0}
        onAct={setOver}
        onMore={() => setOver("more")}
      />
      <main class="shell-main">
        {screen && <h1 class="unseen">{t(`rail.${screen}`)}</h1>}
        {live && (
          <div class="above">
            <ConnectionBanner live={live} />
            <AfterEndBanner live={live} />
          </div>
        )}
        {screen === "chats" && live && <Chats live={live} />}
        {screen === "history" && <History me={me} />}
        {screen === "board" && live && <Board me={me} live={live} />}
        {screen === "numbers" && <LateNumbers me={me} />}
        {screen === "settings" && <SettingsScreen me={me} />}
        {screen === undefined && <p class="centred soft">{t("role.none")}</p>}
      </main>
      {over === "commands" && (
        <CommandBar
          me={me}
          live={live}
          onClose={() => setOver(undefined)}
          onChoose={(todo) => {
            setOver(undefined);
            doLater(todo, live, () => setOver("sign-out"));
          }}
        />
      )}
      {over === "more" && <MoreDialog onChoose={setOver} onClose={() => setOver(undefined)} />}
      {over === "keys" && <KeySheet onClose={() => setOver(undefined)} />}
      {over === "notices" && <NoticesDialog onClose={() => setOver(undefined)} />}
      {over === "language" && (
        <LanguageDialog unsent={live ? unsent(live.desk.value) : 0} onClose={() => setOver(undefined)} />
      )}
      {over === "sign-out" && <SignOutDialog live={live} onClose={() => setOver(undefined)} />}
    </div>
  );
}

/** A number and the product: nobody's name can be read off a tab. */
function useTitle(live: Live | undefined): void {
  const n = live ? wanting(live.desk.value) : 0;
  useEffect(() => {
    document.title = n > 0 ? t("title.count", { n }) : t("product");
  }, [n]);
}

/** The browser asks before a page with unsent texts is closed. */
function useWarning(live: Live | undefined): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (live && unsent(live.desk.peek()) > 0) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [live]);
}
