// Numbers without content: how many chats, how long they waited, what became of them; by hour, day, department and person.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Figures, Me, Numbers as Told } from "../../../shared/src/wire.gen.ts";
import { wordsOf } from "../history/problem.ts";
import { server } from "../session.ts";
import { dayOf, t } from "../strings/index.ts";
import { Ask, type Asked } from "./ask.tsx";
import { Chart } from "./chart.tsx";
import { csvOf } from "./csv.ts";
import { lastDays, timeText, ZONE } from "./days.ts";
import "./numbers.css";

export function Numbers({ me: known }: { me: Me }): JSX.Element {
  const [me, setMe] = useState(known);
  const [asked, setAsked] = useState<Asked>({ ...lastDays(7, Date.now()), department: "" });
  const [told, setTold] = useState<Told>();
  const [problem, setProblem] = useState("");

  // Departments may have been added since sign-in; those known then stand where the server does not answer.
  useEffect(() => {
    let over = false;
    server.me().then((now) => !over && setMe(now), () => undefined);
    return () => {
      over = true;
    };
  }, []);

  useEffect(() => {
    let over = false;
    // Under a new choice nothing stands that belongs to another.
    setTold(undefined);
    setProblem("");
    const { department, ...range } = asked;
    server.numbers({ ...range, zone: ZONE, ...(department === "" ? {} : { department }) }).then(
      (numbers) => {
        if (over) return;
        setTold(numbers);
      },
      (error: unknown) => !over && setProblem(wordsOf(error)),
    );
    return () => {
      over = true;
    };
  }, [asked]);

  return (
    <section class="numbers" aria-label={t("numbers.title")} tabIndex={0} aria-busy={!told && problem === ""}>
      <h2 tabIndex={-1} data-home>{t("numbers.title")}</h2>
      <p class="soft">{t("numbers.intro")}</p>
      <Ask me={me} asked={asked} ask={setAsked} />
      <p role="alert" class="field-error">{problem}</p>
      <p class="soft" role="status">
        {told ? t("numbers.shown", { from: longDay(told.from), to: longDay(told.to) }) : problem === "" ? t("numbers.loading") : ""}
      </p>
      {told && <Shown told={told} />}
    </section>
  );
}

function Shown({ told }: { told: Told }): JSX.Element {
  const { total, days, hours, departments, people } = told;
  return (
    <>
      {told.own && <p>{t("numbers.own")}</p>}
      <p class="soft">{t("numbers.zone", { zone: told.zone })} {total.chats > 0 && t("numbers.few", { n: told.least, more: told.least_fine })}</p>
      <Tiles figures={total} />
      {total.chats === 0 && <p>{t("numbers.none")}</p>}
      <button type="button" class="button-line" onClick={() => save(told)}>
        {t("numbers.csv")}
      </button>
      <h3>{t("numbers.byHour")}</h3>
      <Chart id="by-hour" title={t("numbers.byHour")} bars={hours.map(({ hour, figures }) => ({ label: hourText(hour), value: figures.chats }))} />
      <Table title={t("numbers.byHour")} first={t("numbers.hour")} rows={hours.filter(({ figures }) => figures.chats > 0).map(({ hour, figures }) => [hourText(hour), figures])} />
      <h3>{t("numbers.byDay")}</h3>
      <Chart id="by-day" title={t("numbers.byDay")} bars={days.map(({ date, figures }) => ({ label: date.slice(5), value: figures.chats }))} />
      <Table title={t("numbers.byDay")} first={t("numbers.day")} rows={days.filter(({ figures }) => figures.chats > 0).map(({ date, figures }) => [date, figures])} />
      <h3>{t("numbers.byDepartment")}</h3>
      <Table title={t("numbers.byDepartment")} first={t("numbers.department")} rows={departments.map(({ name, figures }) => [name, figures])} />
      <h3>{t("numbers.byPerson")}</h3>
      <Table title={t("numbers.byPerson")} first={t("numbers.person")} rows={people.map(({ name, figures }) => [name, figures])} />
    </>
  );
}

