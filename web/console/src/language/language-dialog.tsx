// The language of the console, chosen by each person for their browser. The page is loaded again, so nothing may be unsent.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { chooseLanguage, chosenLanguage, OFFERED } from "../strings/chosen.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";

export function LanguageDialog({ unsent, onClose }: { unsent: number; onClose(): void }): JSX.Element {
  const [chosen, setChosen] = useState(chosenLanguage);

  function apply(event: Event): void {
    event.preventDefault();
    if (unsent > 0) return;
    if (chooseLanguage(chosen)) location.reload();
    else onClose();
  }

  return (
    <Dialog title={t("language.title")} onClose={onClose}>
      <form onSubmit={apply}>
        <LanguageField value={chosen} onChange={setChosen} />
        <p class="soft">{t("language.hint")}</p>
        {unsent > 0 && <p class="field-error" role="alert">{t("language.unsent", { n: unsent })}</p>}
        <DialogActs label={t("language.apply")} disabled={unsent > 0} onClose={onClose} />
      </form>
    </Dialog>
  );
}

interface FieldProps {
  value: ReturnType<typeof chosenLanguage>;
  onChange(language: ReturnType<typeof chosenLanguage>): void;
}

/** Each language in its own words: who cannot read the page finds theirs. */
export function LanguageField({ value, onChange }: FieldProps): JSX.Element {
  return (
    <label class="field">
      <span>{t("language.label")}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as FieldProps["value"])}>
        {OFFERED.map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
