// The running chats of one department, shown when a supervisor asks: each with who serves it and the way to watch.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { BoardDepartment, CardState } from "../../../shared/src/wire.gen.ts";
import { wordsOf } from "../history/problem.ts";
import type { Live } from "../live.ts";
import { server } from "../session.ts";
import { t } from "../strings/index.ts";
import { Urgent } from "../ui/urgent.tsx";
import { WatchPane } from "./watch-pane.tsx";

export function Running({ live, department }: { live: Live; department: BoardDepartment }): JSX.Element {
  const [cards, setCards] = useState<readonly CardState[]>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const [watched, setWatched] = useState<CardState>();
  const own = live.desk.value.me.id;

  async function look(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    try {
      setCards((await server.running(department.id)).cards);
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setWorking(false);
  }

  return (
    <section class="running" aria-label={t("board.runningName", { department: department.name })}>
      <h4>{t("board.running")}</h4>
      {cards === undefined && <p class="soft">{t("board.runningHint")}</p>}
      {cards?.length === 0 && <p class="soft">{t("board.runningNone")}</p>}
      {cards !== undefined && cards.length > 0 && (
        <ul>
          {cards.map((card) => {
            const name = card.name === "" ? t("who.visitor") : card.name;
            const staff = card.staff?.kind === "staff" ? card.staff : undefined;
            return (
              <li key={card.conversation} class="board-staff">
                <span dir="auto">{name}</span>
                {card.urgent && <Urgent />}
                <span class="soft">{t("board.servedBy", { name: staff?.name ?? "" })}</span>
                {staff?.id !== own && (
                  <button
                    type="button"
                    class="button-line"
                    aria-label={t("board.watchName", { name })}
                    onClick={() => setWatched(card)}
                  >
                    {t("board.watch")}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <p role="alert" class="field-error">{problem}</p>
      <button type="button" class="button-line" aria-disabled={working} onClick={() => void look()}>
        {cards === undefined ? t("board.runningShow") : t("board.runningAgain")}
      </button>
      {watched && <WatchPane live={live} card={watched} onClose={() => setWatched(undefined)} />}
    </section>
  );
}
