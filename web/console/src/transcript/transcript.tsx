// The rows of a conversation, in a running chat and in history. Text goes into text nodes only; a link is shown, never made.
import type { JSX } from "preact";
import { type Entry, type Outgoing, type SendState, type TextEntry, isText } from "../../../shared/src/conversation.ts";
import type { ShownText, Who } from "../../../shared/src/wire.gen.ts";
import type { Row, Side } from "../model/rows.ts";
import { dayOf, momentOf, t, timeOf } from "../strings/index.ts";
import { Held, type ReleaseHeld } from "./held.tsx";
import { Shown, Treated } from "./shown-text.tsx";
import "./transcript.css";

export interface TranscriptProps {
  rows: readonly Row[];
  name(who: Who): string;
  departmentName(id: string): string;
  /** How far one's own text has come; nothing where that is not shown. */
  stateOf?(entry: TextEntry): SendState | undefined;
  /** Given to who may let a held message through. */
  release?: ReleaseHeld | undefined;
  edit?(clientKey: string): void;
  discard?(clientKey: string): void;
  /** The message that was looked for. */
  found?: string | undefined;
}

export function Transcript(props: TranscriptProps): JSX.Element {
  return (
    <ol class="transcript">
      {props.rows.map((row) => (
        <li key={row.key} class={classOf(row)} {...(isFound(row, props.found) ? FOUND : {})}>
          {isFound(row, props.found) && <span class="unseen">{t("search.here")}: </span>}
          <RowView row={row} {...props} />
        </li>
      ))}
    </ol>
  );
}

// It takes the focus, so that a screen reader goes on from there.
const FOUND = { "data-found": true, tabIndex: -1 };

function isFound(row: Row, found: string | undefined): boolean {
  return found !== undefined && row.kind === "text" && row.entry.message === found;
}

function classOf(row: Row): string {
  if (row.kind !== "text" && row.kind !== "outgoing") return `row row-${row.kind}`;
  return `row row-text side-${row.side}${row.named ? " named" : ""}`;
}

function RowView({ row, ...props }: TranscriptProps & { row: Row }): JSX.Element {
  switch (row.kind) {
    case "day":
      return <time dateTime={new Date(row.at).toISOString()}>{dayOf(row.at)}</time>;
    case "unread":
      return <span>{t("line.unread")}</span>;
    case "line":
      return (
        <>
          <span>{lineOf(row.entry, props)}</span> <Time at={row.entry.at} />
        </>
      );
    case "text":
      return <Durable row={row} {...props} />;
    case "outgoing":
      return <Pending row={row} {...props} />;
  }
}

function Durable({ row, ...props }: TranscriptProps & { row: Extract<Row, { kind: "text" }> }): JSX.Element {
  const { entry } = row;
  const state = props.stateOf?.(entry);
  return (
    <Bubble side={row.side} name={props.name(entry.author)} named={row.named} at={entry.at} shown={entry.shown} held={entry.kind === "held"}>
      {entry.kind === "held" && <Held entry={entry} release={props.release} />}
      {state !== undefined && <span class={`state state-${state}`}>{t(`text.${state}`, { message: "" })}</span>}
    </Bubble>
  );
}

function Pending({ row, edit, discard }: TranscriptProps & { row: Extract<Row, { kind: "outgoing" }> }): JSX.Element {
  const { item } = row;
  return (
    <Bubble side={row.side} name={t("who.you")} named={row.named} at={item.at} shown={item.shown} pending>
      <span class={`state state-${item.state}`}>{stateWords(item)}</span>
      {item.state === "failed" && (
        <span class="state-acts">
          <button type="button" class="button-line" onClick={() => edit?.(item.clientKey)}>
            {t("text.edit")}
          </button>
          <button type="button" class="button-line" onClick={() => discard?.(item.clientKey)}>
            {t("text.discard")}
          </button>
        </span>
      )}
    </Bubble>
  );
}

function stateWords(item: Outgoing): string {
  if (item.state === "failed") return t("text.failed", { message: item.error?.message ?? "" });
  if (item.state === "waiting") return item.notBefore === undefined ? t("text.waiting") : t("text.busy");
  return t("text.sending");
}

interface BubbleProps {
  side: Side;
  name: string;
  named: boolean;
  at: number;
  shown: ShownText;
  pending?: boolean;
  held?: boolean;
  children?: JSX.Element | (JSX.Element | false)[] | false;
}

function Bubble({ side, name, named, at, shown, pending = false, held, children }: BubbleProps): JSX.Element {
  const spoken = side === "note" ? "text.spokenNote" : "text.spoken";
  return (
    <div class={pending ? "bubble pending" : "bubble"}>
      <span class="unseen">{t(spoken, { name, time: timeOf(at) })} </span>
      {side === "note" && <p class="note-label" aria-hidden="true">{t("text.note")}</p>}
      {named && <p class="author" aria-hidden="true">{name}</p>}
      <p class="said" dir="auto">
        <Shown shown={shown} held={held} />
      </p>
      <Treated shown={shown} />
      <p class="meta">
        <Time at={at} />
        {children}
      </p>
    </div>
  );
}

function Time({ at }: { at: number }): JSX.Element {
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={momentOf(at)}>
      {timeOf(at)}
    </time>
  );
}

function lineOf(entry: Entry, { name, departmentName }: TranscriptProps): string {
  if (isText(entry)) return "";
  switch (entry.kind) {
    case "opened": {
      const department = departmentName(entry.department);
      return department === "" ? t("line.openedPlain") : t("line.opened", { department });
    }
    case "joined":
      return t("line.joined", { name: name(entry.staff) });
    case "transferred":
      if (entry.by.kind === "system") return t("line.givenBack", { department: entry.department_name });
      return t("line.transferred", { name: name(entry.by), department: entry.department_name });
    case "closed":
      switch (entry.reason) {
        case "visitor_ended":
          return t("line.visitorEnded");
        case "staff_closed":
          return t("line.staffClosed", { name: name(entry.by) });
        case "visitor_left":
          return t("line.visitorLeft");
        case "inactive":
          return t("line.inactive");
      }
    // falls through: every reason returns
    case "idle_warned":
      return t("line.idleWarned", { time: timeOf(entry.ends_at) });
    case "still_here":
      return t("line.stillHere");
    case "reopened":
      return t("line.reopened", { department: entry.department_name });
  }
}
