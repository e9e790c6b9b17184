// Which ended chats are listed: by words of name and topic or of what was written, by reason and tag, by who served them and when they opened. The lists
// are those of all departments.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Choice, Me } from "../../../shared/src/wire.gen.ts";
import { onKey } from "../shell/keys.ts";
import { t } from "../strings/index.ts";
import { ANY, type Wanted, isAny } from "./wanted.ts";

export interface HistoryFiltersProps {
  me: Me;
  wanted: Wanted;
  onChange(wanted: Wanted): void;
}

export function HistoryFilters({ me, wanted, onChange }: HistoryFiltersProps): JSX.Element {
  const words = useRef<HTMLInputElement>(null);
  const [inTexts, setInTexts] = useState(wanted.inTexts);
  const outcomes = every(me.all_departments.map((department) => department.outcomes));
  const departments = me.all_departments
    .filter(({ id }) => me.role === "agent" || me.departments.includes(id))
    .map(({ id, name }) => ({ id, label: name }));
  const tags = every(me.all_departments.map((department) => department.tags));
  useEffect(() => onKey("/", () => words.current?.focus()), []);

  // Each search is an entry in the audit log: words are looked for when they are complete, not at each letter.
  function submit(event: Event): void {
    event.preventDefault();
    onChange({ ...wanted, inTexts, words: words.current?.value ?? "" });
  }

  function clear(): void {
    if (words.current) words.current.value = "";
    onChange(ANY);
    words.current?.focus();
  }

  return (
    <form class="filters" role="search" aria-label={t("history.filters")} onSubmit={submit}>
      <fieldset class="choices filter-where">
        <legend class="unseen">{t("search.where")}</legend>
        {[false, true].map((each) => (
          <label key={String(each)} class="choice">
            <input type="radio" name="where" checked={inTexts === each} onChange={() => setInTexts(each)} />
            <span>{t(each ? "search.texts" : "search.cards")}</span>
          </label>
        ))}
      </fieldset>
      <label class="filter filter-words">
        <span>{t(inTexts ? "search.textLabel" : "search.label")}</span>
        <input ref={words} type="search" name="words" defaultValue={wanted.words} minLength={inTexts ? 2 : undefined} maxLength={120} autocomplete="off" aria-describedby="search-what" />
      </label>
      <button type="submit" class="button-line">{t("search.submit")}</button>
      <p class="soft filter-what" id="search-what">{t(inTexts ? "search.whatTexts" : "search.what")}</p>
      <Choose label={t("history.outcome")} any={t("history.anyOutcome")} choices={outcomes} value={wanted.outcome} onChange={(outcome) => onChange({ ...wanted, outcome })} />
      <Choose label={t("history.tag")} any={t("history.anyTag")} choices={tags} value={wanted.tag} onChange={(tag) => onChange({ ...wanted, tag })} />
      {departments.length > 1 && (
        <Choose label={t("search.department")} any={t("search.anyDepartment")} choices={departments} value={wanted.department} onChange={(department) => onChange({ ...wanted, department })} />
      )}
      <details class="filter-more" open={wanted.from !== "" || wanted.to !== "" || wanted.servedBy !== "" || undefined}>
        <summary>{t(me.role === "agent" ? "search.byDate" : "search.more")}</summary>
        <div class="filters-inner">
          <Day label={t("search.from")} value={wanted.from} onChange={(from) => onChange({ ...wanted, from })} />
          <Day label={t("search.to")} value={wanted.to} onChange={(to) => onChange({ ...wanted, to })} />
          {me.role !== "agent" && (
            <Choose
              label={t("search.servedBy")}
              named
              any={t("search.anyone")}
              choices={peopleOf(me)}
              value={wanted.servedBy}
              onChange={(servedBy) => onChange({ ...wanted, servedBy })}
            />
          )}
        </div>
      </details>
      {!isAny(wanted) && <button type="button" class="button-quiet" onClick={clear}>{t("search.clear")}</button>}
    </form>
  );
}

interface ChooseProps {
  label: string;
  /** Whether the label is on the screen, and not only read out. */
  named?: boolean;
  any: string;
  choices: readonly Choice[];
  value: string;
  onChange(id: string): void;
}

function Choose({ label, named, any, choices, value, onChange }: ChooseProps): JSX.Element | null {
  if (choices.length === 0) return null;
  return (
    <label class="filter">
      <span class={named ? undefined : "unseen"}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{any}</option>
        {choices.map(({ id, label: name }) => (
          <option key={id} value={id}>{name}</option>
        ))}
      </select>
    </label>
  );
}

// While a year is being typed, the day is a valid one of the first century: it is no day to search by yet.
function Day({ label, value, onChange }: { label: string; value: string; onChange(day: string): void }): JSX.Element {
  return (
    <label class="filter">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        min="2000-01-01"
        max="9999-12-31"
        onChange={({ currentTarget: { validity, value: day } }) => validity.valid && onChange(day)}
      />
    </label>
  );
}

/** Colleagues who take chats, and oneself, by name. */
function peopleOf(me: Me): Choice[] {
  const all = me.colleagues.map(({ id, name }) => ({ id, label: name }));
  if (me.role === "supervisor") all.push({ id: me.id, label: t("who.you") });
  return all.sort((a, b) => a.label.localeCompare(b.label));
}

/** Each id once, with the first label it has, by label. */
function every(lists: readonly (readonly Choice[])[]): Choice[] {
  const all = new Map<string, Choice>();
  for (const choice of lists.flat()) if (!all.has(choice.id)) all.set(choice.id, choice);
  return [...all.values()].sort((a, b) => a.label.localeCompare(b.label));
}
