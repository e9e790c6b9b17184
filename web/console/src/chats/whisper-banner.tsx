// A supervisor's word to who serves the chat: over the messages, in the colour of notes, until it is put away.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";
import "./whisper.css";

export function WhisperBanner({ live, chat }: { live: Live; chat: Chat }): JSX.Element | null {
  const { whisper } = chat;
  if (!whisper) return null;
  return (
    <section class="whisper" aria-label={t("whisper.title", { from: whisper.from })}>
      <Icon name="note" />
      <div class="whisper-body">
        <p class="whisper-from">{t("whisper.title", { from: whisper.from })}</p>
        <p dir="auto">{whisper.text}</p>
        <p class="soft">{t("whisper.hint")}</p>
      </div>
      <button type="button" class="button-line" onClick={() => live.heardWhisper(chat.talk.state.conversation)}>
        {t("whisper.heard")}
      </button>
    </section>
  );
}
