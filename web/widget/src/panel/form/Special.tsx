// Fields that are no single line of text: a choice, a day, a box, several lines.
import type { FormField } from "../../../../shared/src/wire.gen.ts";
import { t } from "../text.ts";
import { TICKED } from "./check.ts";

export interface SpecialProps {
  name: string;
  field: FormField;
  value: string;
  problem: string | undefined;
  onInput(value: string): void;
}

export function Special({ name, field, value, problem, onInput }: SpecialProps) {
  const { kind, label, options = [], required } = field;
  const id = `field-${name}`;
  const words = required ? label : t("start.optional", { label });
  const note = problem && (
    <p class="problem" id={`${id}-problem`}>
      {problem}
    </p>
  );
  const common = {
    id,
    name,
    required,
    "aria-invalid": problem !== undefined,
    "aria-describedby": problem ? `${id}-problem` : undefined,
  };
  if (kind === "checkbox") {
    return (
      <div class="field">
        <label class="tick">
          <input {...common} type="checkbox" checked={value === TICKED} onInput={(event) => onInput(event.currentTarget.checked ? TICKED : "")} />
          <span dir="auto">{words}</span>
        </label>
        {note}
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id} dir="auto">
        {words}
      </label>
      {kind === "choice" ? (
        <select {...common} value={value} onInput={(event) => onInput(event.currentTarget.value)}>
          <option value=""></option>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.label}
            </option>
          ))}
        </select>
      ) : kind === "date" ? (
        <input {...common} type="date" min="1880-01-01" max="2200-12-31" value={value} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <textarea {...common} rows={4} value={value} dir="auto" onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      {note}
    </div>
  );
}
