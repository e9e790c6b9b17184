// The fields of the settings screens: a label, a hint, the fault beside it. A field is named by its place in the settings, which is how
// the server names faults.
import { type ComponentChildren, type JSX, createContext } from "preact";
import { useContext } from "preact/hooks";

export interface FormState {
  /** Faults by place. */
  faults: ReadonlyMap<string, string>;
  /** One may look and not change. */
  locked: boolean;
  /** What ids begin with where the page behind may have fields of the same places. */
  scope?: string;
}

/** The scope of the fields of a dialogue. */
export const IN_DIALOG = "dialog-";

export const FormContext = createContext<FormState>({ faults: new Map(), locked: false });

export const idOf = (path: string): string => `set-${path.replaceAll(".", "-")}`;

/** What a control needs to be named and described. */
export interface Control {
  id: string;
  name: string;
  disabled: boolean;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

export function useControl(path: string, hint?: string): Control & { fault: string | undefined } {
  const { faults, locked, scope = "" } = useContext(FormContext);
  const id = scope + idOf(path);
  const fault = faults.get(path);
  const described = [hint === undefined ? "" : `${id}-hint`, fault === undefined ? "" : `${id}-fault`].filter(Boolean).join(" ");
  return {
    id,
    name: path,
    disabled: locked,
    // A fault in a line of it is one of it.
    "aria-invalid": fault !== undefined || [...faults.keys()].some((place) => place.startsWith(`${path}.`)),
    "aria-describedby": described === "" ? undefined : described,
    fault,
  };
}

export interface FieldProps {
  path: string;
  label: string;
  hint?: string | undefined;
  children(control: Control): ComponentChildren;
}

export function Field({ path, label, hint, children }: FieldProps): JSX.Element {
  const { fault, ...control } = useControl(path, hint);
  return (
    <div class="field set-field">
      <label for={control.id}>{label}</label>
      {hint !== undefined && <p class="soft set-hint" id={`${control.id}-hint`}>{hint}</p>}
      {children(control)}
      <Fault path={path} />
    </div>
  );
}

/** The fault of a place, if it has one. */
export function Fault({ path }: { path: string }): JSX.Element | null {
  const { faults, scope = "" } = useContext(FormContext);
  const fault = faults.get(path);
  if (fault === undefined) return null;
  return <p class="field-error" id={`${scope}${idOf(path)}-fault`}>{fault}</p>;
}

interface TextProps {
  path: string;
  label: string;
  hint?: string | undefined;
  value: string;
  set(value: string): void;
  rows?: number;
  type?: "text" | "tel" | "email";
  list?: string;
  autocomplete?: string;
}

export function TextField({ path, label, hint, value, set, rows, type = "text", list, autocomplete = "off" }: TextProps): JSX.Element {
  return (
    <Field path={path} label={label} hint={hint}>
      {(control) =>
        rows === undefined ? (
          <input
            {...control}
            type={type}
            {...(list === undefined ? {} : { list })}
            autocomplete={autocomplete as "off"}
            value={value}
            onInput={(event) => set(event.currentTarget.value)}
          />
        ) : (
          <textarea {...control} rows={rows} value={value} onInput={(event) => set(event.currentTarget.value)} />
        )
      }
    </Field>
  );
}

interface NumberProps {
  path: string;
  label: string;
  hint?: string;
  value: number;
  min: number;
  max: number;
  set(value: number): void;
}

export function NumberField({ path, label, hint, value, min, max, set }: NumberProps): JSX.Element {
  return (
    <Field path={path} label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={value}
          onInput={(event) => {
            const number = event.currentTarget.valueAsNumber;
            if (Number.isFinite(number)) set(Math.max(0, Math.round(number)));
          }}
        />
      )}
    </Field>
  );
}

interface SelectProps<V extends string> {
  path: string;
  label: string;
  hint?: string | undefined;
  value: V;
  options: readonly (readonly [value: V, label: string])[];
  set(value: V): void;
}

export function SelectField<V extends string>({ path, label, hint, value, options, set }: SelectProps<V>): JSX.Element {
  return (
    <Field path={path} label={label} hint={hint}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => set(event.currentTarget.value as V)}>
          {options.map(([of, words]) => (
            <option key={of} value={of}>{words}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  path: string;
  label: string;
  hint?: string;
  checked: boolean;
  set(checked: boolean): void;
}

export function CheckField({ path, label, hint, checked, set }: CheckProps): JSX.Element {
  const { fault, ...control } = useControl(path, hint);
  return (
    <div class="set-field">
      <label class="check set-check">
        <input {...control} type="checkbox" checked={checked} onChange={(event) => set(event.currentTarget.checked)} />
        {label}
      </label>
      {hint !== undefined && <p class="soft set-hint set-beneath" id={`${control.id}-hint`}>{hint}</p>}
      <Fault path={path} />
    </div>
  );
}

export interface Option<V extends string> {
  value: V;
  /** The choice, as a sentence. */
  words: string;
  /** What follows from it. */
  consequence: string;
  /** Why it cannot be chosen. */
  unavailable?: string;
}

interface ChoiceProps<V extends string> {
  path: string;
  question: string;
  options: readonly Option<V>[];
  value: V;
  set(value: V): void;
}

/** One of several, each a sentence with its consequence beneath. */
export function Choice<V extends string>({ path, question, options, value, set }: ChoiceProps<V>): JSX.Element {
  const { fault, ...control } = useControl(path);
  return (
    <fieldset class="set-choice" id={control.id} tabIndex={-1} aria-describedby={control["aria-describedby"]}>
      <legend>{question}</legend>
      {options.map((option) => {
        const id = `${control.id}-${option.value}`;
        return (
          <div key={option.value} class="set-option">
            <input
              type="radio"
              id={id}
              name={path}
              checked={option.value === value}
              disabled={control.disabled || option.unavailable !== undefined}
              aria-describedby={`${id}-means`}
              onChange={() => set(option.value)}
            />
            <label for={id}>{option.words}</label>
            <p class="soft" id={`${id}-means`}>
              {option.consequence}
              {option.unavailable !== undefined && <strong class="set-why"> {option.unavailable}</strong>}
            </p>
          </div>
        );
      })}
      <Fault path={path} />
    </fieldset>
  );
}

/** An id made of a label: lower-case letters, digits and dashes; unlike those that are there. */
export function newId(label: string, taken: readonly string[]): string {
  const plain = label.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 28) || "x";
  let id = plain;
  for (let n = 2; taken.includes(id); n += 1) id = `${plain}-${n}`;
  return id;
}
