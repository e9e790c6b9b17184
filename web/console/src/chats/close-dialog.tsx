// Asks before a chat is ended, and says what that does to whom.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import { unsentIn } from "../model/lists.ts";
import { lengthOf, t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";
import { Radios } from "../ui/radios.tsx";

/** Tags of one chat. */
const MOST_TAGS = 10;

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
  const department = live.desk.value.me.all_departments.find(({ id }) => id === chat.talk.state.department);
  const [why, setWhy] = useState<string>();
  const [tags, setTags] = useState<readonly string[]>([]);

  async function end(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    const outcome = await live.close(conversation, why, tags);
    setWorking(false);
    if (outcome.ok) onClose();
    else setProblem(outcome.text);
  }

  return (
    <Dialog title={t("close.title", { name })} onClose={onClose}>
      <p>{t("close.effect", { name, length: lengthOf(protection.retention_seconds) })}</p>
      {lost > 0 && <p class="notice notice-danger">{t("close.unsent", { n: lost })}</p>}
      {department && department.outcomes.length > 0 && (
        <Radios question={t("close.outcome")} answers={department.outcomes.map(({ id, label }) => [id, label] as const)} value={why} set={(one) => setWhy(one)} />
      )}
      {department && department.tags.length > 0 && (
        <fieldset class="choices">
          <legend>{t("close.tags")}</legend>
          {department.tags.map(({ id, label }) => (
            <label key={id} class="choice">
              <input
                type="checkbox"
                checked={tags.includes(id)}
                disabled={tags.length >= MOST_TAGS && !tags.includes(id)}
                onChange={() => setTags(tags.includes(id) ? tags.filter((other) => other !== id) : [...tags, id])}
              />
              <span dir="auto">{label}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p role="alert" class="field-error">{problem}</p>
      <DialogActs danger label={t("close.submit")} working={working ? t("close.working") : undefined} act={() => void end()} onClose={onClose} />
    </Dialog>
  );
}
