// The emergency list found something in what the visitor wrote. Stays as long as the chat is open.
import type { JSX } from "preact";
import type { Chat } from "../model/desk.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";

export function EmergencyBanner({ chat, name }: { chat: Chat; name: string }): JSX.Element | null {
  if (!chat.emergency && !chat.card?.urgent) return null;
  return (
    <div class="banner banner-danger">
      <Icon name="alert" />
      <p>
        <strong>{t("emergency.title")}</strong>{" "}
        {chat.emergency ? t("emergency.shown", { name, ...chat.emergency }) : t("emergency.listed", { name })}
      </p>
    </div>
  );
}
