// A new department: its name and what its privacy policy begins with.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Preset, PresetPolicy, SettingsDepartment } from "../../../../shared/src/wire.gen.ts";
import { sentence, wordsOf } from "../problem.ts";
import { lengthOf } from "../../strings/index.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Said, focusInDialog, useActing } from "../acting.tsx";
import { api } from "../api.ts";
import { problemsOf } from "../call.ts";
import { Choice, FormContext, IN_DIALOG, TextField } from "../fields.tsx";
import { s } from "../text.ts";

interface AddProps {
  presets: readonly PresetPolicy[];
  onClose(): void;
  added(department: SettingsDepartment): void;
}

export function AddDepartment({ presets, onClose, added }: AddProps): JSX.Element {
  const [name, setName] = useState("");
  const [preset, setPreset] = useState<Preset>("general");
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [problem, setProblem] = useState("");

  const acting = useActing(onClose, name !== "");

  async function submit(): Promise<void> {
    try {
      added(await api.addDepartment({ name, preset }));
    } catch (error) {
      const found = problemsOf(error);
      setFaults(new Map(found.map(({ field, message }) => [field, sentence(message)])));
      setProblem(found.length > 0 ? "" : wordsOf(error));
      focusInDialog(found[0]?.field ?? "name");
    }
  }

  return (
    <Dialog title={s("add.department")} onClose={acting.close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void acting.act(submit);
        }}
      >
        <FormContext.Provider value={{ faults, locked: false, scope: IN_DIALOG }}>
          <TextField path="name" label={s("department.name")} hint={s("department.nameHint")} value={name} set={setName} />
          <Choice<Preset>
            path="preset"
            question={s("add.preset")}
            value={preset}
            set={setPreset}
            options={presets.map(({ preset: value, policy }) => ({
              value,
              words: s(`preset.${value}`),
              consequence: s("add.presetMeans", { what: s(`preset.${value}.means`), length: lengthOf(policy.retention) }),
            }))}
          />
        </FormContext.Provider>
        <Said acting={acting} problem={problem} />
        <div class="dialog-acts">
          <button type="button" class="button-line" onClick={acting.cancel}>{s("cancel")}</button>
          <button type="submit" class="button" aria-disabled={acting.working}>{s("add.department")}</button>
        </div>
      </form>
    </Dialog>
  );
}
