// The column of lists: availability, who waits, and one's own chats.
import type { JSX } from "preact";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import type { Desk } from "../model/desk.ts";
import { left, mine, waiting } from "../model/lists.ts";
import { departmentOf } from "../model/spoken.ts";
import { DueList } from "../reminders/due-list.tsx";
import { t } from "../strings/index.ts";
import { AvailabilitySwitch } from "./availability-switch.tsx";
import { MineItem } from "./mine-item.tsx";
import { WaitingItem } from "./waiting-item.tsx";

export interface ChatListsProps {
  live: Live;
  open: string | undefined;
  select(conversation: string): void;
}

export function ChatLists({ live, open, select }: ChatListsProps): JSX.Element {
  const desk = live.desk.value;
  const queue = waiting(desk);
  const messages = left(desk);
  const own = mine(desk);
  const row = (card: CardState): JSX.Element => (
    <WaitingItem
      key={card.conversation}
      live={live}
      card={card}
      department={departmentOf(desk, card.department)}
      offered={offeredTo(desk, card)}
      current={card.conversation === open}
      select={select}
    />
  );
  return (
    <section class="lists" aria-label={t("list.label")}>
      <AvailabilitySwitch live={live} />
      <div class="lists-scroll">
        <DueList me={desk.me} select={select} />
        <h2 class="list-head" id="list-waiting">{t("list.waiting", { n: queue.length })}</h2>
        {queue.length === 0 && <p class="list-empty">{desk.cards ? t("list.noneWaiting") : t("list.loading")}</p>}
        <ul aria-labelledby="list-waiting">
          {queue.map(row)}
        </ul>
        {messages.length > 0 && (
          <>
            <h2 class="list-head" id="list-left">{t("list.left", { n: messages.length })}</h2>
            <ul aria-labelledby="list-left">{messages.map(row)}</ul>
          </>
        )}
        <h2 class="list-head" id="list-mine">{t("list.mine", { n: own.length })}</h2>
        {own.length === 0 && <p class="list-empty">{t("list.noneMine")}</p>}
        <ul aria-labelledby="list-mine">
          {own.map((row) => (
            <MineItem key={row.conversation} desk={desk} row={row} current={row.conversation === open} select={select} />
          ))}
        </ul>
      </div>
    </section>
  );
}

/** To whom it was passed on, in words; empty when to nobody in particular. */
function offeredTo(desk: Desk, card: CardState): string {
  if (card.preferred == null) return "";
  if (card.preferred === desk.me.id) return t("list.forYou");
  const colleague = desk.me.colleagues.find(({ id }) => id === card.preferred);
  return colleague ? t("list.forColleague", { name: colleague.name }) : "";
}
