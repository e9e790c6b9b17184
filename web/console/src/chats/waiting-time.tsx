// How long someone has waited: ticking for the eye, in whole minutes for a screen reader.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import { clock, patience, wholeMinutes } from "../model/waiting.ts";
import { t } from "../strings/index.ts";
import { useNow } from "../ui/now.ts";

export function WaitingTime({ live, since }: { live: Live; since: number }): JSX.Element {
  const waited = useNow() + live.desk.value.clockAhead - since;
  const minutes = wholeMinutes(waited);
  return (
    <span class={`waited waited-${patience(waited)}`}>
      <span aria-hidden="true">{clock(waited)}</span>
      <span class="unseen">{minutes === 0 ? t("list.waitedShort") : t("list.waited", { n: minutes })}</span>
    </span>
  );
}
