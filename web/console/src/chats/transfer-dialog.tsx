// Passing a chat on: to a department, if wished to one person there, with a word for them.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";

export interface TransferDialogProps {
  live: Live;
  chat: Chat;
  name: string;
  onClose(): void;
}

export function TransferDialog({ live, chat, name, onClose }: TransferDialogProps): JSX.Element {
  const { me, limits } = live.desk.value;
  const { conversation, department: here } = chat.talk.state;
  const [department, setDepartment] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLSelectElement>(null);
  const others = me.all_departments.filter(({ id, removed }) => id !== here && !removed);
  const colleagues = me.colleagues.filter(({ id, departments }) => id !== me.id && departments.includes(department));

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (working) return;
    if (department === "") {
      setProblem(t("transfer.missing"));
      first.current?.focus();
      return;
    }
    setWorking(true);
    setProblem("");
    const words = note.trim();
    const outcome = await live.transfer(conversation, department, to || undefined, words || undefined);
    setWorking(false);
    if (outcome.ok) onClose();
    else setProblem(outcome.text);
  }

  return (
    <Dialog title={t("transfer.title", { name })} onClose={onClose}>
      {others.length === 0 ? (
        <p>{t("transfer.nowhere")}</p>
      ) : (
        <form onSubmit={submit}>
          <label class="field">
            <span>{t("transfer.department")}</span>
            <select
              ref={first}
              autofocus
              value={department}
              aria-invalid={problem !== "" && department === ""}
              aria-describedby="transfer-problem"
              onChange={(event) => {
                setDepartment(event.currentTarget.value);
                setTo("");
                setProblem("");
              }}
            >
              <option value="">{t("transfer.choose")}</option>
              {others.map(({ id, name: label }) => (
                <option key={id} value={id}>{label}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{t("transfer.to")}</span>
            <select value={to} disabled={department === ""} onChange={(event) => setTo(event.currentTarget.value)}>
              <option value="">{t("transfer.anyone")}</option>
              {colleagues.map(({ id, name: colleague, online }) => (
                <option key={id} value={id}>
                  {online ? t("transfer.online", { name: colleague }) : t("transfer.offline", { name: colleague })}
                </option>
              ))}
            </select>
          </label>
          <label class="field field-note">
            <span>{t("transfer.note")}</span>
            <textarea
              rows={3}
              dir="auto"
              maxLength={limits?.message_max_chars}
              value={note}
              aria-describedby="transfer-note"
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
          <p class="soft" id="transfer-note">{t("transfer.noteHint")}</p>
          <p>{t("transfer.effect")}</p>
          <p role="alert" class="field-error" id="transfer-problem">{problem}</p>
          <DialogActs label={t("transfer.submit")} working={working ? t("transfer.working") : undefined} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}
