// Opening hours on the clock of the department's zone: the usual week, dates that differ, and the switch that closes it now.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { OpenSpan, OpeningHours } from "../../../../shared/src/wire.gen.ts";
import { CheckField, Choice, Fault, Field, idOf } from "../fields.tsx";
import { LOCALE } from "../../strings/index.ts";
import { useFocusAfter } from "../list-field.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";
import { DAYS, workingWeek, usualDay } from "./week.ts";
import { HERE, ZONES, cityOf, zoneFor } from "./zones.ts";

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

export function HoursSection({ draft, change, locked }: SectionProps): JSX.Element {
  const { hours } = draft;
  const set = (next: OpeningHours | undefined): void => change({ hours: next } as Partial<typeof draft>);
  return (
    <section class="set-body" aria-label={s("section.hours")}>
      <CheckField
        path="closed_now"
        label={s("hours.closedNow")}
        hint={s("hours.closedNowHint")}
        checked={draft.closed_now}
        set={(closed_now) => change({ closed_now })}
      />
      <Choice
        path="hours"
        question={s("hours.when")}
        value={hours ? "hours" : "always"}
        set={(value) => set(value === "always" ? undefined : { zone: HERE, week: workingWeek(), exceptions: {} })}
        options={(["always", "hours"] as const).map((value) => ({
          value,
          words: s(`hours.${value}`),
          consequence: s(`hours.${value}.means`),
        }))}
      />
      {hours && <Hours hours={hours} set={set} locked={locked} />}
    </section>
  );
}

function Hours({ hours, set, locked }: { hours: OpeningHours; set(hours: OpeningHours): void; locked: boolean }): JSX.Element {
  const setDay = (day: (typeof DAYS)[number], spans: OpenSpan[]): void => set({ ...hours, week: { ...hours.week, [day]: spans } });
  return (
    <>
      <Field path="hours.zone" label={s("hours.zone")} hint={s("hours.zoneHint")}>
        {(control) => (
          <>
            <input
              {...control}
              list="set-zones"
              autocomplete="off"
              value={hours.zone}
              onInput={(event) => set({ ...hours, zone: event.currentTarget.value })}
              onChange={(event) => set({ ...hours, zone: zoneFor(event.currentTarget.value) })}
            />
            <datalist id="set-zones">
              {ZONES.map((zone) => (
                <option key={zone} value={zone} label={cityOf(zone)} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <h3>{s("hours.week")}</h3>
      <p class="soft">{s("hours.midnight")}</p>
      <ul class="set-week">
        {DAYS.map((day) => (
          <Day key={day} path={`hours.week.${day}`} name={s(`day.${day}`)} spans={hours.week[day]} set={(spans) => setDay(day, spans)} locked={locked} />
        ))}
      </ul>
      {!locked && (
        <button
          type="button"
          class="button-line set-add"
          onClick={() => {
            const { monday } = hours.week;
            set({ ...hours, week: { ...hours.week, tuesday: monday, wednesday: monday, thursday: monday, friday: monday } });
          }}
        >
          {s("hours.copyMonday")}
        </button>
      )}
      <Exceptions hours={hours} set={set} locked={locked} />
    </>
  );
}

interface DayProps {
  path: string;
  name: string;
  spans: readonly OpenSpan[];
  set(spans: OpenSpan[]): void;
  locked: boolean;
  remove?(): void;
}

function Day({ path, name, spans, set, locked, remove }: DayProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const focusAfter = useFocusAfter(place);
  const put = (index: number, part: Partial<OpenSpan>): void => set(spans.map((one, at) => (at === index ? { ...one, ...part } : one)));
  function addSpan(): void {
    set([...spans, usualDay(spans)]);
    focusAfter(`.set-span:nth-child(${spans.length + 1}) input`);
  }
  function removeSpan(index: number): void {
    set(spans.filter((_one, at) => at !== index));
    focusAfter(".set-day-acts button");
  }
  return (
    <li>
      <div ref={place} class="set-day" role="group" aria-label={name} id={idOf(path)} tabIndex={-1}>
      <span class="set-day-name">{name}</span>
      <div class="set-spans">
        {spans.length === 0 && <span class="soft">{s("hours.closed")}</span>}
        {spans.map((span, index) => (
          <div key={index} class="set-span">
            <input
              type="time"
              aria-label={s("hours.from", { day: name })}
              disabled={locked}
              value={span.from}
              onInput={(event) => put(index, { from: event.currentTarget.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={s("hours.to", { day: name })}
              disabled={locked}
              value={span.to === "24:00" ? "00:00" : span.to}
              onInput={(event) => put(index, { to: event.currentTarget.value === "00:00" ? "24:00" : event.currentTarget.value })}
            />
            {!locked && (
              <button type="button" class="button-line" aria-label={s("hours.removeSpan", { day: name })} onClick={() => removeSpan(index)}>
                {s("list.removeShort")}
              </button>
            )}
          </div>
        ))}
        <Fault path={path} />
      </div>
      {!locked && (
        <div class="set-day-acts">
          <button type="button" class="button-line" aria-label={s("hours.addTo", { day: name })} onClick={addSpan}>
            {s("hours.add")}
          </button>
          {remove && (
            <button type="button" class="button-line" aria-label={s("list.remove", { name })} onClick={remove}>
              {s("list.removeShort")}
            </button>
          )}
        </div>
      )}
      </div>
    </li>
  );
}

function Exceptions({ hours, set, locked }: { hours: OpeningHours; set(hours: OpeningHours): void; locked: boolean }): JSX.Element {
  const [date, setDate] = useState("");
  const { exceptions } = hours;
  const put = (next: OpeningHours["exceptions"]): void => set({ ...hours, exceptions: next });
  const list = useRef<HTMLUListElement>(null);
  const focusAfter = useFocusAfter(list);
  const add = (): void => {
    if (!ISO_DATE.test(date)) return;
    put({ ...exceptions, [date]: exceptions[date] ?? [] });
    setDate("");
  };
  return (
    <>
      <h3>{s("hours.exceptions")}</h3>
      <p class="soft">{s("hours.exceptionsHint")}</p>
      <Fault path="hours.exceptions" />
      <ul ref={list} class="set-week" id={idOf("hours.exceptions")} aria-label={s("hours.exceptions")} tabIndex={-1}>
        {Object.keys(exceptions).toSorted().map((of) => (
          <Day
            key={of}
            path={`hours.exceptions.${of}`}
            name={dateWords(of)}
            spans={exceptions[of] ?? []}
            set={(spans) => put({ ...exceptions, [of]: spans })}
            locked={locked}
            remove={() => {
              const { [of]: _gone, ...rest } = exceptions;
              put(rest);
              focusAfter(":scope");
            }}
          />
        ))}
      </ul>
      {!locked && (
        <div class="set-pair">
          <input type="date" aria-label={s("hours.date")} value={date} onInput={(event) => setDate(event.currentTarget.value)} />
          <button type="button" class="button-line" aria-disabled={!ISO_DATE.test(date)} onClick={add}>
            {s("hours.addException")}
          </button>
        </div>
      )}
    </>
  );
}

const long = new Intl.DateTimeFormat(LOCALE, { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const dateWords = (iso: string): string => long.format(new Date(`${iso}T00:00:00Z`));
