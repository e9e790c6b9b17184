// An open chat: its head, what must be known at once, the messages, and where one writes.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { BlockButton } from "../block/block-button.tsx";
import type { PastConversations } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { type Chat, type Mode, standing } from "../model/desk.ts";
import { nameOf } from "../model/spoken.ts";
import { RemindButton } from "../reminders/remind-button.tsx";
import { goBack } from "../route.ts";
import { onKey } from "../shell/keys.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { AfterServing } from "./after-serving.tsx";
import { CloseDialog } from "./close-dialog.tsx";
import { Composer } from "./composer.tsx";
import { EmergencyBanner } from "./emergency-banner.tsx";
import { Messages } from "./messages.tsx";
import { SidePanel } from "./side-panel.tsx";
import { TransferDialog } from "./transfer-dialog.tsx";
import { WhisperBanner } from "./whisper-banner.tsx";

type Over = "transfer" | "close" | "visitor" | undefined;

export function ChatPane({ live, chat }: { live: Live; chat: Chat }): JSX.Element {
  const desk = live.desk.value;
  const { conversation } = chat.talk.state;
  const name = nameOf(desk, conversation);
  const stands = standing(desk, chat);
  const serving = stands === "serving";
  const [over, setOver] = useState<Over>();
  const [writeNow, setWriteNow] = useState(0);
  const [pickNow, setPickNow] = useState(0);
  const [past, setPast] = useState<PastConversations>();
  const close = (): void => setOver(undefined);

  const ask = (): void => setWriteNow((times) => times + 1);

  function write(mode: Mode): void {
    live.draft(conversation, { mode });
    ask();
  }

  useEffect(() => {
    if (!serving) return undefined;
    const ends = [
      onKey("r", () => write("reply")),
      onKey("n", () => write("note")),
      onKey("/", () => setPickNow((times) => times + 1)),
      onKey("t", () => setOver("transfer")),
      onKey("e", () => setOver("close")),
    ];
    return () => ends.forEach((end) => end());
  }, [serving, conversation]);

  return (
    <>
      <section class="pane">
        <header class="pane-head">
          <button type="button" class="button-quiet only-narrow" aria-label={t("back")} onClick={goBack}>
            <Icon name="back" />
          </button>
          <div class="pane-title">
            <h2 tabIndex={-1} data-home dir="auto">{name}</h2>
            <p class="soft">
              <span>{chat.talk.state.department_name}</span>
              {serving && <VisitorHere live={live} chat={chat} />}
            </p>
          </div>
          <button type="button" class="button-quiet only-no-side" onClick={() => setOver("visitor")}>
            <Icon name="person" />
            <span>{t("chat.details")}</span>
          </button>
          {serving && (
            <>
              <button type="button" class="button-quiet" aria-keyshortcuts="t" onClick={() => setOver("transfer")}>
                <Icon name="transfer" />
                <span>{t("chat.transfer")}</span>
              </button>
              <button type="button" class="button-quiet" aria-keyshortcuts="e" onClick={() => setOver("close")}>
                <Icon name="end" />
                <span>{t("chat.end")}</span>
              </button>
            </>
          )}
        </header>
        <EmergencyBanner chat={chat} name={name} />
        <WhisperBanner live={live} chat={chat} />
        <Messages live={live} chat={chat} name={name} serving={serving} onWrite={ask} />
        {serving ? (
          <Composer live={live} chat={chat} name={name} writeNow={writeNow} pickNow={pickNow} />
        ) : (
          <AfterServing live={live} chat={chat} standing={stands} />
        )}
      </section>
      <aside class="side" aria-label={t("side.label")} tabIndex={0}>
        <SidePanel me={desk.me} chat={chat} name={name} serving={serving} past={past} foundPast={setPast} />
        {serving && <RemindButton conversation={conversation} name={name} />}
        {serving && <BlockButton conversation={conversation} name={name} ends />}
      </aside>
      {over === "transfer" && serving && <TransferDialog live={live} chat={chat} name={name} onClose={close} />}
      {over === "close" && serving && <CloseDialog live={live} chat={chat} name={name} onClose={close} />}
      {over === "visitor" && (
        <Dialog title={t("side.label")} onClose={close}>
          <SidePanel me={desk.me} chat={chat} name={name} serving={serving} past={past} foundPast={setPast} />
          {serving && <RemindButton conversation={conversation} name={name} />}
          {serving && <BlockButton conversation={conversation} name={name} ends />}
        </Dialog>
      )}
    </>
  );
}

function VisitorHere({ live, chat }: { live: Live; chat: Chat }): JSX.Element | null {
  const card = live.desk.value.cards?.get(chat.talk.state.conversation);
  if (!card) return null;
  return (
    <span class={card.visitor_here ? "presence presence-here" : "presence"}>
      {card.visitor_here ? t("chat.visitorHere") : t("chat.visitorAway")}
    </span>
  );
}
