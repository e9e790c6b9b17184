// Online or away, as two choices with their consequence beneath; away is a notice with the way back, because one is away after signing in.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Availability } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { wish } from "../model/desk.ts";
import { t } from "../strings/index.ts";

const STATES = ["online", "away"] as const satisfies readonly Availability[];

export function AvailabilitySwitch({ live }: { live: Live }): JSX.Element {
  const desk = live.desk.value;
  const chosen = wish(desk);
  const [problem, setProblem] = useState("");

  async function choose(state: Availability): Promise<void> {
    setProblem("");
    const outcome = await live.setAvailability(state);
    if (!outcome.ok) setProblem(outcome.text);
  }

  return (
    <div class="availability">
      <div class="availability-line">
        <span class="availability-name">{desk.me.name}</span>
        <div class="segments" role="group" aria-label={t("availability.label")}>
          {STATES.map((state) => (
            <button
              key={state}
              type="button"
              class={`segment segment-${state}`}
              aria-pressed={chosen === state}
              aria-describedby="availability-hint"
              onClick={() => void choose(state)}
            >
              {t(`availability.${state}`)}
            </button>
          ))}
        </div>
      </div>
      <div class={chosen === "away" ? "availability-away" : ""}>
        <p class="availability-hint" id="availability-hint">
          {desk.setBy !== undefined ? t(chosen === "away" ? "state.setAway" : "state.setOnline", { by: desk.setBy }) : chosen === "away" ? t(live.idleAway.value ? "availability.idleHint" : "availability.awayHint") : t(desk.availability === "online" && desk.greeted ? "availability.onlineHint" : "availability.soonHint")}
        </p>
        {chosen === "away" && (
          <button type="button" class="button" onClick={() => void choose("online")}>
            {t("availability.goOnline")}
          </button>
        )}
      </div>
      <p role="alert" class="field-error">{problem}</p>
    </div>
  );
}
