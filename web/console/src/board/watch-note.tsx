// Beneath a chat that is read along: the private note to who serves it, and what else can be done. Where it cannot be sent any more,
// what was written stays to be copied.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";

export interface WatchNoteProps {
  staff: string;
  text: string;
  maxLength: number | undefined;
  /** Whether a note can be sent: the chat is running, and one is let in. */
  open: boolean;
  mayTake: boolean;
  write(text: string): void;
  send(): void;
  take(): void;
  leave(): void;
}

export function WatchNote({ staff, text, maxLength, open, mayTake, write, send, take, leave }: WatchNoteProps): JSX.Element | null {
  if (!open && text.trim() === "") return null;
  return (
    <form
      class="watch-note"
      onSubmit={(event) => {
        event.preventDefault();
        if (open) send();
      }}
    >
      <label class="field field-note">
        <span>{t("watch.note", { staff })}</span>
        <textarea
          rows={2}
          dir="auto"
          maxLength={maxLength}
          value={text}
          readOnly={!open}
          aria-describedby="watch-hint"
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      <p class="soft" id="watch-hint">{t(open ? "watch.noteHint" : "watch.noteKept", { staff })}</p>
      {open && (
        <div class="dialog-acts">
          <button type="button" class="button-line" onClick={leave}>
            {t("watch.close")}
          </button>
          {mayTake && (
            <button type="button" class="button-line" onClick={take}>
              {t("watch.take")}
            </button>
          )}
          <button type="submit" class="button button-note" aria-disabled={text.trim() === ""}>
            {t("watch.send")}
          </button>
        </div>
      )}
    </form>
  );
}
