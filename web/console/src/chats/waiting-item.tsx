// One who waits: name, topic, department, for how long, and the button that accepts. What is offered to oneself says until when,
// and can be declined; what is offered to a colleague is theirs to accept.
import type { JSX } from "preact";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { t } from "../strings/index.ts";
import { Urgent } from "../ui/urgent.tsx";
import { OfferTime } from "./offer-time.tsx";
import { PassedOnLines } from "./passed-on.tsx";
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
  const { accept, decline, working, problem } = useAccept(live, card.conversation, select);
  const mine = card.preferred != null && card.preferred === live.desk.value.me.id;
  const colleagues = card.preferred != null && !mine;
  const name = card.name === "" ? t("who.visitor") : card.name;

  function onKeyDown(event: KeyboardEvent): void {
    if (!mine || event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void accept();
  }

  return (
    <li
      class={`item item-waiting${card.urgent ? " item-urgent" : ""}${mine ? " item-offered" : ""}`}
      data-offered={mine ? card.conversation : undefined}
    >
      <button
        type="button"
        class="item-main"
        data-row={card.conversation}
        aria-current={current}
        onClick={() => select(card.conversation)}
        onKeyDown={onKeyDown}
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
        <PassedOnLines card={card} />
        {mine && card.offer_ends_at != null && (
          <span class="item-line">
            <OfferTime live={live} endsAt={card.offer_ends_at} />
          </span>
        )}
      </button>
      {!colleagues && (
        <span class="item-acts">
          <button
            type="button"
            class={mine ? "button item-accept" : "button-line item-accept"}
            aria-label={t("list.acceptName", { name })}
            aria-keyshortcuts={mine ? "Enter" : undefined}
            data-accept
            aria-disabled={working}
            onClick={() => void accept()}
          >
            {t("list.accept")}
          </button>
          {mine && (
            <button
              type="button"
              class="button-line"
              aria-label={t("list.declineName", { name })}
              aria-keyshortcuts="x"
              data-decline
              aria-disabled={working}
              onClick={() => void decline()}
            >
              {t("list.decline")}
            </button>
          )}
        </span>
      )}
      {problem !== "" && <p role="alert" class="field-error item-problem">{problem}</p>}
    </li>
  );
}
