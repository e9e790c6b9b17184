// Ended chats one may read again: cards on the left, page by page; one of them opened on the right, and only when asked.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CardState, ConversationList, FoundConversations, Me } from "../../../shared/src/wire.gen.ts";
import { BlockedDialog } from "../block/blocked-dialog.tsx";
import { mayServe } from "../model/roles.ts";
import { go, route } from "../route.ts";
import { server } from "../session.ts";
import { onKey } from "../shell/keys.ts";
import { move } from "../shell/move.ts";
import { dayOf, t } from "../strings/index.ts";
import { takeAsked } from "./asked.ts";
import { HistoryFilters } from "./history-filters.tsx";
import { HistoryItem } from "./history-item.tsx";
import { wordsOf } from "./problem.ts";
import { Reader } from "./reader.tsx";
import { ANY, type Wanted, asked as search, isAny } from "./wanted.ts";
import "./history.css";

interface List {
  cards: readonly CardState[];
  next: string | undefined;
  /** When the oldest chat opened that a search has looked at. */
  backTo: number | undefined;
  working: boolean;
  problem: string;
}

export function History({ me }: { me: Me }): JSX.Element {
  const [list, setList] = useState<List>({ cards: [], next: undefined, backTo: undefined, working: true, problem: "" });
  const [chosen, setChosen] = useState<CardState | undefined>(takeAsked);
  const [wanted, setWanted] = useState<Wanted>(ANY);
  const onScreen = route.value.open;
  const [blocked, setBlocked] = useState(false);
  const asked = useRef(0);

  async function load(before?: string): Promise<void> {
    asked.current += 1;
    const turn = asked.current;
    setList((old) => ({ ...old, ...(before === undefined ? { cards: [], next: undefined } : {}), working: true, problem: "" }));
    try {
      const found: ConversationList & Partial<FoundConversations> = isAny(wanted)
        ? await server.conversations(before === undefined ? {} : { before })
        : await server.search(search(wanted, before));
      // Something else is wanted by now.
      if (turn !== asked.current) return;
      setList((old) => ({
        cards: before === undefined ? found.cards : [...old.cards, ...found.cards],
        next: found.next ?? undefined,
        backTo: found.back_to,
        working: false,
        problem: "",
      }));
    } catch (error) {
      if (turn !== asked.current) return;
      setList((old) => ({ ...old, working: false, problem: wordsOf(error) }));
    }
  }

  useEffect(() => void load(), [wanted]);
  useEffect(() => onKey("j", () => move(1)), []);
  useEffect(() => onKey("k", () => move(-1)), []);
  useEffect(() => {
    if (!onScreen) setChosen(undefined);
  }, [onScreen]);

  function select(card: CardState): void {
    setChosen(card);
    go({ screen: "history", open: true });
  }

  return (
    <div class="chats">
      <section class="lists" aria-label={t("history.label")}>
        <div class="lists-scroll">
          <div class="history-head">
            <h2 class="list-head" id="history-list">{t("history.title")}</h2>
            {mayServe(me.role) && (
              <button type="button" class="button-quiet" onClick={() => setBlocked(true)}>{t("blocked.button")}</button>
            )}
          </div>
          <HistoryFilters me={me} wanted={wanted} onChange={setWanted} />
          {list.cards.length === 0 && !list.working && list.problem === "" && list.next === undefined && (
            <p class="list-empty">{isAny(wanted) ? t("history.none") : t("history.noneSuch")}</p>
          )}
          <ul aria-labelledby="history-list">
            {list.cards.map((card) => (
              <HistoryItem
                key={card.conversation}
                me={me}
                card={card}
                current={card.conversation === chosen?.conversation}
                select={select}
              />
            ))}
          </ul>
          <div class="history-more" role="status">
            {list.working && <p class="soft">{t("history.loading")}</p>}
            {list.problem !== "" && <p class="field-error">{list.problem}</p>}
            {!list.working && list.problem === "" && said(list, wanted) !== "" && <p class="soft">{said(list, wanted)}</p>}
          </div>
          {!list.working && (list.next !== undefined || list.problem !== "") && (
            <button type="button" class="button-line history-button" data-row="more" onClick={() => void load(list.next)}>
              {list.problem !== "" ? t("history.again") : isAny(wanted) ? t("history.more") : t("search.onward")}
            </button>
          )}
        </div>
      </section>
      {chosen ? (
        <Reader key={chosen.conversation} me={me} card={chosen} />
      ) : (
        <section class="pane pane-empty">
          <h2 tabIndex={-1} data-home>{t("history.emptyTitle")}</h2>
          <p class="soft">{t("history.emptyText")}</p>
        </section>
      )}
      {blocked && <BlockedDialog me={me} onClose={() => setBlocked(false)} />}
    </div>
  );
}

/** How far the list goes. */
function said({ cards, next, backTo }: List, wanted: Wanted): string {
  const n = cards.length;
  if (isAny(wanted)) return n > 0 && next === undefined ? t("history.all") : "";
  if (next !== undefined && backTo !== undefined) return t("search.soFar", { n, day: dayOf(backTo) });
  return n > 0 ? t("search.found", { n }) : "";
}
