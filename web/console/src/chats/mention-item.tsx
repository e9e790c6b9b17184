// A colleague's chat in whose notes this person is mentioned: its card, the way to read along, and the way to put it away.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { departmentOf } from "../model/spoken.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";

export interface MentionItemProps {
  live: Live;
  card: CardState;
  /** Reads along. */
  read(): void;
  /** It was put away: the row goes. */
  onAway(): void;
}

export function MentionItem({ live, card, read, onAway }: MentionItemProps): JSX.Element {
  const [problem, setProblem] = useState("");
  const name = card.name === "" ? t("who.visitor") : card.name;
  const from = card.staff?.kind === "staff" ? card.staff.name : "";

  async function putAway(): Promise<void> {
    setProblem("");
    const outcome = await live.decline(card.conversation);
    if (outcome.ok) onAway();
    else setProblem(outcome.text);
  }

  return (
    <li class="item item-mention">
      <span class="item-main">
        <span class="item-line">
          <Icon name="note" />
          <span class="item-name" dir="auto">{name}</span>
        </span>
        <span class="item-line item-sub">
          <span class="item-topic">{departmentOf(live.desk.value, card.department)}</span>
          <span>{t("mention.from", { from })}</span>
        </span>
      </span>
      <span class="item-acts">
        <button type="button" class="button-line" aria-label={t("mention.readName", { name })} onClick={read}>
          {t("mention.read")}
        </button>
        <button type="button" class="button-line" aria-label={t("mention.awayName", { name })} onClick={() => void putAway()}>
          {t("mention.away")}
        </button>
      </span>
      {problem !== "" && <p role="alert" class="field-error item-problem">{problem}</p>}
    </li>
  );
}
