// The accounts of those who work here: who they are, what they may do, where they serve.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me, SettingsDepartment, SettingsPerson } from "../../../../shared/src/wire.gen.ts";
import { wordsOf } from "../problem.ts";
import { api } from "../api.ts";
import { PaneHead } from "../editor.tsx";
import { s } from "../text.ts";
import { leaving } from "../unsaved.tsx";
import { LOCALE } from "../../strings/index.ts";
import { AddPerson } from "./add-person.tsx";
import { PersonForm } from "./person.tsx";

interface StaffProps {
  me: Me;
  departments: readonly SettingsDepartment[];
  locked: boolean;
}

export function StaffPane({ me, departments, locked }: StaffProps): JSX.Element {
  const [people, setPeople] = useState<readonly SettingsPerson[]>();
  const [problem, setProblem] = useState("");
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState(false);
  const [told, setTold] = useState("");

  async function load(): Promise<readonly SettingsPerson[]> {
    const all = (await api.staff()).people;
    setPeople(all);
    return all;
  }
  useEffect(() => {
    load().catch((error: unknown) => setProblem(wordsOf(error)));
  }, []);

  const nameOf = (id: string): string => departments.find(({ settings }) => settings.id === id)?.settings.name ?? "";
  const put = (next: SettingsPerson): void => setPeople((all) => all?.map((one) => (one.id === next.id ? next : one)));

  return (
    <section class="set-editor" aria-label={s("staff.title")}>
      <PaneHead title={s("staff.title")} />
      {locked && <p class="notice">{s("locked")}</p>}
      <div role="alert" class={problem === "" ? "" : "notice notice-danger"}>{problem}</div>
      <p role="status" class={told === "" ? "" : "notice set-told"}>{told}</p>
      {!people && problem === "" && <p class="soft">{s("loading")}</p>}
      {!locked && (
        <button type="button" class="button set-add" onClick={() =>
            leaving(() => {
              // One form of a person at a time: their fields have the same names.
              setOpen(undefined);
              setAdding(true);
              setTold("");
            })
          }>
          {s("add.person")}
        </button>
      )}
      {adding && (
        <AddPerson
          departments={departments}
          onClose={() => setAdding(false)}
          added={(person) => {
            setAdding(false);
            setTold(s("person.added", { name: person.name }));
            setOpen(person.id);
            load().catch((error: unknown) => setProblem(wordsOf(error)));
          }}
        />
      )}
      <ul class="set-people">
        {people?.map((person) => (
          <li key={person.id} class="set-person">
            <button
              type="button"
              class="set-person-head"
              aria-expanded={open === person.id}
              onClick={() => leaving(() => setOpen(open === person.id ? undefined : person.id))}
            >
              <span class="set-person-name" dir="auto">{person.id === me.id ? s("staff.you", { name: person.name }) : person.name}</span>
              <span class="soft">{person.email}</span>
              <span class="tag">{person.disabled ? s("staff.disabled") : s(`role.${person.role}`)}</span>
              <span class="soft">{new Intl.ListFormat(LOCALE).format(person.departments.map(nameOf).filter((name) => name !== ""))}</span>
            </button>
            {open === person.id && (
              <PersonForm
                person={person}
                myself={person.id === me.id}
                departments={departments}
                locked={locked}
                changed={put}
                load={async () => (await load()).find(({ id }) => id === person.id)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
