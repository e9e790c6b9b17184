// Closes several of one's own chats: which, why, and in words what that does to whom before it is done.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Live } from "../live.ts";
import { type Clearable, sharedOutcomes, still } from "../model/idle-chats.ts";
import type { MineRow } from "../model/lists.ts";
import { nameOf } from "../model/spoken.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";
import { useNow } from "../ui/now.ts";
import { closeSeveral } from "./close-several.ts";

export interface SeveralDialogProps {
  live: Live;
  /** As it was when the dialogue was asked for: nothing joins under the pointer. */
  rows: Clearable;
  onClose(): void;
}

export function SeveralDialog({ live, rows, onClose }: SeveralDialogProps): JSX.Element {
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [why, setWhy] = useState("");
  const [working, setWorking] = useState(false);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const desk = live.desk.value;
  const chosen = (all: readonly MineRow[]): MineRow[] => all.filter(({ conversation }) => !out.has(conversation));
  const stands = still(desk, rows, useNow() + desk.clockAhead);
  const idle = chosen(stands.idle);
  const ended = chosen(stands.ended);
  const outcomes = useMemo(() => sharedOutcomes(desk, idle), [desk.me, idle.length]);
  const names = idle.map(({ conversation }) => nameOf(desk, conversation)).join(", ");
  const n = idle.length + ended.length;

  function toggle(conversation: string): void {
    const next = new Set(out);
    if (!next.delete(conversation)) next.add(conversation);
    setOut(next);
    setProblems([]);
  }

  async function close(): Promise<void> {
    if (working) return;
    if (n === 0) return setProblems([t("several.none")]);
    setWorking(true);
    setProblems([]);
    const outcome = outcomes.some(({ id }) => id === why) ? why : undefined;
    const failed = await closeSeveral(live, { idle, ended }, outcome);
    setWorking(false);
    const after = live.desk.peek();
    setProblems(failed.map(({ conversation, message }) => t("several.failed", { name: nameOf(after, conversation), message })));
    const goOn = still(after, { idle, ended }, Date.now() + after.clockAhead).goesOn;
    if (failed.length === 0 && goOn.length === 0) onClose();
  }

  const group = (label: string, all: readonly MineRow[]): JSX.Element | null =>
    all.length === 0 ? null : (
      <fieldset class="choices">
        <legend>{label}</legend>
        {all.map(({ conversation }) => (
          <label key={conversation} class="choice">
            <input type="checkbox" checked={!out.has(conversation)} onChange={() => toggle(conversation)} />
            <span dir="auto">{nameOf(desk, conversation)}</span>
          </label>
        ))}
      </fieldset>
    );

  return (
    <Dialog title={t("several.title")} onClose={onClose}>
      <p class="soft">{t("several.which")}</p>
      {group(t("several.running"), stands.idle)}
      {group(t("several.ended"), stands.ended)}
      <div role="status">
        {stands.goesOn.map(({ conversation }) => (
          <p key={conversation} class="notice" dir="auto">{t("several.goesOn", { name: nameOf(desk, conversation) })}</p>
        ))}
      </div>
      {idle.length > 0 && outcomes.length > 0 && (
        <label class="field">
          <span>{t("several.why")}</span>
          <select value={why} onChange={(event) => setWhy(event.currentTarget.value)}>
            <option value="">{t("several.noReason")}</option>
            {outcomes.map(({ id, label }) => (
              <option key={id} value={id}>{label}</option>
            ))}
          </select>
        </label>
      )}
      {idle.length > 0 && <p class="notice several-names" dir="auto">{t("several.effect", { n: idle.length, names })}</p>}
      {ended.length > 0 && <p>{t("several.clears", { n: ended.length })}</p>}
      <div role="alert">
        {problems.map((problem) => (
          <p key={problem} class="field-error">{problem}</p>
        ))}
      </div>
      <DialogActs danger label={t("several.submit", { n })} working={working ? t("several.working") : undefined} act={() => void close()} onClose={onClose} />
    </Dialog>
  );
}
