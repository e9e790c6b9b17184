// Sounds and notices of the system: what they would do, and the switches. Asks the browser only when somebody switches one on.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { noticeSettings, setNotices } from "./settings.ts";
import { playTone } from "../../../shared/src/notices/tone.ts";

export function NoticesDialog({ onClose }: { onClose(): void }): JSX.Element {
  const settings = noticeSettings.value;
  const [problem, setProblem] = useState("");

  async function setDesktop(on: boolean): Promise<void> {
    setProblem("");
    if (on && typeof Notification === "undefined") return setProblem(t("notices.noDesktop"));
    if (on && (await Notification.requestPermission()) !== "granted") {
      // Drawn anew, so that the box shows what is so.
      setNotices({ desktop: false });
      return setProblem(t("notices.denied"));
    }
    setNotices({ desktop: on });
  }

  return (
    <Dialog title={t("notices.title")} onClose={onClose}>
      <p class="soft">{t("notices.what")}</p>
      <Check
        label={t("notices.sound")}
        hint={t("notices.soundHint")}
        checked={settings.sound}
        onChange={(sound) => {
          setNotices({ sound });
          if (sound) playTone("message");
        }}
      />
      <Check label={t("notices.desktop")} hint={t("notices.desktopHint")} checked={settings.desktop} onChange={(on) => void setDesktop(on)} />
      <p role="alert" class="field-error">{problem}</p>
      <Check label={t("notices.repeat")} hint={t("notices.repeatHint")} checked={settings.repeat} onChange={(repeat) => setNotices({ repeat })} />
      <Check label={t("notices.quiet")} hint={t("notices.quietHint")} checked={settings.quiet} onChange={(quiet) => setNotices({ quiet })} />
      {settings.quiet && (
        <div class="notices-hours">
          <Time label={t("notices.from")} value={settings.quietFrom} onChange={(quietFrom) => setNotices({ quietFrom })} />
          <Time label={t("notices.to")} value={settings.quietTo} onChange={(quietTo) => setNotices({ quietTo })} />
        </div>
      )}
    </Dialog>
  );
}

interface CheckProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange(on: boolean): void;
}

function Check({ label, hint, checked, onChange }: CheckProps): JSX.Element {
  return (
    <label class="check notices-check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {label}
        <span class="soft notices-hint">{hint}</span>
      </span>
    </label>
  );
}

function Time({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="time"
        value={value}
        onChange={(event) => {
          // Empty while it is being typed.
          if (event.currentTarget.value !== "") onChange(event.currentTarget.value);
        }}
      />
    </label>
  );
}
