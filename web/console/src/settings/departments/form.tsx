// The form before a chat: what is asked besides name and topic, of whom, and whether a chat can begin without the answer.
import type { JSX } from "preact";
import type { FormField } from "../../../../shared/src/wire.gen.ts";
import { CheckField, Fault, SelectField, TextField, newId } from "../fields.tsx";
import { ListField } from "../list-field.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";

const KINDS = ["text", "long_text", "email", "phone", "date", "choice", "checkbox"] as const;
const ALWAYS = "";
const TICKED = "yes";

export function FormSection({ draft, change }: SectionProps): JSX.Element {
  const { form } = draft;
  return (
    <section class="set-body" aria-label={s("section.form")}>
      <p>{s("form.text")}</p>
      <ListField<FormField>
        path="form"
        label={s("section.form")}
        items={form}
        set={(next) => change({ form: next })}
        nameOf={({ label }, index) => label || s("form.nth", { n: index + 1 })}
        make={() => ({ key: newId("question", form.map(({ key }) => key)), label: "", kind: "text", required: false })}
        add={s("form.add")}
        empty={s("form.empty")}
      >
        {(field, set, index) => <Question field={field} set={set} index={index} before={form.slice(0, index)} />}
      </ListField>
    </section>
  );
}

interface QuestionProps {
  field: FormField;
  set(part: Partial<FormField>): void;
  index: number;
  before: readonly FormField[];
}

function Question({ field, set, index, before }: QuestionProps): JSX.Element {
  const at = `form.${index}`;
  return (
    <>
      <TextField path={`${at}.label`} label={s("form.label")} value={field.label} set={(label) => set({ label })} />
      <SelectField
        path={`${at}.kind`}
        label={s("form.kind")}
        value={field.kind}
        options={KINDS.map((kind) => [kind, kind === "text" ? s("form.line") : s(`form.${kind}`)] as const)}
        set={(kind) => set(kind === "choice" ? { kind } : ({ kind, options: undefined } as unknown as Partial<FormField>))}
      />
      {field.kind === "choice" && (
        <TextField
          path={`${at}.options`}
          label={s("form.options")}
          hint={s("form.optionsHint")}
          rows={4}
          value={(field.options ?? []).map(({ label }) => label).join("\n")}
          set={(text) => set({ options: optionsOf(text, field.options ?? []) })}
        />
      )}
      <CheckField path={`${at}.required`} label={s("form.required")} checked={field.required} set={(required) => set({ required })} />
      <TextField
        path={`${at}.prefill`}
        label={s("form.prefill")}
        hint={s("form.prefillHint")}
        value={field.prefill ?? ""}
        set={(claim) => set({ prefill: claim === "" ? undefined : claim } as Partial<FormField>)}
      />
      <Condition at={at} field={field} set={set} before={before} />
      <Fault path={`${at}.key`} />
    </>
  );
}

/** Asked only after a certain answer to a choice or a box before it. */
function Condition({ at, field, set, before }: Omit<QuestionProps, "index"> & { at: string }): JSX.Element | null {
  const answers = before.flatMap(({ key, label, kind, options }) => {
    if (kind === "checkbox") return [[`${key}=${TICKED}`, s("form.whenTicked", { label })] as const];
    if (kind !== "choice") return [];
    return (options ?? []).map((option) => [`${key}=${option.id}`, s("form.whenChosen", { label, option: option.label })] as const);
  });
  const when = field.shown_when;
  if (answers.length === 0 && !when) return null;
  return (
    <SelectField
      path={`${at}.shown_when`}
      label={s("form.when")}
      hint={when && when.is.length > 1 ? s("form.whenSeveral") : undefined}
      value={when ? `${when.field}=${when.is[0] ?? ""}` : ALWAYS}
      options={[[ALWAYS, s("form.whenAlways")], ...answers]}
      set={(value) => {
        const cut = value.indexOf("=");
        const shown_when = value === ALWAYS ? undefined : { field: value.slice(0, cut), is: [value.slice(cut + 1)] };
        set({ shown_when } as Partial<FormField>);
      }}
    />
  );
}

/** One a line; those whose words stay keep their id, so that answers given before keep their meaning. */
export function optionsOf(text: string, before: NonNullable<FormField["options"]>): NonNullable<FormField["options"]> {
  const taken: string[] = [];
  return text.split("\n").map((label, index) => {
    const id = (before.find((one) => one.label === label) ?? before[index])?.id;
    const own = id !== undefined && !taken.includes(id) ? id : newId(label, [...taken, ...before.map((one) => one.id)]);
    taken.push(own);
    return { id: own, label };
  });
}
