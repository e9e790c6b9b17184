// Passing a chat on: to a department, if wished to one person there, with a word for them.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DepartmentName, Protection } from "../../../shared/src/wire.gen.ts";
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
  const { conversation, department: here, protection } = chat.talk.state;
  const [department, setDepartment] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLSelectElement>(null);
  // Its own first: to a colleague there, or back to the queue.
  const places = me.all_departments.filter(({ removed }) => !removed).sort((a, b) => Number(b.id === here) - Number(a.id === here));
  const colleagues = me.colleagues.filter(({ id, departments }) => id !== me.id && departments.includes(department));

  useEffect(() => void live.knowAgain(), []);

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
      {places.length === 0 ? (
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
              {places.map((place) => {
                const why = place.id === here ? undefined : refusal(place, protection);
                return (
                  <option key={place.id} value={place.id} disabled={why !== undefined}>
                    {place.id === here ? t("transfer.here", place) : why === undefined ? place.name : t(why, place)}
                  </option>
                );
              })}
            </select>
          </label>
          <label class="field">
            <span>{t("transfer.to")}</span>
            <select
              value={to}
              disabled={department === ""}
              aria-describedby="transfer-who"
              onChange={(event) => {
                setTo(event.currentTarget.value);
                setProblem("");
              }}
            >
              <option value="">{t(department === here ? "transfer.queue" : "transfer.anyone")}</option>
              {colleagues.map(({ id, name: colleague, online }) => (
                <option key={id} value={id} disabled={!online}>
                  {online ? t("transfer.online", { name: colleague }) : t("transfer.offline", { name: colleague })}
                </option>
              ))}
            </select>
          </label>
          <p class="soft" id="transfer-who">
            {department === "" ? t("transfer.whoLater") : colleagues.some(({ online }) => online) ? "" : t("transfer.nobodyOnline")}
          </p>
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

/** Why a department takes no chat over that is protected so; the server says the same. */
function refusal(place: DepartmentName, own: Protection): "transfer.otherCustody" | "transfer.keptShorter" | undefined {
  if (place.custody != null && place.custody !== own.custody) return "transfer.otherCustody";
  const kept = place.retention_seconds;
  return kept != null && kept < own.retention_seconds ? "transfer.keptShorter" : undefined;
}
