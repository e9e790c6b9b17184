// The notice, the form before a chat and the button that agrees. What is typed stays here until then.
import { useEffect, useRef, useState } from "preact/hooks";
import type { DepartmentInfo, FormFieldKind, SiteInfo } from "../../../../shared/src/wire.gen.ts";
import { fieldName, type Values } from "../form/names.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { WAITING } from "../parts/later.ts";
import { Protection } from "../parts/Protection.tsx";
import { t } from "../text.ts";

interface IntakeProps {
  model: Model;
  state: State;
  site: SiteInfo;
  department: DepartmentInfo;
  /** Single lines that were typed for another department. */
  kept: Record<string, string>;
}

export function Intake({ model, state, site, department, kept }: IntakeProps) {
  const [typed, setValues] = useState<Values>(() => ({ ...kept }));
  const signed = state.prefill || {};
  const values: Values = { ...prefilled(department, signed), ...typed };
  const [problems, setProblems] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = WAITING.use();
  const fields = loaded?.shownFields(department.form, values) ?? department.form.filter(({ shown_when }) => !shown_when);
  const later = department.open ? undefined : loaded;
  const { phone } = state.contact;

  useEffect(() => {
    if (state.open) heading.current?.focus();
  }, []);

  function set(name: string, value: string): void {
    model.look(value);
    setValues({ ...typed, [name]: value });
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    // Where the part is not to be had, the server says whether something is wrong.
    const found = (await WAITING.load().catch(() => undefined))?.check(department.form, values) ?? {};
    const message = values["message"] ?? "";
    const problem = later?.messageProblem(message, state.maxChars);
    if (problem) found["message"] = problem;
    setProblems(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
      return;
    }
    const answers = fields
      .map(({ key }) => ({ key, value: (values[fieldName(key)] ?? "").trim() }))
      .filter(({ value }) => value !== "");
    void model.begin({ name: values["name"] ?? "", topic: values["topic"] ?? "", answers, message });
  }

  const several = site.departments.length > 1;
  const field = (name: string, label: string, kind: FormFieldKind, required = false) => (
    <Field
      key={name}
      name={name}
      label={label}
      kind={kind}
      required={required}
      value={values[name] ?? ""}
      problem={problems[name]}
      onInput={(value) => set(name, (kept[name] = value))}
    />
  );

  return (
    <main class="body" aria-label={t("header.title")}>
      <h2 ref={heading} tabIndex={-1}>
        {several ? department.name : t("start.title")}
      </h2>
      {!several && site.look?.greeting && <p dir="auto">{site.look.greeting}</p>}
      {several && (
        <button type="button" class="plain" onClick={() => model.choose(undefined)}>
          {t("start.back")}
        </button>
      )}
      {later && <later.Closed department={department} />}
      <form ref={form} noValidate autoComplete="off" onSubmit={(event) => void submit(event)}>
        {loaded && <loaded.Signed prefill={state.prefill} form={fields} values={values} />}
        {field("name", t("start.name"), "text")}
        {field("topic", t("start.topic"), "text")}
        {fields.map((each) => {
          const name = fieldName(each.key);
          const { label, kind, required } = each;
          if (kind === "text" || kind === "email" || kind === "phone") {
            return field(name, required ? label : t("start.optional", { label }), kind, required);
          }
          return (
            loaded && (
              <loaded.Special key={name} name={name} field={each} value={values[name] ?? ""} problem={problems[name]} onInput={(value) => set(name, value)} />
            )
          );
        })}
        {later && (
          <later.Message value={values["message"] ?? ""} problem={problems["message"]} onInput={(value) => set("message", value)} />
        )}
        {loaded && !later && values["message"] && <p>{loaded.words().kept}</p>}
        <section class="notice">
          <p>{department.consent_text}</p>
          <Protection policy={department.protection} department={department.name} clinic={site.name} phone={phone} />
          <p class="soft">{later ? later.words().agree : t("start.agree")}</p>
        </section>
        <div class="foot">
          {state.startError && (
            <p class="problem" role="alert">
              {state.startError}
            </p>
          )}
          <button type="submit" class="button primary wide" aria-disabled={state.starting}>
            {later ? later.words()[state.starting ? "sending" : "button"] : t(state.starting ? "start.starting" : "start.button")}
          </button>
        </div>
      </form>
    </main>
  );
}

/** What the clinic signed, in the fields that ask for it. */
function prefilled({ form }: DepartmentInfo, signed: Values): Values {
  const asked = form.map(({ key, prefill }) => [fieldName(key), prefill && signed[prefill]]);
  return Object.fromEntries([["name", signed["name"]], ...asked].filter(([, value]) => value));
}

interface FieldProps {
  name: string;
  label: string;
  kind: FormFieldKind;
  required: boolean;
  value: string;
  problem: string | undefined;
  onInput(value: string): void;
}

/** The type only: a browser that is told more keeps what the patient writes, and offers it to whoever sits there next. */
const TYPES = { text: "text", email: "email", phone: "tel" } as const;

function Field({ name, label, kind, required, value, problem, onInput }: FieldProps) {
  const id = `field-${name}`;
  const type = kind === "email" || kind === "phone" ? TYPES[kind] : TYPES.text;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        // The types know one kind of field at a time.
        type={type as "text"}
        value={value}
        required={required}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
