// A time in minutes, as people think of it; stored in seconds.
import type { JSX } from "preact";
import { Field } from "./fields.tsx";

interface MinutesProps {
  path: string;
  label: string;
  hint?: string;
  seconds: number;
  set(seconds: number): void;
}

export function MinutesField({ path, label, hint, seconds, set }: MinutesProps): JSX.Element {
  return (
    <Field path={path} label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          type="number"
          inputMode="decimal"
          min={0}
          max={1_440}
          step="any"
          value={Math.round((seconds / 60) * 100) / 100}
          onInput={(event) => {
            const minutes = event.currentTarget.valueAsNumber;
            if (Number.isFinite(minutes)) set(Math.max(0, Math.round(minutes * 60)));
          }}
        />
      )}
    </Field>
  );
}
