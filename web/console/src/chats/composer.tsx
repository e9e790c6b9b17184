// Where one writes: a reply to the patient or a note for staff. The two have drafts of their own, look different, and the
// button says which it is.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { codePoints } from "../../../shared/src/shown.ts";
import type { Live } from "../live.ts";
import { gapIn } from "../model/canned.ts";
import { type Chat, type Mode, replying } from "../model/desk.ts";
import { t } from "../strings/index.ts";
import { announce, interrupt } from "../ui/announcer.tsx";
import { Icon } from "../ui/icon.tsx";
import { CANNED_LIST, CannedList, optionId } from "./canned-list.tsx";
import "./composer.css";
import { MENTION_LIST, MentionList, mentionId } from "./mention-list.tsx";
import { useCanned } from "./use-canned.ts";
import { useMentions } from "./use-mentions.ts";

const MODES = ["reply", "note"] as const satisfies readonly Mode[];
/** Until the server has said how long a message may be, in code points. */
const MOST = 4_000;
/** From here on it is said how much is left, in code points. */
const SAY_FROM = 200;

export interface ComposerProps {
  live: Live;
  chat: Chat;
  name: string;
  /** Grows each time a key asks to write. */
  writeNow: number;
  /** Grows each time a key asks for the canned replies. */
  pickNow: number;
}

export function Composer({ live, chat, name, writeNow, pickNow }: ComposerProps): JSX.Element {
  const { conversation, protection } = chat.talk.state;
  const { mode } = chat.draft;
  const note = mode === "note";
  const text = chat.draft[mode];
  const field = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState("");
  const left = (live.desk.value.limits?.message_max_chars ?? MOST) - codePoints(text);
  const canned = useCanned(live, chat, field);
  const mentions = useMentions(live, chat, field);
  const searching = canned.found !== undefined;
  const sendable = text.trim() !== "" && left >= 0;

  const other = note ? undefined : replying(chat);
  const otherWords =
    other === undefined ? "" : other === "elsewhere" ? t("composer.replyingElsewhere") : t("composer.replying", other);
  const [warned, setWarned] = useState(false);
  // Who else was replying has sent or stopped: the next time it is said again.
  useEffect(() => {
    if (otherWords === "") setWarned(false);
  }, [otherWords]);

  // Before the next key is handled: it is a letter of the text.
  useLayoutEffect(() => {
    if (writeNow > 0) field.current?.focus();
  }, [writeNow]);
  useLayoutEffect(() => {
    if (pickNow > 0) canned.open();
  }, [pickNow]);

  function submit(): void {
    if (!sendable) return;
    const gap = gapIn(text);
    if (gap) {
      setSaid(t("canned.gap", { name: gap.name }));
      canned.select(gap.start, gap.end);
      return;
    }
    if (otherWords !== "" && !warned) {
      setWarned(true);
      interrupt(t("composer.replyingAgain", { who: otherWords }));
      return;
    }
    setWarned(false);
    live.submit(conversation);
    if (note) announce(t("text.noteSaved"));
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (mentions.onKey(event) || canned.onKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Escape" && !event.isComposing) {
      field.current?.blur();
      document.querySelector<HTMLElement>("[data-home]")?.focus();
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <form
      class={note ? "composer composer-note" : "composer"}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="composer-top">
        <div class="segments" role="group" aria-label={t("composer.mode")}>
          {MODES.map((each) => (
            <button
              key={each}
              type="button"
              class={`segment segment-${each}`}
              aria-pressed={mode === each}
              aria-keyshortcuts={each === "note" ? "n" : "r"}
              onClick={() => {
                live.draft(conversation, { mode: each });
                field.current?.focus();
              }}
            >
              {each === "note" && <Icon name="note" />}
              {t(`composer.${each}`)}
            </button>
          ))}
        </div>
        <span class="composer-keys soft">{note ? t("composer.keysNote") : t("composer.keys")}</span>
        <button
          type="button"
          class="button-quiet"
          aria-keyshortcuts="/ Control+/"
          aria-expanded={searching}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => (searching ? canned.close() : canned.open())}
        >
          <Icon name="canned" />
          <span>{t("canned.button")}</span>
        </button>
      </div>
      <div class="composer-line">
        <CannedList canned={canned} />
        <MentionList mentions={mentions} />
        <textarea
          ref={field}
          rows={2}
          dir="auto"
          value={text}
          aria-label={note ? t("composer.noteOn", { name }) : t("composer.replyTo", { name })}
          placeholder={note ? t("composer.noteHint") : t("composer.replyHint", { name })}
          aria-invalid={left < 0}
          aria-describedby="composer-said"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={canned.found?.length ? CANNED_LIST : mentions.found?.length ? MENTION_LIST : undefined}
          aria-activedescendant={
            canned.found?.length ? optionId(canned.active) : mentions.found?.length ? mentionId(mentions.active) : undefined
          }
          autocomplete="off"
          enterkeyhint="send"
          onInput={(event) => {
            setSaid("");
            live.draft(conversation, { [mode]: event.currentTarget.value });
            canned.follow(true);
            mentions.follow();
          }}
          onKeyUp={() => canned.follow(false)}
          onClick={() => {
            canned.follow(false);
            mentions.follow();
          }}
          onBlur={() => {
            canned.close();
            mentions.close();
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (protection.clipboard !== "disabled") return;
            event.preventDefault();
            setSaid(t("composer.noPaste"));
          }}
        />
        <button type="submit" class={note ? "button button-note" : "button"} aria-disabled={!sendable}>
          <Icon name={note ? "note" : "send"} />
          {note ? t("composer.save") : t("composer.send")}
        </button>
      </div>
      {otherWords !== "" && (
        <p class="notice composer-other">{warned ? t("composer.replyingAgain", { who: otherWords }) : otherWords}</p>
      )}
      <p id="composer-said" class={left < 0 ? "field-error" : "composer-said soft"} role="status">
        {left < 0 ? t("composer.over", { n: -left }) : said === "" && left <= SAY_FROM ? t("composer.left", { n: left }) : said}
      </p>
    </form>
  );
}
