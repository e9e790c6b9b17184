// Where the visitor writes. Enter sends, Shift+Enter is a new line; the draft is kept by the model.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { codePoints } from "../../../../shared/src/shown.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { Icon } from "../parts/Icon.tsx";
import { t } from "../text.ts";

/** Fewer characters left than this are told. */
const TELL_BELOW = 200;

interface ComposerProps {
  model: Model;
  state: State;
  /** The department's policy switches copying and pasting off. */
  locked: boolean;
}

export function Composer({ model, state, locked }: ComposerProps) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const left = state.maxChars - codePoints(text);
  const ready = state.guard === "ready" && left >= 0 && text.trim() !== "";

  useEffect(() => {
    if (state.open) field.current?.focus();
  }, []);

  // What an earlier page kept, unless something new is being written already.
  useEffect(() => setText((now) => now || state.draft), [state.draft]);

  useLayoutEffect(() => {
    // Grows with its text; the style sheet stops it at five lines.
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);

  async function send(): Promise<void> {
    field.current?.focus();
    if (!ready) return;
    setText("");
    // Masked and kept in the outbox from here on; only if that could not be done the text comes back.
    if (!(await model.post(text.trim()))) setText((now) => now || text);
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="composer-row">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t("composer.label")}
          aria-describedby="composer-notes"
          aria-invalid={left < 0}
          placeholder={t("composer.label")}
          enterkeyhint="send"
          autoComplete="off"
          onInput={(event) => {
            const { value } = event.currentTarget;
            setText(value);
            model.look(value);
            model.draft(value, event.currentTarget.selectionEnd);
            model.typing(value.trim() !== "");
          }}
          onBlur={() => model.typing(false)}
          onKeyDown={(event) => {
            // 229: Safari ends a composition before it reports the key that ended it.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="send" aria-disabled={!ready} aria-label={t("composer.send")} title={t("composer.send")}>
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-notes" class={left < 0 ? "note problem" : "note"} aria-live="polite">
        {state.guard === "failed"
          ? t("composer.unready")
          : left < 0
            ? t("composer.over", { n: -left })
            : left < TELL_BELOW
              ? t("composer.left", { n: left })
              : state.guard === "loading"
                ? t("composer.loading")
                : locked
                  ? t("composer.noclip")
                  : ""}
      </p>
    </form>
  );
}
