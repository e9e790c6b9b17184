// Name, how it stands now, and removing the department, which is refused while it would leave somebody without an answer.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SettingsDepartment } from "../../../../shared/src/wire.gen.ts";
import { wordsOf } from "../problem.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { mayServe } from "../../model/roles.ts";
import { LOCALE } from "../../strings/index.ts";
import { Facts } from "../../ui/facts.tsx";
import { Said, useActing } from "../acting.tsx";
import { api } from "../api.ts";
import { TextField } from "../fields.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";

interface GeneralProps extends SectionProps {
  there: SettingsDepartment;
  dirty: boolean;
  toAccounts(): void;
  removed(): void;
}

export function GeneralSection({ draft, change, locked, there, dirty, toAccounts, removed }: GeneralProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <section class="set-body" aria-label={s("section.general")}>
      <TextField path="name" label={s("department.name")} hint={s("department.nameHint")} value={draft.name} set={(name) => change({ name })} />
      <Facts
        facts={[
          [s("department.now"), there.open ? s("department.open") : s("department.closed")],
          [s("department.staff"), <People key={there.version} there={there} toAccounts={toAccounts} />],
          [s("department.chats"), s("department.load", { waiting: there.waiting, serving: there.serving })],
        ]}
      />
      {!locked && (
        <div class="set-danger">
          <h3>{s("remove.title")}</h3>
          <p class="soft">{s("remove.text")}</p>
          <button
            type="button"
            class="button-line"
            aria-disabled={dirty}
            aria-describedby={dirty ? "remove-first" : undefined}
            onClick={() => !dirty && setAsking(true)}
          >
            {s("remove.button")}
          </button>
          {dirty && <p class="soft" id="remove-first">{s("remove.first")}</p>}
        </div>
      )}
      {asking && <RemoveDialog there={there} onClose={() => setAsking(false)} removed={removed} />}
    </section>
  );
}

/** Who may serve there, by name once they are known, with the way to their accounts. */
function People({ there, toAccounts }: { there: SettingsDepartment; toAccounts(): void }): JSX.Element {
  const [names, setNames] = useState<readonly string[]>([]);
  const { id } = there.settings;
  useEffect(() => {
    let over = false;
    api.staff().then(
      ({ people }) => {
        const here = people.filter(({ role, disabled, departments }) => !disabled && mayServe(role) && departments.includes(id));
        if (!over) setNames(here.map(({ name }) => name));
      },
      // How many they are is known without it.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [id]);
  const number = there.staff === 0 ? s("department.nobody") : s("department.people", { n: there.staff });
  return (
    <>
      <p>{names.length > 0 ? new Intl.ListFormat(LOCALE).format(names) : number}</p>
      <button type="button" class="set-link" onClick={toAccounts}>{s("department.toAccounts")}</button>
    </>
  );
}

function RemoveDialog({ there, onClose, removed }: { there: SettingsDepartment; onClose(): void; removed(): void }): JSX.Element {
  const [problem, setProblem] = useState("");
  const name = there.settings.name;
  const acting = useActing(onClose);

  async function remove(): Promise<void> {
    try {
      await api.removeDepartment(there.settings.id, there.version);
      onClose();
      removed();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  return (
    <Dialog title={s("remove.ask", { name })} onClose={acting.close}>
      <p>{s("remove.means")}</p>
      <Said acting={acting} problem={problem} />
      <div class="dialog-acts">
        <button type="button" class="button-line" autofocus onClick={acting.cancel}>
          {s("remove.keep")}
        </button>
        <button type="button" class="button button-danger" aria-disabled={acting.working} onClick={() => void acting.act(remove)}>
          {s("remove.confirm")}
        </button>
      </div>
    </Dialog>
  );
}
