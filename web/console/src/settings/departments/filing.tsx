// What staff choose from when they close a chat: reasons and tags.
import type { JSX } from "preact";
import type { Choice } from "../../../../shared/src/wire.gen.ts";
import { Fault, TextField, newId } from "../fields.tsx";
import { ListField } from "../list-field.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";

export function FilingSection({ draft, change }: SectionProps): JSX.Element {
  return (
    <section class="set-body" aria-label={s("section.filing")}>
      <p>{s("filing.text")}</p>
      <h3>{s("filing.outcomes")}</h3>
      <Choices path="outcomes" label={s("filing.outcomes")} items={draft.outcomes} set={(outcomes) => change({ outcomes })} add={s("filing.addOutcome")} empty={s("filing.noOutcome")} />
      <h3>{s("filing.tags")}</h3>
      <Choices path="tags" label={s("filing.tags")} items={draft.tags ?? []} set={(tags) => change({ tags })} add={s("filing.addTag")} empty={s("filing.noTag")} />
    </section>
  );
}

interface ChoicesProps {
  path: string;
  label: string;
  items: readonly Choice[];
  set(items: Choice[]): void;
  add: string;
  empty: string;
}

function Choices({ path, label, items, set, add, empty }: ChoicesProps): JSX.Element {
  return (
    <ListField<Choice>
      path={path}
      label={label}
      items={items}
      set={set}
      nameOf={({ label }, index) => label || s("form.nth", { n: index + 1 })}
      make={() => ({ id: newId(path === "tags" ? "tag" : "reason", items.map(({ id }) => id)), label: "" })}
      add={add}
      empty={empty}
    >
      {(one, change, index) => (
        <>
          <TextField path={`${path}.${index}.label`} label={s("filing.label")} value={one.label} set={(label) => change({ label })} />
          <Fault path={`${path}.${index}.id`} />
        </>
      )}
    </ListField>
  );
}
