// A new account.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { NewPerson, SettingsDepartment, SettingsPerson } from "../../../../shared/src/wire.gen.ts";
import { sentence, wordsOf } from "../problem.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Said, focusInDialog, useActing } from "../acting.tsx";
import { api } from "../api.ts";
import { problemsOf } from "../call.ts";
import { FormContext, IN_DIALOG, TextField } from "../fields.tsx";
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

  const acting = useActing(onClose, person.name !== "" || person.email !== "" || person.departments.length > 0);

  async function submit(): Promise<void> {
    try {
      added(await api.addPerson(person));
    } catch (error) {
      const found = problemsOf(error);
      setFaults(new Map(found.map(({ field, message }) => [field, sentence(message)])));
      setProblem(found.length > 0 ? "" : wordsOf(error));
      const first = found[0];
      if (first) focusInDialog(first.field);
    }
  }

  return (
    <Dialog title={s("add.person")} onClose={acting.close} wide>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void acting.act(submit);
        }}
      >
        <FormContext.Provider value={{ faults, locked: false, scope: IN_DIALOG }}>
          <TextField path="email" label={s("person.email")} hint={s("person.emailHint")} type="email" value={person.email} set={(email) => set({ email })} />
          <PersonFields person={person} set={set} departments={departments} />
          <PasswordField value={person.password} set={(password) => set({ password })} />
        </FormContext.Provider>
        <Said acting={acting} problem={problem} />
        <div class="dialog-acts">
          <button type="button" class="button-line" onClick={acting.cancel}>{s("cancel")}</button>
          <button type="submit" class="button" aria-disabled={acting.working}>{s("add.person")}</button>
        </div>
      </form>
    </Dialog>
  );
}
