// How long a chat is still offered to oneself: a number that counts down, and a line that gets shorter.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import { secondsLeft } from "../model/waiting.ts";
import { t } from "../strings/index.ts";
import { useNow } from "../ui/now.ts";
import "./offer.css";

/** The line is full at this many seconds. */
const FULL_S = 30;

export function OfferTime({ live, endsAt }: { live: Live; endsAt: number }): JSX.Element {
  const left = secondsLeft(endsAt - (useNow() + live.desk.value.clockAhead));
  return (
    <span class="offer-time">
      <span>{t("offer.left", { n: left })}</span>
      <span class="offer-line" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(100, (100 * left) / FULL_S)}%` }} />
      </span>
    </span>
  );
}
