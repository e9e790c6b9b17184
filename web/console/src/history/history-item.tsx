// One ended chat in the list: its card, and of its text only where something was found in it.
import type { JSX } from "preact";
import type { CardState, Me } from "../../../shared/src/wire.gen.ts";
import { momentOf, stampOf, t } from "../strings/index.ts";
import type { Page } from "./found.ts";
import { Places } from "./places.tsx";
import { departmentName, filedAs, staffName } from "./names.ts";
import { Urgent } from "../ui/urgent.tsx";

export interface HistoryItemProps {
  me: Me;
  card: CardState;
  current: boolean;
  /** Where it was written that was looked for. */
  found: ReturnType<Page["places"]["get"]>;
  /** The message that is shown. */
  message: string | undefined;
  select(card: CardState, message?: string): void;
}

export function HistoryItem({ me, card, current, found, message, select }: HistoryItemProps): JSX.Element {
  const department = departmentName(me, card.department);
  const ended = card.closed_at ?? card.opened_at;
  return (
    <li class="item">
      <button
        type="button"
        class="item-main"
        data-row={card.conversation}
        aria-current={current}
        onClick={() => select(card)}
      >
        <span class="item-line">
          <span class="item-name" dir="auto">{card.name === "" ? t("who.visitor") : card.name}</span>
          {card.urgent && <Urgent />}
          <span class="item-when" title={momentOf(ended)}>{stampOf(ended)}</span>
        </span>
        <span class="item-line item-sub">
          <span class="item-topic">{card.topic === "" ? department : t("item.topic", { department, topic: card.topic })}</span>
          <span>{staffName(me, card.staff)}</span>
        </span>
        {filedAs(card) !== "" && <span class="item-line item-sub item-filed" dir="auto">{filedAs(card)}</span>}
      </button>
      {found && <Places me={me} card={card} found={found} current={message} open={(at) => select(card, at)} />}
    </li>
  );
}
