// What is set of an account besides its address: name, role, departments.
import type { JSX } from "preact";
import type { Role, SettingsDepartment } from "../../../../shared/src/wire.gen.ts";
import { mayServe } from "../../model/roles.ts";
import { Choice, Fault, TextField, useControl } from "../fields.tsx";
import { s } from "../text.ts";

export interface PersonCore {
  name: string;
  role: Role;
  departments: readonly string[];
}

const ROLES = ["agent", "supervisor", "administrator", "security_officer", "auditor"] as const;

interface PersonFieldsProps {
  person: PersonCore;
  set(part: { name?: string; role?: Role; departments?: string[] }): void;
  departments: readonly SettingsDepartment[];
}

export function PersonFields({ person, set, departments }: PersonFieldsProps): JSX.Element {
  return (
    <>
      <TextField path="name" label={s("person.name")} hint={s("person.nameHint")} value={person.name} set={(name) => set({ name })} />
      <Choice
        path="role"
        question={s("person.role")}
        value={person.role}
        set={(role) => set({ role })}
        options={ROLES.map((value) => ({ value, words: s(`role.${value}`), consequence: s(`role.${value}.means`) }))}
      />
      {(mayServe(person.role) || person.role === "security_officer") && <Serves person={person} set={set} departments={departments} />}
    </>
  );
}

function Serves({ person, set, departments }: PersonFieldsProps): JSX.Element {
  const { id: place, disabled } = useControl("departments");
  return (
    <fieldset class="set-choice" id={place} tabIndex={-1}>
      <legend>{s("person.departments")}</legend>
      <p class="soft">{departments.length === 0 ? s("site.noDepartments") : s("person.departmentsHint")}</p>
      {departments.map(({ settings }) => {
        const serves = person.departments.includes(settings.id);
        const others = person.departments.filter((id) => id !== settings.id);
        return (
          <label key={settings.id} class="check set-check">
            <input type="checkbox" checked={serves} disabled={disabled} onChange={() => set({ departments: serves ? others : [...others, settings.id] })} />
            <span dir="auto">{settings.name}</span>
          </label>
        );
      })}
      <Fault path="departments" />
    </fieldset>
  );
}
