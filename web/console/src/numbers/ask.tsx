// Which days, which department.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import { departmentChoice } from "../history/names.ts";
import { t } from "../strings/index.ts";
import { lastDays } from "./days.ts";

export interface Asked {
  from: string;
  to: string;
  /** An id; empty for all. */
  department: string;
}

interface AskProps {
  me: Me;
  asked: Asked;
  ask(next: Asked): void;
}

const RANGES = [1, 7, 30] as const;

export function Ask({ me, asked, ask }: AskProps): JSX.Element {
  const [own, setOwn] = useState(false);
  const [from, setFrom] = useState(asked.from);
  const [to, setTo] = useState(asked.to);
  const departments = me.role === "supervisor" ? me.all_departments.filter(({ id }) => me.departments.includes(id)) : me.all_departments;

  function choose(days: number): void {
    setOwn(false);
    ask({ ...asked, ...lastDays(days, Date.now()) });
  }

  function isChosen(days: number): boolean {
    const range = lastDays(days, Date.now());
    return !own && range.from === asked.from && range.to === asked.to;
  }

  return (
    <form
      class="numbers-ask"
      onSubmit={(event) => {
        event.preventDefault();
        ask({ ...asked, from, to });
      }}
    >
      <fieldset aria-label={t("numbers.range")}>
        {RANGES.map((days) => (
          <button key={days} type="button" class="button-line" aria-pressed={isChosen(days)} onClick={() => choose(days)}>
            {days === 1 ? t("numbers.today") : t("numbers.days", { n: days })}
          </button>
        ))}
        <button type="button" class="button-line" aria-pressed={own} onClick={() => setOwn(true)}>
          {t("numbers.custom")}
        </button>
      </fieldset>
      {own && (
        <>
          <label>
            {t("numbers.from")}
            <input type="date" required value={from} max={to} onInput={({ currentTarget }) => setFrom(currentTarget.value)} />
          </label>
          <label>
            {t("numbers.to")}
            <input type="date" required value={to} min={from} onInput={({ currentTarget }) => setTo(currentTarget.value)} />
          </label>
          <button type="submit" class="button-line">
            {t("numbers.show")}
          </button>
        </>
      )}
      <label>
        {t("numbers.department")}
        <select value={asked.department} onChange={({ currentTarget }) => ask({ ...asked, department: currentTarget.value })}>
          <option value="">{t("numbers.allDepartments")}</option>
          {departments.map((each) => (
            <option key={each.id} value={each.id}>
              {departmentChoice(each)}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}
