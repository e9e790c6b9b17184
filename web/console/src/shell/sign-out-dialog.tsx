// Asks before signing out, and says what it means for patients and for what was not sent.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Live } from "../live.ts";
import { mine, unsent } from "../model/lists.ts";
import { signOut } from "../session.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";

export function SignOutDialog({ live, onClose }: { live: Live | undefined; onClose(): void }): JSX.Element {
  const [failed, setFailed] = useState(false);
  const [working, setWorking] = useState(false);
  const lost = live ? unsent(live.desk.value) : 0;
  const serving = live ? mine(live.desk.value).filter((row) => row.standing === "serving").length : 0;

  async function confirm(): Promise<void> {
    if (working) return;
    setWorking(true);
    setFailed(false);
    if (await signOut()) return;
    setFailed(true);
    setWorking(false);
  }

  return (
    <Dialog title={t("signOut.title")} onClose={onClose}>
      {serving > 0 && <p>{t("signOut.serving", { n: serving })}</p>}
      {lost > 0 && <p class="notice notice-danger">{t("signOut.unsent", { n: lost })}</p>}
      <div role="alert" class={failed ? "notice notice-danger" : ""}>{failed ? t("signOut.failed") : ""}</div>
      <DialogActs danger={lost > 0} label={t("signOut.confirm")} working={working ? t("signOut.working") : undefined} act={() => void confirm()} onClose={onClose} />
    </Dialog>
  );
}
