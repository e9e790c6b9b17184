// The messages of an open chat: scrolled to what is new, and it is known whether somebody sees the newest.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type TextEntry, isSame, isText, sendState } from "../../../shared/src/conversation.ts";
import type { Who } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import { liveRows } from "../model/rows.ts";
import { departmentOf } from "../model/spoken.ts";
import { dayOf, t } from "../strings/index.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { useNoCopy } from "../transcript/no-copy.ts";

/** So near its end, the log counts as scrolled to its end; in CSS pixels. */
const NEAR_END = 48;

export interface MessagesProps {
  live: Live;
  chat: Chat;
  name: string;
  serving: boolean;
}

export function Messages({ live, chat, name, serving }: MessagesProps): JSX.Element {
  const { talk } = chat;
  const { conversation, protection } = talk.state;
  const log = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const rows = useMemo(
    () => liveRows(talk, { day: dayOf, ...(chat.unreadFrom === undefined ? {} : { unreadFrom: chat.unreadFrom }) }),
    [talk.entries, talk.outbox, chat.unreadFrom],
  );
  const said = useNoCopy(log, protection.clipboard);
  useWatched(live, atEnd);

  // Opened: at the unread line, or else at the end. After that the end is followed only by who is at the end.
  const began = useRef(false);
  useLayoutEffect(() => {
    const element = log.current;
    if (!element || rows.length === 0) return;
    const line = began.current ? null : element.querySelector<HTMLElement>(".row-unread");
    if (line) element.scrollTop = line.offsetTop - element.offsetTop - NEAR_END;
    else if (atEnd || rows.at(-1)?.kind === "outgoing") element.scrollTop = element.scrollHeight;
    began.current = true;
    setAtEnd(isAtEnd(element));
  }, [rows, talk.typing.size > 0]);
  useLayoutEffect(() => {
    const element = log.current;
    if (!element || !atEnd) return undefined;
    // The composer grows, a phone's keyboard comes up: the newest stays in sight.
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [atEnd]);

  const nameOf = (who: Who): string => {
    if (who.kind === "visitor") return name;
    if (who.kind === "system") return t("who.system");
    return isSame(who, talk.me) ? t("who.you") : who.name;
  };
  const newestOwn = talk.entries.findLast((entry) => entry.kind === "message" && isSame(entry.author, talk.me));
  const stateOf = (entry: TextEntry) =>
    entry === newestOwn || (entry.kind === "held" && isSame(entry.author, talk.me)) ? sendState(talk, entry) : undefined;
  const below = !atEnd && talk.entries.some((entry) => isText(entry) && entry.kind === "message" && entry.seq > chat.read);

  return (
    <div class="log-frame">
      <div
        ref={log}
        class="log"
        role="log"
        aria-live="off"
        aria-label={t("chat.log", { name })}
        tabIndex={0}
        onScroll={(event) => setAtEnd(isAtEnd(event.currentTarget))}
      >
        {rows.length === 0 && <p class="soft log-empty">{t("chat.loading")}</p>}
        <Transcript
          rows={rows}
          name={nameOf}
          departmentName={(id) => departmentOf(live.desk.value, id)}
          stateOf={stateOf}
          release={serving ? (message) => live.release(conversation, message) : undefined}
          edit={(clientKey) => live.edit(conversation, clientKey)}
          discard={(clientKey) => live.discard(conversation, clientKey)}
        />
        <p class="typing" aria-hidden="true">{visitorTypes(chat) ? t("chat.typing", { name }) : ""}</p>
      </div>
      {said !== "" && <p role="status" class="log-said">{said}</p>}
      {!atEnd && (
        <button
          type="button"
          class="button-line to-newest"
          onClick={() => log.current?.scrollTo({ top: log.current.scrollHeight })}
        >
          {below ? t("chat.newBelow") : t("chat.toNewest")}
        </button>
      )}
    </div>
  );
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
}

function visitorTypes(chat: Chat): boolean {
  return [...chat.talk.typing.values()].some(({ who }) => who.kind === "visitor");
}

/** Tells the desk whether the newest message is before somebody's eyes. */
function useWatched(live: Live, atEnd: boolean): void {
  useEffect(() => {
    const tell = (): void => live.watch(atEnd && document.visibilityState === "visible" && document.hasFocus());
    tell();
    const names = ["focus", "blur"] as const;
    for (const name of names) addEventListener(name, tell);
    document.addEventListener("visibilitychange", tell);
    return () => {
      for (const name of names) removeEventListener(name, tell);
      document.removeEventListener("visibilitychange", tell);
    };
  }, [live, atEnd]);
}