function Tiles({ figures }: { figures: Figures }): JSX.Element {
  const { gave_up: gaveUp, lost, left_messages: left, at_once, rating } = figures;
  const few = figures.chats === 0 ? NONE : t("numbers.tooFew");
  const spread = (told: Figures["wait"]): JSX.Element | string =>
    told ? (
      <>
        {timeText(told.median_s)}{" "}
        <span>{t("numbers.half")}</span>
        {told.p90_s !== undefined && <span>{t("numbers.p90", { time: timeText(told.p90_s) })}</span>}
      </>
    ) : (
      few
    );
  return (
    <dl class="tiles">
      <Tile name={t("numbers.chats")}>{figures.chats}</Tile>
      <Tile name={t("numbers.served")}>{figures.served}</Tile>
      <Tile name={t("numbers.missed")}>
        {gaveUp + lost + left} <span>{t("numbers.missedHint", { gaveUp, lost, left })}</span>
      </Tile>
      <Tile name={t("numbers.wait")}>{spread(figures.wait)}</Tile>
      <Tile name={t("numbers.reply")}>{spread(figures.first_reply)}</Tile>
      <Tile name={t("numbers.handling")}>{spread(figures.handling)}</Tile>
      <Tile name={t("numbers.atOnce")}>
        {at_once ? (
          <>
            {at_once.mean} <span>{t("numbers.most", { n: at_once.most })}</span>
          </>
        ) : (
          few
        )}
      </Tile>
      <Tile name={t("numbers.rating")}>
        {rating ? (
          <>
            {rating.mean} <span>{t("numbers.of5", { n: rating.count })}</span>
          </>
        ) : (
          few
        )}
      </Tile>
    </dl>
  );
}

function Tile({ name, children }: { name: string; children: JSX.Element | string | number | (JSX.Element | string | number)[] }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface TableProps {
  title: string;
  first: string;
  rows: readonly (readonly [name: string, figures: Figures])[];
}

function Table({ title, first, rows }: TableProps): JSX.Element {
  if (rows.length === 0) return <p class="soft">{t("numbers.none")}</p>;
  const few = (figures: Figures): string => (figures.chats === 0 ? NONE : t("numbers.tooFew"));
  const median = (figures: Figures, told: Figures["wait"]): string => (told ? timeText(told.median_s) : few(figures));
  return (
    <div class="numbers-table" role="region" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col">{t("numbers.chats")}</th>
            <th scope="col">{t("numbers.served")}</th>
            <th scope="col">{t("numbers.gaveUp")}</th>
            <th scope="col">{t("numbers.lost")}</th>
            <th scope="col">{t("numbers.left")}</th>
            <th scope="col">{t("numbers.wait")} ({t("numbers.median")})</th>
            <th scope="col">{t("numbers.reply")} ({t("numbers.median")})</th>
            <th scope="col">{t("numbers.handling")} ({t("numbers.median")})</th>
            <th scope="col">{t("numbers.atOnce")}</th>
            <th scope="col">{t("numbers.rating")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, figures], index) => (
            <tr key={index}>
              <th scope="row">{name === "" ? t("numbers.unknown") : name}</th>
              <td>{figures.chats}</td>
              <td>{figures.served}</td>
              <td>{figures.gave_up}</td>
              <td>{figures.lost}</td>
              <td>{figures.left_messages}</td>
              <td>{median(figures, figures.wait)}</td>
              <td>{median(figures, figures.first_reply)}</td>
              <td>{median(figures, figures.handling)}</td>
              <td>{figures.at_once?.mean ?? few(figures)}</td>
              <td>{figures.rating?.mean ?? few(figures)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of nothing there is no number. */
const NONE = "–";

const longDay = (date: string): string => dayOf(new Date(`${date}T00:00`).getTime());

const hourText = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

function save(told: Told): void {
  const url = URL.createObjectURL(new Blob(["\uFEFF", csvOf(told)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `numbers ${told.from} ${told.to}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
