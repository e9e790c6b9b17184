// Ended chats one may read again: cards on the left, page by page, and where in them something was found; one of them opened on the
// right, and only when asked.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CardState, Me } from "../../../shared/src/wire.gen.ts";
import { BlockedDialog } from "../block/blocked-dialog.tsx";
import { mayServe } from "../model/roles.ts";
import { go, route } from "../route.ts";
import { onKey } from "../shell/keys.ts";
import { move } from "../shell/move.ts";
import { dayOf, t } from "../strings/index.ts";
import { takeAsked } from "./asked.ts";
import { type Next, NOTHING, type Page, joined, load } from "./found.ts";
import { HistoryFilters } from "./history-filters.tsx";
import { HistoryItem } from "./history-item.tsx";
import { wordsOf } from "./problem.ts";
import { Reader } from "./reader.tsx";
import { ANY, type Wanted, forTexts, isAny } from "./wanted.ts";
import "./history.css";

interface List extends Page {
  working: boolean;
  problem: string;
}

export function History({ me }: { me: Me }): JSX.Element {
  const [list, setList] = useState<List>({ ...NOTHING, working: true, problem: "" });
  const [chosen, setChosen] = useState<CardState | undefined>(takeAsked);
  const [place, setPlace] = useState<{ message: string }>();
  const [wanted, setWanted] = useState<Wanted>(ANY);
  const onScreen = route.value.open;
  const [blocked, setBlocked] = useState(false);
  const asked = useRef(0);

  async function show(next?: Next): Promise<void> {
    asked.current += 1;
    const turn = asked.current;
    setList((old) => ({ ...(next === undefined ? NOTHING : old), working: true, problem: "" }));
    try {
      const page = await load(wanted, next);
      // Something else is wanted by now.
      if (turn !== asked.current) return;
      setList((old) => ({ ...joined(next === undefined ? NOTHING : old, page), working: false, problem: "" }));
    } catch (error) {
      if (turn !== asked.current) return;
      setList((old) => ({ ...old, working: false, problem: wordsOf(error) }));
    }
  }

  useEffect(() => void show(), [wanted]);
  useEffect(() => onKey("j", () => move(1)), []);
  useEffect(() => onKey("k", () => move(-1)), []);
  useEffect(() => {
    if (!onScreen) setChosen(undefined);
  }, [onScreen]);

  function select(card: CardState, message?: string): void {
    setChosen(card);
    setPlace(message === undefined ? undefined : { message });
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
          {list.cards.length === 0 && !list.working && list.problem === "" && list.next === undefined && !forTexts(wanted) && (
            <p class="list-empty">{isAny(wanted) ? t("history.none") : t("history.noneSuch")}</p>
          )}
          <ul aria-labelledby="history-list">
            {list.cards.map((card) => (
              <HistoryItem
                key={card.conversation}
                me={me}
                card={card}
                current={card.conversation === chosen?.conversation && place === undefined}
                found={list.places.get(card.conversation)}
                message={card.conversation === chosen?.conversation ? place?.message : undefined}
                select={select}
              />
            ))}
          </ul>
          <div class="history-more" role="status">
            {list.working && <p class="soft">{t(forTexts(wanted) ? "search.working" : "history.loading")}</p>}
            {list.problem !== "" && <p class="field-error">{list.problem}</p>}
            {!list.working && list.problem === "" && said(list, wanted) !== "" && <p class="soft">{said(list, wanted)}</p>}
            {!list.working && list.problem === "" && forTexts(wanted) && <p class="soft">{t("search.lookedAt", { n: list.lookedAt })}</p>}
          </div>
          {!list.working && (list.next !== undefined || list.problem !== "") && (
            <button type="button" class="button-line history-button" data-row="more" onClick={() => void show(list.next)}>
              {list.problem !== "" ? t("history.again") : isAny(wanted) ? t("history.more") : t("search.onward")}
            </button>
          )}
        </div>
      </section>
      {chosen ? (
        <Reader key={chosen.conversation} me={me} card={chosen} at={place} />
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
  if (n === 0 && forTexts(wanted)) return t("search.noText");
  return n > 0 ? t("search.found", { n }) : "";
}
