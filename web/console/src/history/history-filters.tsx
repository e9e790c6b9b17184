// Which ended chats are listed: those that were closed for a reason, those with a tag. The lists are those of all departments.
import type { JSX } from "preact";
import type { Choice, Me } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

/** Ids; empty for any. */
export interface Wanted {
  outcome: string;
  tag: string;
}

export interface HistoryFiltersProps {
  me: Me;
  wanted: Wanted;
  onChange(wanted: Wanted): void;
}

export function HistoryFilters({ me, wanted, onChange }: HistoryFiltersProps): JSX.Element {
  const outcomes = every(me.all_departments.map((department) => department.outcomes));
  const tags = every(me.all_departments.map((department) => department.tags));
  return (
    <div class="filters" role="group" aria-label={t("history.filters")}>
      <Choose label={t("history.outcome")} any={t("history.anyOutcome")} choices={outcomes} value={wanted.outcome} onChange={(outcome) => onChange({ ...wanted, outcome })} />
      <Choose label={t("history.tag")} any={t("history.anyTag")} choices={tags} value={wanted.tag} onChange={(tag) => onChange({ ...wanted, tag })} />
    </div>
  );
}

interface ChooseProps {
  label: string;
  any: string;
  choices: readonly Choice[];
  value: string;
  onChange(id: string): void;
}

function Choose({ label, any, choices, value, onChange }: ChooseProps): JSX.Element | null {
  if (choices.length === 0) return null;
  return (
    <label class="filter">
      <span class="unseen">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{any}</option>
        {choices.map(({ id, label: name }) => (
          <option key={id} value={id}>{name}</option>
        ))}
      </select>
    </label>
  );
}

/** Each id once, with the first label it has, by label. */
function every(lists: readonly (readonly Choice[])[]): Choice[] {
  const all = new Map<string, Choice>();
  for (const choice of lists.flat()) if (!all.has(choice.id)) all.set(choice.id, choice);
  return [...all.values()].sort((a, b) => a.label.localeCompare(b.label));
}
