// How long a chat is kept: a number and a unit, never for ever.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Fault, useControl } from "../../fields.tsx";
import { s } from "../../text.ts";

const UNITS = { minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof UNITS;

export function RetentionField({ seconds, set }: { seconds: number; set(seconds: number): void }): JSX.Element {
  const [chosen, setChosen] = useState<Unit>(unitOf(seconds));
  // The unit stays as it was chosen while the number fits it.
  const unit = seconds % UNITS[chosen] === 0 ? chosen : unitOf(seconds);
  const { fault, ...control } = useControl("policy.retention", "hint");
  return (
    <fieldset class="set-choice">
      <legend>{s("policy.retention")}</legend>
      <div class="set-pair">
        <input
          {...control}
          type="number"
          inputMode="numeric"
          min={1}
          aria-label={s("policy.retention.number")}
          value={seconds / UNITS[unit]}
          onInput={(event) => {
            const number = event.currentTarget.valueAsNumber;
            if (Number.isFinite(number)) set(Math.max(0, Math.round(number)) * UNITS[unit]);
          }}
        />
        <select
          aria-label={s("policy.retention.unit")}
          disabled={control.disabled}
          value={unit}
          onChange={(event) => {
            const next = event.currentTarget.value as Unit;
            setChosen(next);
            set((seconds / UNITS[unit]) * UNITS[next]);
          }}
        >
          {(Object.keys(UNITS) as Unit[]).map((one) => (
            <option key={one} value={one}>{s(`policy.retention.${one}`)}</option>
          ))}
        </select>
      </div>
      <div id={`${control.id}-hint`}>
        <p class="soft">{s("policy.retention.means")}</p>
        <p class="notice set-not-yet">{s("policy.retention.notYet")}</p>
      </div>
      <Fault path="policy.retention" />
    </fieldset>
  );
}

const unitOf = (seconds: number): Unit =>
  (["days", "hours", "minutes"] as const).find((unit) => seconds >= UNITS[unit] && seconds % UNITS[unit] === 0) ?? "minutes";
