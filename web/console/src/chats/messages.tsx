// The messages of an open chat: scrolled to what is new, and it is known whether somebody sees the newest.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Conversation, type Entry, type TextEntry, isSame, isText, sendState } from "../../../shared/src/conversation.ts";
import type { Who } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import type { Outcome } from "../model/outcome.ts";
import { asReader } from "../model/masked.ts";
import { liveRows } from "../model/rows.ts";
import { departmentOf } from "../model/spoken.ts";
import { dayOf, lengthOf, t } from "../strings/index.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { useNoCopy } from "../transcript/no-copy.ts";

/** So near its end, the log counts as scrolled to its end; in CSS pixels. */
const NEAR_END = 48;

export interface MessagesProps {
  live: Live;
  chat: Chat;
  name: string;
  serving: boolean;
  /** Asks for the field in which one writes. */
  onWrite(): void;
}

export function Messages({ live, chat, name, serving, onWrite }: MessagesProps): JSX.Element {
  const { talk } = chat;
  const { conversation, protection } = talk.state;
  const log = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const rows = useMemo(
    () => liveRows(serving ? talk : { ...talk, entries: talk.entries.map(entryAsReader) }, { day: dayOf, ...(chat.unreadFrom === undefined ? {} : { unreadFrom: chat.unreadFrom }) }),
    [talk.entries, talk.outbox, chat.unreadFrom, serving],
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
  }, [rows, talk.typing.size > 0, chat.card?.visitor_here]);
  // The composer grows, a phone's keyboard comes up, the window gets narrower and the lines more: the newest stays in sight.
  // A scroll event that comes of the new size, before the observer runs, says nothing about where the person wants to be.
  const follows = useRef(true);
  follows.current = atEnd;
  const size = useRef("");
  useLayoutEffect(() => {
    const element = log.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      size.current = sizeOf(element);
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const transcript = useMemo(() => {
    const newestOwn = talk.entries.findLast((entry) => entry.kind === "message" && isSame(entry.author, talk.me));
    const shows = (entry: TextEntry) => entry.rev === newestOwn?.rev || (entry.kind === "held" && isSame(entry.author, talk.me));
    return (
      <Transcript
        rows={rows}
        name={(who) => nameIn(talk, name, who)}
        departmentName={(id) => departmentOf(live.desk.peek(), id)}
        stateOf={(entry) => (shows(entry) ? sendState(talk, entry) : undefined)}
        release={serving ? release : undefined}
        edit={(clientKey) => {
          live.edit(conversation, clientKey);
          onWrite();
        }}
        discard={(clientKey) => {
          live.discard(conversation, clientKey);
          log.current?.focus();
        }}
      />
    );
    // Not drawn again while somebody types.
  }, [rows, talk.receipts, name, serving]);

  /** The button goes with the hold; the focus stays in the log. */
  async function release(message: string): Promise<Outcome> {
    const outcome = await live.release(conversation, message);
    if (outcome.ok) log.current?.focus();
    return outcome;
  }

  const desk = live.desk.value;
  const away = serving && desk.cards?.get(conversation)?.visitor_here === false;
  const graceS = Math.round((desk.limits?.visitor_grace_ms ?? 0) / 1000);
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
        onScroll={({ currentTarget }) => {
          if (size.current === sizeOf(currentTarget)) setAtEnd(isAtEnd(currentTarget));
        }}
      >
        {rows.length === 0 && <p class="soft log-empty">{t("chat.loading")}</p>}
        {transcript}
        {away && <p class="away">{talk.state.left_at == null ? t("chat.visitorAwayHint", { length: lengthOf(graceS) }) : t("chat.visitorAwayLeft")}</p>}
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

function nameIn(talk: Conversation, visitor: string, who: Who): string {
  if (who.kind === "visitor") return visitor;
  if (who.kind === "system") return t("who.system");
  return isSame(who, talk.me) ? t("who.you") : who.name;
}

/** What one read while one served it is not shown to who passed it on. */
function entryAsReader(entry: Entry): Entry {
  return isText(entry) ? { ...entry, shown: asReader(entry.shown) } : entry;
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): string {
  return `${clientWidth}x${clientHeight}`;
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
