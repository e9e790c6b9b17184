// The messages. Not a live region: the announcer speaks, so that nothing is read twice.
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  type Conversation,
  type Entry,
  isSame,
  isText,
  type Outgoing,
  pendingToShow,
  type SendState,
  sendState,
} from "../../../../shared/src/conversation.ts";
import type { ShownText, Who } from "../../../../shared/src/wire.gen.ts";
import { dayOf, isSameDay } from "../days.ts";
import { unread } from "../model/chat.ts";
import type { Model } from "../model/model.ts";
import { nameOf } from "../names.ts";
import { useKeyboardRoom, useTitle } from "../own-page.ts";
import { Icon } from "../parts/Icon.tsx";
import { CHECK, CHECKS, CLOCK, EYE, HOURGLASS } from "../parts/icons.ts";
import { Shown } from "../parts/Shown.tsx";
import { lineOf } from "../lines.ts";
import { l, t } from "../text.ts";
import { hiddenLines, timeOf } from "../words.ts";

interface LogProps {
  conversation: Conversation;
  open: boolean;
  /** Where the line above new messages stands. */
  newAfter: number | undefined;
  model: Model;
}

/** Nearer to the end than this, in pixels, and the log follows what is new. */
const NEAR_END = 80;

export function Log({ conversation, open, newAfter, model: { retry, discard, atEnd } }: LogProps) {
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [behind, setBehind] = useState(false);
  const pending = pendingToShow(conversation);
  const typing = [...conversation.typing.values()];
  const { me } = conversation;
  useTitle(newAfter === undefined ? 0 : unread(conversation, newAfter));
  useKeyboardRoom();
  const entries = conversation.entries.filter((entry) => isText(entry) || lineOf(entry) !== "");
  const firstNew = newAfter === undefined ? undefined : entries.find((entry) => entry.kind === "message" && entry.seq > newAfter && !isSame(entry.author, me));

  const toEnd = (): void => {
    const element = log.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  useLayoutEffect(() => {
    if (follows.current) toEnd();
    else setBehind(true);
  }, [conversation.entries, pending.length]);
  useLayoutEffect(() => {
    if (follows.current) toEnd();
  });
  useEffect(() => {
    const element = log.current;
    if (!element || typeof ResizeObserver !== "function") return undefined;
    // The keyboard of a phone, or a bar above: the newest stays in sight.
    const observer = new ResizeObserver(() => follows.current && toEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, [open]);

  function onScroll(): void {
    const element = log.current;
    if (!element) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    if (follows.current) setBehind(false);
    atEnd(follows.current);
  }

  return (
    <div class="log-box">
      <div ref={log} class="log" role="log" aria-live="off" aria-label={l("log.label")} tabIndex={0} onScroll={onScroll}>
        {entries.map((entry, index) => (
          <Fragment key={isText(entry) && entry.kind !== "note" ? (entry.clientKey ?? entry.message) : entry.rev}>
            <Day at={entry.at} before={entries[index - 1]?.at} />
            {entry === firstNew && <p class="day new">{l("log.new")}</p>}
            {isText(entry) ? (
              <Message
                who={entry.author}
                own={isSame(entry.author, me)}
                first={entry === firstNew || !continues(entries[index - 1], entry)}
                last={!continues(entry, entries[index + 1]) && !(isSame(entry.author, me) && pending.length > 0 && index === entries.length - 1)}
                at={entry.at}
                shown={entry.shown}
                state={isSame(entry.author, me) ? sendState(conversation, entry) : undefined}
              />
            ) : (
              <p class="event">
                {lineOf(entry)} <span class="soft">{timeOf(entry.at)}</span>
              </p>
            )}
          </Fragment>
        ))}
        {pending[0] && <Day at={pending[0].at} before={entries.at(-1)?.at} />}
        {pending.map((item, index) => (
          <Message
            key={item.clientKey}
            who={me}
            own
            first={index === 0}
            last={index === pending.length - 1}
            at={item.at}
            shown={item.shown}
            state={item.state}
            failed={item.state === "failed" ? item : undefined}
            retry={() => retry(item.clientKey)}
            discard={() => discard(item.clientKey)}
          />
        ))}
        {typing.map(({ who }) => (
          <p key={nameOf(who)} class="typing" aria-hidden="true">
            {l("log.typing", { name: nameOf(who) })}
          </p>
        ))}
      </div>
      {behind && (
        <button
          type="button"
          class="newer"
          onClick={() => {
            follows.current = true;
            setBehind(false);
            toEnd();
          }}
        >
          {l("log.newer")}
        </button>
      )}
    </div>
  );
}

/** A line where another day begins. */
function Day({ at, before }: { at: number; before: number | undefined }) {
  return before !== undefined && isSameDay(at, before) ? null : <p class="day">{dayOf(at)}</p>;
}

/** Whether the second message goes on where the first stopped: same author, within five minutes. */
function continues(a: Entry | undefined, b: Entry | undefined): boolean {
  return !!a && !!b && isText(a) && isText(b) && isSame(a.author, b.author) && b.at - a.at < 300_000 && isSameDay(a.at, b.at);
}

interface MessageProps {
  who: Who;
  own: boolean;
  first: boolean;
  last: boolean;
  at: number;
  shown: ShownText;
  state: SendState | undefined;
  failed?: Outgoing | undefined;
  retry?(): void;
  discard?(): void;
}

/** What failed has the first screen's sign of a warning. */
const ICONS: Record<Exclude<SendState, "failed">, string> = {
  waiting: CLOCK,
  sending: CLOCK,
  sent: CHECK,
  delivered: CHECKS,
  read: EYE,
  held: HOURGLASS,
};

function Message({ who, own, first, last, at, shown, state, failed, retry, discard }: MessageProps) {
  const quiet = state === undefined || state === "sent" || state === "delivered" || state === "read";
  const seen = last || !quiet;
  return (
    <div class={`message ${own ? "own" : "other"} ${state ?? ""}`}>
      <p class={first && !own ? "who" : "unseen"}>
        {first && !own ? (
          <>
            <span aria-hidden="true">{nameOf(who)}</span>
            <span class="unseen">{l("log.from", { who: nameOf(who), time: timeOf(at) })}</span>
          </>
        ) : (
          l("log.from", { who: own ? t("log.you") : nameOf(who), time: timeOf(at) })
        )}
      </p>
      <p class="bubble" dir="auto">
        <Shown shown={shown} held={state === "held"} />
      </p>
      {own && hiddenLines(shown.spans ?? []).map((line) => (
        <p key={line} class="hidden-line">
          {line}
        </p>
      ))}
      <p class={seen ? "meta" : "unseen"}>
        <span aria-hidden="true">{timeOf(at)}</span>
        {state && (
          <span class="state">
            {state === "failed" ? <Icon name="warn" /> : <Icon path={ICONS[state]} />} {l(`state.${state}`)}
          </span>
        )}
      </p>
      {failed && (
        <div class="failure">
          <p>{reason(failed)}</p>
          <button type="button" class="plain" onClick={retry}>
            {l("failed.retry")}
          </button>
          <button type="button" class="plain" onClick={discard}>
            {l("failed.discard")}
          </button>
        </div>
      )}
    </div>
  );
}

function reason({ error }: Outgoing): string {
  if (error?.code === "too_long") return l("failed.too_long");
  if (error?.code === "closed") return l("failed.closed");
  return l("failed.other");
}
