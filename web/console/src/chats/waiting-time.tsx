// How long someone has waited: ticking for the eye, in whole minutes for a screen reader. Of a message that was left: how old it is.
import type { JSX } from "preact";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { age, clock, patience, wholeMinutes } from "../model/waiting.ts";
import { lengthOf, t } from "../strings/index.ts";
import { useNow } from "../ui/now.ts";

export function WaitingTime({ live, card }: { live: Live; card: CardState }): JSX.Element {
  const { clockAhead, me } = live.desk.value;
  const now = useNow() + clockAhead;
  if (card.left_at != null) {
    const seconds = age(now - card.left_at);
    return <span class="waited">{seconds === 0 ? t("list.leftNow") : t("list.leftFor", { length: lengthOf(seconds) })}</span>;
  }
  const waited = now - card.waiting_since;
  const thresholds = me.all_departments.find(({ id }) => id === card.department);
  const minutes = wholeMinutes(waited);
  return (
    <span class={`waited waited-${patience(waited, thresholds)}`}>
      <span aria-hidden="true">{clock(waited)}</span>
      <span class="unseen">{minutes === 0 ? t("list.waitedShort") : t("list.waited", { n: minutes })}</span>
    </span>
  );
}
