// Asks before a chat is ended, and says what that does to whom.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import { unsentIn } from "../model/lists.ts";
import { lengthOf, t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";

export interface CloseDialogProps {
  live: Live;
  chat: Chat;
  name: string;
  onClose(): void;
}

export function CloseDialog({ live, chat, name, onClose }: CloseDialogProps): JSX.Element {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const { conversation, protection } = chat.talk.state;
  const lost = unsentIn(chat);

  async function end(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    const outcome = await live.close(conversation);
    setWorking(false);
    if (outcome.ok) onClose();
    else setProblem(outcome.text);
  }

  return (
    <Dialog title={t("close.title", { name })} onClose={onClose}>
      <p>{t("close.effect", { name, length: lengthOf(protection.retention_seconds) })}</p>
      {lost > 0 && <p class="notice notice-danger">{t("close.unsent", { n: lost })}</p>}
      <p role="alert" class="field-error">{problem}</p>
      <div class="dialog-acts">
        <button type="button" class="button-line" autofocus onClick={onClose}>
          {t("dialog.cancel")}
        </button>
        <button type="button" class="button button-danger" aria-disabled={working} onClick={() => void end()}>
          {working ? t("close.working") : t("close.submit")}
        </button>
      </div>
    </Dialog>
  );
}
