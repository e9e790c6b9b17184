// A new account.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { NewPerson, SettingsDepartment, SettingsPerson } from "../../../../shared/src/wire.gen.ts";
import { sentence, wordsOf } from "../problem.ts";
import { announce } from "../../ui/announcer.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { api } from "../api.ts";
import { problemsOf } from "../call.ts";
import { FormContext, TextField, idOf } from "../fields.tsx";
import { s } from "../text.ts";
import { PasswordField } from "./password-field.tsx";
import { newPassword } from "./password.ts";
import { PersonFields } from "./person-fields.tsx";

interface AddPersonProps {
  departments: readonly SettingsDepartment[];
  onClose(): void;
  added(person: SettingsPerson): void;
}

export function AddPerson({ departments, onClose, added }: AddPersonProps): JSX.Element {
  const [person, setPerson] = useState<NewPerson>(() => ({ name: "", email: "", password: newPassword(), role: "agent", departments: [] }));
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [problem, setProblem] = useState("");
  const set = (part: Partial<NewPerson>): void => setPerson((old) => ({ ...old, ...part }));

  async function submit(): Promise<void> {
    try {
      const made = await api.addPerson(person);
      announce(s("person.added", { name: made.name }));
      added(made);
    } catch (error) {
      const found = problemsOf(error);
      setFaults(new Map(found.map(({ field, message }) => [field, sentence(message)])));
      setProblem(found.length > 0 ? "" : wordsOf(error));
      const first = found[0];
      if (first) document.querySelector<HTMLElement>(`dialog #${CSS.escape(idOf(first.field))}`)?.focus();
    }
  }

  return (
    <Dialog title={s("add.person")} onClose={onClose} wide>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormContext.Provider value={{ faults, locked: false }}>
          <TextField path="email" label={s("person.email")} hint={s("person.emailHint")} type="email" value={person.email} set={(email) => set({ email })} />
          <PersonFields person={person} set={set} departments={departments} />
          <PasswordField value={person.password} set={(password) => set({ password })} />
        </FormContext.Provider>
        <div role="alert" class={problem === "" ? "" : "notice notice-danger"}>{problem}</div>
        <div class="dialog-acts">
          <button type="button" class="button-line" onClick={onClose}>{s("cancel")}</button>
          <button type="submit" class="button">{s("add.person")}</button>
        </div>
      </form>
    </Dialog>
  );
}
