// Gives somebody a new password.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsPerson } from "../../../../shared/src/wire.gen.ts";
import { sentence, wordsOf } from "../problem.ts";
import { announce } from "../../ui/announcer.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Said, focusInDialog, useActing } from "../acting.tsx";
import { api } from "../api.ts";
import { problemsOf } from "../call.ts";
import { FormContext, IN_DIALOG } from "../fields.tsx";
import { s } from "../text.ts";
import { PasswordField } from "./password-field.tsx";
import { newPassword } from "./password.ts";

interface PasswordDialogProps {
  person: SettingsPerson;
  myself: boolean;
  /** It holds from now on. */
  given(): void;
  onClose(): void;
}

export function PasswordDialog({ person, myself, given, onClose }: PasswordDialogProps): JSX.Element {
  const [made] = useState(newPassword);
  const [password, setPassword] = useState(made);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [problem, setProblem] = useState("");

  const acting = useActing(onClose, password !== made);

  async function submit(): Promise<void> {
    try {
      await api.resetPassword(person.id, password);
      announce(s("password.done"));
      given();
      onClose();
    } catch (error) {
      const found = problemsOf(error);
      setFaults(new Map(found.map(({ field, message }) => [field, sentence(message)])));
      setProblem(found.length > 0 ? "" : wordsOf(error));
      focusInDialog("password");
    }
  }

  return (
    <Dialog title={s("password.title", { name: person.name })} onClose={acting.close}>
      <p>{myself ? s("password.own") : s("password.text")}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void acting.act(submit);
        }}
      >
        <FormContext.Provider value={{ faults, locked: false, scope: IN_DIALOG }}>
          <PasswordField value={password} set={setPassword} />
        </FormContext.Provider>
        <Said acting={acting} problem={problem} />
        <div class="dialog-acts">
          <button type="button" class="button-line" onClick={acting.cancel}>{s("cancel")}</button>
          <button type="submit" class="button" aria-disabled={acting.working}>{s("password.set")}</button>
        </div>
      </form>
    </Dialog>
  );
}
