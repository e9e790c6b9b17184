// Settings: what there is on the left (departments, sites, accounts), one of it on the right. With nothing set up yet, the way to a
// first chat, step by step.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me, SettingsDepartment, SettingsSite, SettingsView, Site } from "../../../shared/src/wire.gen.ts";
import { wordsOf } from "./problem.ts";
import { go, goBack, route } from "../route.ts";
import { onKey } from "../shell/keys.ts";
import { move } from "../shell/move.ts";
import { api } from "./api.ts";
import { AddDepartment } from "./departments/add-department.tsx";
import { DepartmentPane } from "./departments/department.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { AddSite } from "./sites/add-site.tsx";
import { SitePane } from "./sites/site.tsx";
import { StaffPane } from "./staff/staff.tsx";
import { s } from "./text.ts";
import { UnsavedGuard, leaving } from "./unsaved.tsx";
import "./settings.css";

export type Chosen = { at: "department" | "site"; id: string } | { at: "new-site" | "staff" };

export function Settings({ me }: { me: Me }): JSX.Element {
  const [view, setView] = useState<SettingsView>();
  const [problem, setProblem] = useState("");
  const [chosen, setChosen] = useState<Chosen>();
  const [adding, setAdding] = useState(false);
  /** What was typed of a site while it was being added. */
  const [begun, setBegun] = useState<Site>();
  const onScreen = route.value.open;

  async function load(): Promise<SettingsView> {
    const next = await api.view();
    setView(next);
    setProblem("");
    return next;
  }
  const reload = (): void => void load().catch((error: unknown) => setProblem(wordsOf(error)));

  useEffect(reload, []);
  useEffect(() => onKey("j", () => move(1)), []);
  useEffect(() => onKey("k", () => move(-1)), []);
  useEffect(() => {
    if (!onScreen) setChosen(undefined);
  }, [onScreen]);

  function choose(next: Chosen): void {
    leaving(() => {
      setBegun(undefined);
      setChosen(next);
      if (!route.peek().open) go({ screen: "settings", open: true });
    });
  }

  const putDepartment = (next: SettingsDepartment): void =>
    setView((old) => old && { ...old, departments: replaced(old.departments, next) });
  const putSite = (next: SettingsSite): void => setView((old) => old && { ...old, sites: replaced(old.sites, next) });

  if (!view) {
    return (
      <section class="pane pane-empty" aria-label={s("title")}>
        <p class="soft" role="status">{problem === "" ? s("loading") : problem}</p>
        {problem !== "" && <button type="button" class="button" onClick={reload}>{s("again")}</button>}
      </section>
    );
  }

  const locked = !view.may_change;
  const { departments, sites } = view;
  const department = chosen?.at === "department" ? departments.find(({ settings }) => settings.id === chosen.id) : undefined;
  const site = chosen?.at === "site" ? sites.find(({ settings }) => settings.id === chosen.id) : undefined;
  const offering = department && (sites.find(({ settings }) => settings.departments.includes(department.settings.id)) ?? sites[0]);
  const asked = { name: offering?.settings.name ?? view.clinic, phone: offering?.settings.emergency.phone ?? s("summary.phone") };

  return (
    <div class="chats">
      <section class="lists" aria-label={s("title")}>
        <div class="lists-scroll">
          <Group
            title={s("list.departments")}
            empty={s("list.noDepartments")}
            items={departments.map(({ settings, open }) => ({
              id: settings.id,
              name: settings.name,
              note: open ? s("department.open") : s("department.closed"),
            }))}
            current={department?.settings.id}
            choose={(id) => choose({ at: "department", id })}
            add={locked ? undefined : { words: s("add.department"), act: () => leaving(() => setAdding(true)) }}
          />
          <Group
            title={s("list.sites")}
            empty={s("list.noSites")}
            items={sites.map(({ settings }) => ({ id: settings.id, name: settings.name, note: settings.origins[0] ?? s("site.nowhere") }))}
            current={site?.settings.id}
            choose={(id) => choose({ at: "site", id })}
            add={locked ? undefined : { words: s("add.site"), act: () => choose({ at: "new-site" }) }}
          />
          <Group
            title={s("list.staff")}
            empty=""
            items={[{ id: "staff", name: s("staff.title"), note: s("staff.note") }]}
            current={chosen?.at === "staff" ? "staff" : undefined}
            choose={() => choose({ at: "staff" })}
            add={undefined}
          />
        </div>
      </section>
      <section class="pane set-pane" aria-label={s("pane.label")} tabIndex={-1}>
        <div role="alert" class={problem === "" ? "" : "notice notice-danger"}>{problem}</div>
        {department && (
          <DepartmentPane
            key={department.settings.id}
            there={department}
            others={departments.filter((one) => one !== department)}
            presets={view.presets}
            ask={asked}
            locked={locked}
            put={async (basedOn, settings) => {
              const next = await api.putDepartment(basedOn, settings);
              putDepartment(next);
              return next;
            }}
            load={async () => (await load()).departments.find(({ settings }) => settings.id === department.settings.id)}
            toAccounts={() => choose({ at: "staff" })}
            removed={() => {
              setChosen(undefined);
              goBack();
              reload();
            }}
          />
        )}
        {site && (
          <SitePane
            key={site.settings.id}
            there={site}
            begun={begun?.id === site.settings.id ? begun : undefined}
            departments={departments}
            locked={locked}
            put={async (basedOn, settings) => {
              const next = await api.putSite(basedOn, settings);
              putSite(next);
              return next;
            }}
            load={async () => (await load()).sites.find(({ settings }) => settings.id === site.settings.id)}
          />
        )}
        {chosen?.at === "new-site" && (
          <AddSite
            departments={departments}
            like={sites[0]}
            added={(made, typed) => {
              setView((old) => old && { ...old, sites: [...old.sites, made] });
              setBegun({ ...made.settings, ...typed });
              setChosen({ at: "site", id: made.settings.id });
            }}
          />
        )}
        {chosen?.at === "staff" && <StaffPane me={me} departments={departments} locked={locked} />}
        {!chosen && <FirstSteps view={view} choose={choose} addDepartment={() => setAdding(true)} />}
      </section>
      {adding && (
        <AddDepartment
          presets={view.presets}
          onClose={() => setAdding(false)}
          added={(made) => {
            setAdding(false);
            setView((old) => old && { ...old, departments: [...old.departments, made] });
            choose({ at: "department", id: made.settings.id });
          }}
        />
      )}
      <UnsavedGuard />
    </div>
  );
}

interface GroupProps {
  title: string;
  empty: string;
  items: readonly { id: string; name: string; note: string }[];
  current: string | undefined;
  choose(id: string): void;
  add: { words: string; act(): void } | undefined;
}

function Group({ title, empty, items, current, choose, add }: GroupProps): JSX.Element {
  return (
    <>
      <h2 class="list-head">{title}</h2>
      {items.length === 0 && <p class="list-empty">{empty}</p>}
      <ul aria-label={title}>
        {items.map(({ id, name, note }) => (
          <li key={id}>
            <button type="button" class="set-item" data-row={id} aria-current={id === current ? "true" : undefined} onClick={() => choose(id)}>
              <span dir="auto">{name}</span>
              <span class="soft">{note}</span>
            </button>
          </li>
        ))}
      </ul>
      {add && (
        <button type="button" class="button-line history-button" onClick={add.act}>
          {add.words}
        </button>
      )}
    </>
  );
}

function replaced<T extends { settings: { id: string; name: string } }>(all: readonly T[], next: T): T[] {
  return all.map((one) => (one.settings.id === next.settings.id ? next : one));
}
