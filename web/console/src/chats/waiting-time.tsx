// How long someone has waited: ticking for the eye, in whole minutes for a screen reader.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import { clock, patience, wholeMinutes } from "../model/waiting.ts";
import { t } from "../strings/index.ts";
import { useNow } from "../ui/now.ts";

export interface WaitingTimeProps {
  live: Live;
  since: number;
  department: string;
}

export function WaitingTime({ live, since, department }: WaitingTimeProps): JSX.Element {
  const { clockAhead, me } = live.desk.value;
  const waited = useNow() + clockAhead - since;
  const thresholds = me.all_departments.find(({ id }) => id === department);
  const minutes = wholeMinutes(waited);
  return (
    <span class={`waited waited-${patience(waited, thresholds)}`}>
      <span aria-hidden="true">{clock(waited)}</span>
      <span class="unseen">{minutes === 0 ? t("list.waitedShort") : t("list.waited", { n: minutes })}</span>
    </span>
  );
}
