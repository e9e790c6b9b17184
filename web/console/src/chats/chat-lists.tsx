// The column of lists: availability, who waits, and one's own chats.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import { WatchPane } from "../board/watch-pane.tsx";
import type { Live } from "../live.ts";
import type { Desk } from "../model/desk.ts";
import { mineShown, waitingShown } from "../model/filters.ts";
import { type Clearable, clearable } from "../model/idle-chats.ts";
import { left, mine, waiting } from "../model/lists.ts";
import { mentionsOf } from "../model/mentions.ts";
import { departmentOf } from "../model/spoken.ts";
import { DueList } from "../reminders/due-list.tsx";
import { t } from "../strings/index.ts";
import { useNow } from "../ui/now.ts";
import { AvailabilitySwitch } from "./availability-switch.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { MentionItem } from "./mention-item.tsx";
import { MineItem } from "./mine-item.tsx";
import { SeveralDialog } from "./several-dialog.tsx";
import { useFilters } from "./use-filters.ts";
import { WaitingItem } from "./waiting-item.tsx";

export interface ChatListsProps {
  live: Live;
  open: string | undefined;
  select(conversation: string): void;
}

export function ChatLists({ live, open, select }: ChatListsProps): JSX.Element {
  const desk = live.desk.value;
  const now = useNow() + desk.clockAhead;
  const [filters, change] = useFilters(desk.me);
  const [closing, setClosing] = useState<Clearable>();
  // Held here and not by its row, which goes when the chat ends or somebody else serves it.
  const [watched, setWatched] = useState<CardState>();
  const heading = useRef<HTMLHeadingElement>(null);
  const [allQueue, allMessages, allOwn] = [waiting(desk), left(desk), mine(desk)];
  const queue = allQueue.filter((card) => waitingShown(desk, card, filters, now));
  const messages = allMessages.filter((card) => waitingShown(desk, card, filters, now));
  // What is on the screen stays in the list.
  const own = allOwn.filter((row) => row.conversation === open || mineShown(row, filters));
  const hidden = allQueue.length + allMessages.length + allOwn.length - queue.length - messages.length - own.length;
  const clear = clearable(desk, now);
  const missed = live.missed.value;
  const lapsed = live.lapsed.value;
  const named = mentionsOf(desk);
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
        {missed && desk.cards?.get(missed.conversation)?.phase !== "waiting" && (
          <p role="alert" class="notice list-notice">
            {missed.text}{" "}
            <button type="button" class="button-line" onClick={live.forgetMissed}>
              {t("list.understood")}
            </button>
          </p>
        )}
        {lapsed && missed?.conversation !== lapsed.conversation && (
          <p class="notice list-notice">
            <span dir="auto">{lapsed.text}</span>{" "}
            <button
              type="button"
              class="button-line"
              onClick={() => {
                live.forgetLapsed();
                heading.current?.focus();
              }}
            >
              {t("list.understood")}
            </button>
          </p>
        )}
        <FilterBar me={desk.me} filters={filters} hidden={hidden} change={change} />
        {named.length > 0 && (
          <>
            <h2 class="list-head" id="list-mentions">{t("mention.list", { n: named.length })}</h2>
            <ul aria-labelledby="list-mentions">
              {named.map((card) => (
                <MentionItem
                  key={card.conversation}
                  live={live}
                  card={card}
                  read={() => setWatched(card)}
                  onAway={() => heading.current?.focus()}
                />
              ))}
            </ul>
          </>
        )}
        <DueList me={desk.me} select={select} />
        <h2 ref={heading} tabIndex={-1} class="list-head" id="list-waiting">{t("list.waiting", { n: queue.length })}</h2>
        {queue.length === 0 && <p class="list-empty">{desk.cards ? t(allQueue.length === 0 ? "list.noneWaiting" : "filter.hidden", { n: allQueue.length }) : t("list.loading")}</p>}
        <ul aria-labelledby="list-waiting">
          {queue.map(row)}
        </ul>
        {messages.length > 0 && (
          <>
            <h2 class="list-head" id="list-left">{t("list.left", { n: messages.length })}</h2>
            <ul aria-labelledby="list-left">{messages.map(row)}</ul>
          </>
        )}
        <h2 class="list-head" id="list-mine">{t("list.mine", { n: own.filter(({ standing }) => standing === "serving").length })}</h2>
        {own.length === 0 && <p class="list-empty">{t(allOwn.length === 0 ? "list.noneMine" : "filter.hidden", { n: allOwn.length })}</p>}
        <ul aria-labelledby="list-mine">
          {own.map((row) => (
            <MineItem key={row.conversation} desk={desk} row={row} current={row.conversation === open} select={select} />
          ))}
        </ul>
        {clear.ended.length + clear.idle.length > 0 && (
          <button type="button" class="button-line several-open" onClick={() => setClosing(clear)}>
            {t("several.open")}
          </button>
        )}
      </div>
      {watched && <WatchPane live={live} card={watched} onClose={() => setWatched(undefined)} />}
      {closing && <SeveralDialog live={live} rows={closing} onClose={() => setClosing(undefined)} />}
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
