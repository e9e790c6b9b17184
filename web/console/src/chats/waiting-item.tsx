// One who waits: name, topic, department, for how long, and the button that accepts.
import type { JSX } from "preact";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { t } from "../strings/index.ts";
import { Urgent } from "../ui/urgent.tsx";
import { useAccept } from "./use-accept.ts";
import { WaitingTime } from "./waiting-time.tsx";

export interface WaitingItemProps {
  live: Live;
  card: CardState;
  department: string;
  offered: string;
  current: boolean;
  select(conversation: string): void;
}

export function WaitingItem({ live, card, department, offered, current, select }: WaitingItemProps): JSX.Element {
  const { accept, working, problem } = useAccept(live, card.conversation, select);
  const name = card.name === "" ? t("who.visitor") : card.name;
  return (
    <li class={card.urgent ? "item item-waiting item-urgent" : "item item-waiting"}>
      <button
        type="button"
        class="item-main"
        data-row={card.conversation}
        aria-current={current}
        onClick={() => select(card.conversation)}
      >
        <span class="item-line">
          <span class="item-name" dir="auto">{name}</span>
          <WaitingTime live={live} card={card} />
        </span>
        <span class="item-line item-sub">
          <span class="item-topic">{card.topic === "" ? department : t("item.topic", { department, topic: card.topic })}</span>
        </span>
        {(card.urgent || offered !== "" || !card.visitor_here) && (
          <span class="item-line">
            {card.urgent && <Urgent />}
            {offered !== "" && <span class="tag">{offered}</span>}
            {!card.visitor_here && <span class="tag">{t("list.away")}</span>}
          </span>
        )}
      </button>
      <button
        type="button"
        class="button-line item-accept"
        aria-label={t("list.acceptName", { name })}
        aria-disabled={working}
        onClick={() => void accept()}
      >
        {t("list.accept")}
      </button>
      {problem !== "" && <p role="alert" class="field-error item-problem">{problem}</p>}
    </li>
  );
}
