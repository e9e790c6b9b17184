// The form before a chat: which fields are shown, and what is wrong with an answer. The server holds to the same (`domain/src/form.rs`).
import type { FormField } from "../../../../shared/src/wire.gen.ts";
import { f } from "../text.ts";
import { fieldName, type Values } from "./names.ts";

/** Longest name, topic or answer, and the longest of several lines, in code points. */
const FIELD_MAX_CHARS = 120;
const LINES_MAX_CHARS = 1_000;
const PHONE_MIN_DIGITS = 7;

/** The answer of a ticked box. */
export const TICKED = "yes";

/** The fields that the answers so far show, in order. A field that is not shown has no answer, so it shows no other. */
export function shownFields(form: readonly FormField[], values: Values): FormField[] {
  const shown: FormField[] = [];
  for (const field of form) {
    const { shown_when: when } = field;
    const asked = when && shown.some(({ key }) => key === when.field);
    if (!when || (asked && when.is.includes((values[fieldName(when.field)] ?? "").trim()))) shown.push(field);
  }
  return shown;
}

/** What is wrong, by field, in the order of the screen. */
export function check(form: readonly FormField[], values: Values): Record<string, string> {
  const problems: Record<string, string> = {};
  const note = (name: string, problem: string | undefined): void => {
    if (problem !== undefined) problems[name] = problem;
  };
  note("name", tooLong(values["name"]));
  note("topic", tooLong(values["topic"]));
  for (const field of shownFields(form, values)) {
    const name = fieldName(field.key);
    const value = (values[name] ?? "").trim();
    if (value === "") note(name, field.required ? missing(field) : undefined);
    else note(name, tooLong(value, field.kind === "long_text" ? LINES_MAX_CHARS : FIELD_MAX_CHARS) ?? wrongKind(field, value));
  }
  return problems;
}

function missing({ kind, label }: FormField): string {
  if (kind === "choice") return f("choose");
  return kind === "checkbox" ? f("tick") : f("required", { label });
}

function tooLong(value = "", most = FIELD_MAX_CHARS): string | undefined {
  return [...value.trim()].length > most ? f("long", { n: most }) : undefined;
}

function wrongKind({ kind }: FormField, value: string): string | undefined {
  if (kind === "email" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return f("email");
  if (kind === "phone" && value.replace(/[^0-9]/g, "").length < PHONE_MIN_DIGITS) return f("phone");
  if (kind === "date" && !isDate(value)) return f("date");
  return undefined;
}

function isDate(value: string): boolean {
  const [, year] = /^(\d{4})-\d{2}-\d{2}$/.exec(value) ?? [];
  if (year === undefined || Number(year) < 1880 || Number(year) > 2200) return false;
  // A day that there is not, such as February 30, becomes another.
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}
