// Ended chats one may read again: cards on the left, page by page; one of them opened on the right, and only when asked.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CardState, Me } from "../../../shared/src/wire.gen.ts";
import { go, route } from "../route.ts";
import { server } from "../session.ts";
import { onKey } from "../shell/keys.ts";
import { move } from "../shell/move.ts";
import { t } from "../strings/index.ts";
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
  const onScreen = route.value.open;

  async function load(before?: string): Promise<void> {
    setList((old) => ({ ...old, working: true, problem: "" }));
    try {
      const { cards, next } = await server.conversations(before);
      setList((old) => ({
        cards: before === undefined ? cards : [...old.cards, ...cards],
        next: next ?? undefined,
        working: false,
        problem: "",
      }));
    } catch (error) {
      setList((old) => ({ ...old, working: false, problem: wordsOf(error) }));
    }
  }

  useEffect(() => void load(), []);
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
          {list.cards.length === 0 && !list.working && list.problem === "" && <p class="list-empty">{t("history.none")}</p>}
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
