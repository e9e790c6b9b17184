// Ended chats one may read again: cards on the left, page by page; one of them opened on the right, and only when asked.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CardState, Me } from "../../../shared/src/wire.gen.ts";
import { go, route } from "../route.ts";
import { server } from "../session.ts";
import { onKey } from "../shell/keys.ts";
import { move } from "../shell/move.ts";
import { t } from "../strings/index.ts";
import { HistoryFilters, type Wanted } from "./history-filters.tsx";
import { HistoryItem } from "./history-item.tsx";
import { wordsOf } from "./problem.ts";
import { Reader } from "./reader.tsx";
import "./history.css";

interface List {
  cards: readonly CardState[];
  next: string | undefined;
  working: boolean;
  problem: string;
}

export function History({ me }: { me: Me }): JSX.Element {
  const [list, setList] = useState<List>({ cards: [], next: undefined, working: true, problem: "" });
  const [chosen, setChosen] = useState<CardState>();
  const [wanted, setWanted] = useState<Wanted>({ outcome: "", tag: "" });
  const onScreen = route.value.open;
  const asked = useRef(0);

  async function load(before?: string): Promise<void> {
    asked.current += 1;
    const turn = asked.current;
    setList((old) => ({ ...old, ...(before === undefined ? { cards: [], next: undefined } : {}), working: true, problem: "" }));
    try {
      const { outcome, tag } = wanted;
      const { cards, next } = await server.conversations({
        ...(before === undefined ? {} : { before }),
        ...(outcome === "" ? {} : { outcome }),
        ...(tag === "" ? {} : { tag }),
      });
      // Something else is wanted by now.
      if (turn !== asked.current) return;
      setList((old) => ({
        cards: before === undefined ? cards : [...old.cards, ...cards],
        next: next ?? undefined,
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
          <h2 class="list-head" id="history-list">{t("history.title")}</h2>
          <HistoryFilters me={me} wanted={wanted} onChange={setWanted} />
          {list.cards.length === 0 && !list.working && list.problem === "" && (
            <p class="list-empty">{wanted.outcome === "" && wanted.tag === "" ? t("history.none") : t("history.noneSuch")}</p>
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
            {!list.working && list.cards.length > 0 && list.next === undefined && list.problem === "" && (
              <p class="soft">{t("history.all")}</p>
            )}
          </div>
          {!list.working && (list.next !== undefined || list.problem !== "") && (
            <button type="button" class="button-line history-button" data-row="more" onClick={() => void load(list.next)}>
              {list.problem === "" ? t("history.more") : t("history.again")}
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
    </div>
  );
}
