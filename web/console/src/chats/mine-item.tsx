// One of one's own chats in the list.
import type { JSX } from "preact";
import { type Desk, type Standing } from "../model/desk.ts";
import type { MineRow } from "../model/lists.ts";
import { departmentOf, nameOf } from "../model/spoken.ts";
import { t } from "../strings/index.ts";
import { Urgent } from "../ui/urgent.tsx";

export interface MineItemProps {
  desk: Desk;
  row: MineRow;
  current: boolean;
  select(conversation: string): void;
}

export function MineItem({ desk, row, current, select }: MineItemProps): JSX.Element {
  const { card, chat, conversation } = row;
  const department = chat?.talk.state.department_name ?? departmentOf(desk, card?.department ?? "");
  const topic = card?.topic ?? "";
  return (
    <li class={card?.urgent ? "item item-urgent" : "item"}>
      <button
        type="button"
        class="item-main"
        data-row={conversation}
        aria-current={current}
        onClick={() => select(conversation)}
      >
        <span class="item-line">
          <span class={row.unread > 0 ? "item-name item-new" : "item-name"} dir="auto">
            {nameOf(desk, conversation)}
          </span>
          {card?.urgent && <Urgent />}
          {row.unread > 0 && <span class="badge">{t("list.unread", { n: row.unread })}</span>}
        </span>
        <span class="item-line item-sub">
          <span class="item-topic">{topic === "" ? department : t("item.topic", { department, topic })}</span>
          {tags(row, current).map((tag) => (
            <span key={tag} class="tag">{tag}</span>
          ))}
        </span>
      </button>
    </li>
  );
}

const STANDINGS: Record<Standing, "list.ended" | "list.passedOn" | undefined> = {
  "serving": undefined,
  "closed": "list.ended",
  "passed-on": "list.passedOn",
  "with-colleague": "list.passedOn",
  "gone": "list.passedOn",
};

function tags({ card, chat, standing }: MineRow, current: boolean): string[] {
  const out: string[] = [];
  const stands = STANDINGS[standing];
  const by = chat?.talk.state.staff;
  if (standing === "with-colleague" && by?.kind === "staff") out.push(t("list.with", { name: by.name }));
  else if (stands) out.push(t(stands));
  else if (card && !card.visitor_here) out.push(t("list.away"));
  if (chat && chat.talk.outbox.some((item) => item.state === "failed")) out.push(t("list.unsent"));
  if (chat && !current && (chat.draft.reply.trim() !== "" || chat.draft.note.trim() !== "")) out.push(t("list.draft"));
  return out;
}
