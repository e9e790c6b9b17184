// An account that is there: changing it, giving it a new password, disabling it.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SettingsDepartment, SettingsPerson } from "../../../../shared/src/wire.gen.ts";
import { wordsOf } from "../problem.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Said, useActing } from "../acting.tsx";
import { api } from "../api.ts";
import { useDraft } from "../draft.ts";
import { Told } from "../editor.tsx";
import { FormContext, idOf } from "../fields.tsx";
import { s } from "../text.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { PersonFields } from "./person-fields.tsx";

interface PersonProps {
  person: SettingsPerson;
  myself: boolean;
  departments: readonly SettingsDepartment[];
  locked: boolean;
  changed(person: SettingsPerson): void;
  load(): Promise<SettingsPerson | undefined>;
}

export function PersonForm({ person, myself, departments, locked, changed, load }: PersonProps): JSX.Element {
  const [over, setOver] = useState<"password" | "disable">();
  const [given, setGiven] = useState(false);
  const versioned = (one: SettingsPerson): { version: string; settings: SettingsPerson } => ({ version: one.version, settings: one });
  const draft = useDraft<SettingsPerson>({
    there: versioned(person),
    put: async (basedOn, next) => {
      setGiven(false);
      const now = await api.putPerson(basedOn, next);
      changed(now);
      return versioned(now);
    },
    load: async () => {
      const now = await load();
      return now && versioned(now);
    },
  });
  const wasDisabled = useRef(person.disabled);
  useEffect(() => {
    // The button that asked is gone with the form.
    if (person.disabled && !wasDisabled.current) document.querySelector<HTMLElement>('.set-person-head[aria-expanded="true"]')?.focus();
    wasDisabled.current = person.disabled;
  }, [person.disabled]);

  async function discard(): Promise<void> {
    await draft.discard();
    // The button is gone with the changes.
    document.getElementById(idOf("name"))?.focus();
  }
  if (person.disabled) return <p class="set-person-body soft">{s("person.isDisabled")}</p>;
  const roleChanges = draft.draft.role !== draft.saved.role;
  return (
    <form
      class="set-person-body"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.dirty) void draft.save();
      }}
    >
      <Told draft={draft} nameOf={nameOfPlace} />
      <FormContext.Provider value={{ faults: draft.faults, locked }}>
        <PersonFields person={draft.draft} set={draft.change} departments={departments} />
      </FormContext.Provider>
      {myself && person.role === "administrator" && <p class="notice">{s("person.serves")}</p>}
      {!locked && (
        <>
          {roleChanges && <p class="notice" role="status">{s("person.roleEffect")}</p>}
          <div class="set-bar-acts">
            <span class="soft">{draft.dirty ? s("bar.unsaved") : given ? s("password.done") : draft.kept && s("person.saved")}</span>
            {!myself && (
              <button type="button" class="button-line" onClick={() => setOver("disable")}>{s("person.disable")}</button>
            )}
            <button type="button" class="button-line" onClick={() => setOver("password")}>{s("person.password")}</button>
            {draft.dirty && (
              <button type="button" class="button-line" onClick={() => void discard()}>{s("discard")}</button>
            )}
            <button type="submit" class="button" aria-disabled={!draft.dirty || draft.saving}>
              {draft.saving ? s("saving") : s("save")}
            </button>
          </div>
        </>
      )}
      {over === "password" && <PasswordDialog person={person} myself={myself} given={() => setGiven(true)} onClose={() => setOver(undefined)} />}
      {over === "disable" && (
        <DisableDialog
          person={draft.saved}
          onClose={() => setOver(undefined)}
          disabled={(now) => {
            setOver(undefined);
            changed(now);
          }}
        />
      )}
    </form>
  );
}

const NAMES = { name: "person.name", role: "person.role", departments: "person.departments" } as const;

/** What a place in an account is called on the screen. */
function nameOfPlace(path: string): string {
  const first = path.split(".")[0] ?? "";
  return first in NAMES ? s(NAMES[first as keyof typeof NAMES]) : s("staff.title");
}

function DisableDialog({ person, onClose, disabled }: { person: SettingsPerson; onClose(): void; disabled(now: SettingsPerson): void }): JSX.Element {
  const [problem, setProblem] = useState("");
  const acting = useActing(onClose);
  async function disable(): Promise<void> {
    try {
      disabled(await api.putPerson(person.version, { ...person, disabled: true }));
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  return (
    <Dialog title={s("disable.title", { name: person.name })} onClose={acting.close}>
      <p>{s("disable.text")}</p>
      <Said acting={acting} problem={problem} />
      <div class="dialog-acts">
        <button type="button" class="button-line" autofocus onClick={acting.cancel}>{s("disable.keep")}</button>
        <button type="button" class="button button-danger" aria-disabled={acting.working} onClick={() => void acting.act(disable)}>{s("disable.confirm")}</button>
      </div>
    </Dialog>
  );
}
