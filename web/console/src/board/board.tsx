// How it stands now, for a supervisor: per department who waits and since when, and who is there with how many chats. Asked of the
// server every few seconds while the page is seen. It holds nothing about patients until a supervisor asks for the running chats.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Board as BoardState, BoardDepartment, Me } from "../../../shared/src/wire.gen.ts";
import { wordsOf } from "../history/problem.ts";
import type { Live } from "../live.ts";
import { clock, patience, wholeMinutes } from "../model/waiting.ts";
import { server } from "../session.ts";
import { t } from "../strings/index.ts";
import { useNow } from "../ui/now.ts";
import { ColleagueState } from "./colleague-state.tsx";
import { Running } from "./running.tsx";
import "./board.css";

const EVERY_MS = 5_000;

interface Seen {
  board: BoardState;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  ahead: number;
}

export function Board({ me, live }: { me: Me; live: Live }): JSX.Element {
  const [seen, setSeen] = useState<Seen>();
  const [problem, setProblem] = useState("");
  const [again, setAgain] = useState(0);

  useEffect(() => {
    let over = false;
    async function look(): Promise<void> {
      if (document.visibilityState === "hidden") return;
      try {
        const board = await server.board();
        if (!over) setSeen({ board, ahead: board.server_time - Date.now() });
        if (!over) setProblem("");
      } catch (error) {
        if (!over) setProblem(wordsOf(error));
      }
    }
    const ask = (): void => void look();
    ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [again]);

  return (
    <section class="board" aria-label={t("board.title")} tabIndex={0}>
      <h2 tabIndex={-1} data-home>{t("board.title")}</h2>
      <p role="alert" class="field-error">{problem}</p>
      {!seen && problem === "" && <p class="soft">{t("board.loading")}</p>}
      {seen?.board.departments.length === 0 && <p class="soft">{t("board.none")}</p>}
      <div class="board-list">
        {seen?.board.departments.map((department) => (
          <Department key={department.id} department={department} ahead={seen.ahead} me={me} live={live} onDone={() => setAgain((times) => times + 1)} />
        ))}
      </div>
    </section>
  );
}

interface DepartmentProps {
  department: BoardDepartment;
  ahead: number;
  me: Me;
  live: Live;
  onDone(): void;
}

function Department({ department, ahead, me, live, onDone }: DepartmentProps): JSX.Element {
  const heading = `board-${department.id}`;
  const now = useNow() + ahead;
  const waited = department.waiting_since == null ? undefined : now - department.waiting_since;
  const thresholds = me.all_departments.find(({ id }) => id === department.id);
  const online = department.staff.filter(({ state }) => state === "online").length;
  return (
    <article class="board-department" aria-labelledby={heading}>
      <h3 id={heading}>{department.name}</h3>
      <p class="soft">{t(`board.${department.routing}`)}</p>
      <dl class="board-numbers">
        <div>
          <dt>{t("board.waiting")}</dt>
          <dd>{department.waiting}</dd>
        </div>
        <div>
          <dt>{t("board.longest")}</dt>
          <dd>
            {waited === undefined ? (
              t("board.nobody")
            ) : (
              <span class={`waited waited-${patience(waited, thresholds)}`}>
                <span aria-hidden="true">{clock(waited)}</span>
                <span class="unseen">{t("board.minutes", { n: wholeMinutes(waited) })}</span>
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("board.online")}</dt>
          <dd>{online}</dd>
        </div>
      </dl>
      {department.staff.length === 0 ? (
        <p class="soft">{t("board.noStaff")}</p>
      ) : (
        <ul>
          {department.staff.map((one) => (
            <li key={one.id} class="board-staff">
              <span class={one.state === "online" ? "presence presence-here" : "presence"}>{one.name}</span>
              <span class="soft">{t(`board.${one.state}`)}</span>
              <span>
                {department.routing === "manual"
                  ? t("board.chats", { n: one.load })
                  : t("board.load", { n: one.load, most: one.capacity })}
              </span>
              {one.id !== me.id && <ColleagueState live={live} one={one} onDone={onDone} />}
            </li>
          ))}
        </ul>
      )}
      <Running live={live} department={department} />
    </article>
  );
}
