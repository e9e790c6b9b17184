// Asks before a chat is taken from a colleague, and says what that does to whom.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Live } from "../live.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";

export interface TakeOverProps {
  live: Live;
  conversation: string;
  name: string;
  staff: string;
  /** It is one's own now. */
  taken(): void;
  onClose(): void;
}

export function TakeOver({ live, conversation, name, staff, taken, onClose }: TakeOverProps): JSX.Element {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function take(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    const outcome = await live.takeOver(conversation);
    setWorking(false);
    if (!outcome.ok) return setProblem(outcome.text);
    taken();
  }

  return (
    <Dialog title={t("watch.takeTitle", { name })} onClose={onClose}>
      <p>{t("watch.takeEffect", { staff })}</p>
      <p role="alert" class="field-error">{problem}</p>
      <DialogActs label={t("watch.take")} working={working ? t("watch.taking") : undefined} act={() => void take()} onClose={onClose} />
    </Dialog>
  );
}
