// The button by which a supervisor says for a colleague whether they take chats. The colleague is told by whom.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { BoardStaff } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { t } from "../strings/index.ts";

export interface ColleagueStateProps {
  live: Live;
  one: BoardStaff;
  /** It was done: the board is to be looked at again. */
  onDone(): void;
}

export function ColleagueState({ live, one, onDone }: ColleagueStateProps): JSX.Element {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const to = one.state === "online" ? "away" : "online";

  async function set(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    const outcome = await live.setColleague(one.id, to);
    setWorking(false);
    if (outcome.ok) onDone();
    else setProblem(outcome.text);
  }

  return (
    <>
      <button
        type="button"
        class="button-line"
        aria-disabled={working}
        aria-label={t(to === "away" ? "board.setAwayName" : "board.setOnlineName", { name: one.name })}
        onClick={() => void set()}
      >
        {t(to === "away" ? "board.setAway" : "board.setOnline")}
      </button>
      {problem !== "" && <p role="alert" class="field-error">{problem}</p>}
    </>
  );
}
