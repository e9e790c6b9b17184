// The chats of which one wanted to be reminded by now: above the lists, until one is done with them.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CardState, Me } from "../../../shared/src/wire.gen.ts";
import { departmentName } from "../history/names.ts";
import { wordsOf } from "../history/problem.ts";
import { openInHistory } from "../history/asked.ts";
import { stampOf, t } from "../strings/index.ts";
import { due, endReminder } from "./reminders.ts";
import "./due-list.css";

export interface DueListProps {
  me: Me;
  /** Opens a chat that is still open. */
  select(conversation: string): void;
}

export function DueList({ me, select }: DueListProps): JSX.Element | null {
  const [problem, setProblem] = useState("");
  if (due.value.length === 0) return null;

  async function finish(card: CardState): Promise<void> {
    setProblem("");
    try {
      await endReminder(card.conversation);
      document.querySelector<HTMLElement>("[data-home]")?.focus();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  return (
    <>
      <h2 class="list-head" id="list-due">{t("due.head", { n: due.value.length })}</h2>
      <ul aria-labelledby="list-due">
        {due.value.map(({ card, dueAt }) => {
          const name = card.name === "" ? t("who.visitor") : card.name;
          const open = (): void => (card.phase === "closed" ? openInHistory(card) : select(card.conversation));
          return (
            <li key={card.conversation} class="item item-due">
              <button type="button" class="item-main" data-row={`due-${card.conversation}`} onClick={open}>
                <span class="item-line">
                  <span class="item-name" dir="auto">{name}</span>
                  <span class="item-when">{departmentName(me, card.department)}</span>
                </span>
                <span class="item-line item-sub">{t("due.since", { time: stampOf(dueAt) })}</span>
              </button>
              <button type="button" class="button-line" aria-label={t("due.finishName", { name })} onClick={() => void finish(card)}>
                {t("due.finish")}
              </button>
            </li>
          );
        })}
      </ul>
      <p role="alert" class="field-error due-problem">{problem}</p>
    </>
  );
}
