// Beside an open chat: the visitor, their past chats, and what is promised about the chat.
import type { JSX } from "preact";
import { isText } from "../../../shared/src/conversation.ts";
import type { Me, PastConversations } from "../../../shared/src/wire.gen.ts";
import type { Chat } from "../model/desk.ts";
import { asReader } from "../model/masked.ts";
import { lengthOf, momentOf, t } from "../strings/index.ts";
import { PastChats } from "./past-chats.tsx";
import "./side-panel.css";
import { VisitorFacts } from "./visitor-facts.tsx";

export interface SidePanelProps {
  me: Me;
  chat: Chat;
  name: string;
  serving: boolean;
  past: PastConversations | undefined;
  foundPast(past: PastConversations): void;
}

export function SidePanel({ me, chat, name, serving, past, foundPast }: SidePanelProps): JSX.Element {
  const { state, entries } = chat.talk;
  const treated = entries.reduce((count, entry) => count + (isText(entry) ? (entry.shown.spans?.length ?? 0) : 0), 0);
  const ended = entries.findLast((entry) => entry.kind === "closed")?.at;
  const seconds = state.protection.retention_seconds;
  return (
    <div class="side-body">
      <VisitorFacts
        name={name}
        topic={chat.card?.topic ?? ""}
        department={state.department_name}
        openedAt={state.opened_at}
        details={serving ? (chat.details ?? []) : (chat.details ?? []).map((detail) => ({ ...detail, ...asReader(detail) }))}
      />
      {serving && <PastChats me={me} conversation={state.conversation} name={name} past={past} found={foundPast} />}
      <h3>{t("side.protection")}</h3>
      <p>{t(`custody.${state.protection.custody}`)}</p>
      <p>
        {ended === undefined
          ? t("side.kept", { length: lengthOf(seconds) })
          : t("side.keptUntil", { date: momentOf(ended + 1000 * seconds) })}
      </p>
      {treated > 0 && (
        <>
          <p>{t("side.masked", { n: treated })}</p>
          <p>{t("side.reveal")}</p>
        </>
      )}
    </div>
  );
}
