// The notice, the form before a chat and the button that agrees. What is typed stays here until then.
import { useEffect, useRef, useState } from "preact/hooks";
import { codePoints } from "../../../../shared/src/shown.ts";
import type { DepartmentInfo, FormField, FormFieldKind, SiteInfo } from "../../../../shared/src/wire.gen.ts";
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
}

/** Longest name, topic or answer, in code points. */
const FIELD_MAX_CHARS = 120;

export function Intake({ model, state, site, department }: IntakeProps) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = WAITING.use();
  const later = department.open ? undefined : loaded;
  const { phone } = state.contact;

  useEffect(() => {
    if (state.open) heading.current?.focus();
  }, []);

  function set(name: string, value: string): void {
    model.look(value);
    setValues({ ...values, [name]: value });
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const found = check(department.form, values);
    const message = values["message"] ?? "";
    const problem = later?.messageProblem(message, state.maxChars);
    if (problem) found["message"] = problem;
    setProblems(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
      return;
    }
    const answers = department.form
      .map(({ key }) => ({ key, value: (values[fieldName(key)] ?? "").trim() }))
      .filter(({ value }) => value !== "");
    void model.begin({ name: values["name"] ?? "", topic: values["topic"] ?? "", answers, ...(later && { message }) });
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
      onInput={(value) => set(name, value)}
    />
  );

  return (
    <main class="body" aria-label={t("header.title")}>
      <h2 ref={heading} tabIndex={-1}>
        {several ? department.name : t("start.title")}
      </h2>
      {several && (
        <button type="button" class="plain" onClick={() => model.choose(undefined)}>
          {t("start.back")}
        </button>
      )}
      {later && <later.Closed department={department} />}
      <form ref={form} noValidate autoComplete="off" onSubmit={submit}>
        {field("name", t("start.name"), "text")}
        {field("topic", t("start.topic"), "text")}
        {department.form.map(({ key, label, kind, required }) =>
          field(fieldName(key), required ? label : t("start.optional", { label }), kind, required),
        )}
        {later && (
          <later.Message value={values["message"] ?? ""} problem={problems["message"]} onInput={(value) => set("message", value)} />
        )}
        <section class="notice">
          <p>{department.consent_text}</p>
          <Protection policy={department.protection} department={department.name} clinic={site.name} phone={phone} />
          <p class="soft">{later ? later.words.agree : t("start.agree")}</p>
        </section>
        {state.startError && (
          <p class="problem" role="alert">
            {state.startError}
          </p>
        )}
        <button type="submit" class="button primary wide" aria-disabled={state.starting}>
          {later ? later.words[state.starting ? "sending" : "button"] : t(state.starting ? "start.starting" : "start.button")}
        </button>
      </form>
    </main>
  );
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

/** Form keys are the department's; a prefix keeps them apart from name and topic. */
function fieldName(key: string): string {
  return `form.${key}`;
}

/** What is wrong, by field, in the order of the screen. */
export function check(form: readonly FormField[], values: Record<string, string>): Record<string, string> {
  const problems: Record<string, string> = {};
  const note = (name: string, problem: string | undefined): void => {
    if (problem !== undefined) problems[name] = problem;
  };
  note("name", tooLong(values["name"]));
  note("topic", tooLong(values["topic"]));
  for (const { key, label, kind, required } of form) {
    const value = (values[fieldName(key)] ?? "").trim();
    if (value === "") note(fieldName(key), required ? t("start.error.required", { label }) : undefined);
    else note(fieldName(key), tooLong(value) ?? wrongKind(kind, value));
  }
  return problems;
}

function tooLong(value = ""): string | undefined {
  return codePoints(value.trim()) > FIELD_MAX_CHARS ? t("start.error.long", { n: FIELD_MAX_CHARS }) : undefined;
}

function wrongKind(kind: FormFieldKind, value: string): string | undefined {
  if (kind === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return t("start.error.email");
  if (kind === "phone" && value.replace(/\D/g, "").length < 7) return t("start.error.phone");
  return undefined;
}
