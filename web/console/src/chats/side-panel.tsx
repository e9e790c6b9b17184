// Beside an open chat: the visitor, what they answered in the form, and what is promised about the chat.
import type { JSX } from "preact";
import { isText } from "../../../shared/src/conversation.ts";
import type { Chat } from "../model/desk.ts";
import { lengthOf, momentOf, t } from "../strings/index.ts";
import { Details } from "../transcript/details.tsx";
import { Facts } from "../ui/facts.tsx";

export function SidePanel({ chat, name }: { chat: Chat; name: string }): JSX.Element {
  const { state, entries } = chat.talk;
  const treated = entries.reduce((count, entry) => count + (isText(entry) ? (entry.shown.spans?.length ?? 0) : 0), 0);
  const topic = chat.card?.topic ?? "";
  return (
    <div class="side-body">
      <h3>{t("side.visitor")}</h3>
      <Facts
        facts={[
          [t("fact.name"), name],
          [t("fact.topic"), topic === "" ? t("fact.none") : topic],
          [t("fact.department"), state.department_name],
          [t("fact.opened"), momentOf(state.opened_at)],
        ]}
      />
      <Details details={chat.details ?? []} />
      <h3>{t("side.protection")}</h3>
      <p>{t(`custody.${state.protection.custody}`)}</p>
      <p>{t("side.kept", { length: lengthOf(state.protection.retention_seconds) })}</p>
      {treated > 0 && <p>{t("side.masked", { n: treated })}</p>}
    </div>
  );
}
