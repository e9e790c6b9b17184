// The form before a chat: what is asked, and what is wrong with an answer.
import { expect, test } from "vitest";
import type { FormField, FormFieldKind } from "../../../../shared/src/wire.gen.ts";
import { check, shownFields } from "./check.ts";

const field = (key: string, kind: FormFieldKind, more: Partial<FormField> = {}): FormField => ({ key, label: key, kind, required: false, ...more });

test("the form says what is missing or wrong, in the order of the screen", () => {
  const form = [field("callback", "phone", { required: true }), field("mail", "email")];
  expect(Object.keys(check(form, { name: "x".repeat(121), "form.mail": "nowhere" }))).toEqual(["name", "form.callback", "form.mail"]);
  expect(check(form, { "form.callback": "555 010 1234", "form.mail": "a@b.c", topic: "😀".repeat(120) })).toEqual({});
});

const FORM = [
  field("about", "choice", { required: true, options: [{ id: "drug", label: "A medicine" }, { id: "visit", label: "A visit" }] }),
  field("which", "long_text", { required: true, shown_when: { field: "about", is: ["drug"] } }),
  field("box", "checkbox", { shown_when: { field: "about", is: ["drug"] } }),
  field("since", "date", { shown_when: { field: "box", is: ["yes"] } }),
];

test.each<[Record<string, string>, string[]]>([
  [{}, ["about"]],
  [{ "form.about": "visit", "form.box": "yes" }, ["about"]],
  [{ "form.about": "drug" }, ["about", "which", "box"]],
  [{ "form.about": "drug", "form.box": "yes" }, ["about", "which", "box", "since"]],
])("%j shows %j", (values, shown) => {
  expect(shownFields(FORM, values).map(({ key }) => key)).toEqual(shown);
});

test("what is not shown is not asked for", () => {
  expect(check(FORM, { "form.about": "visit", "form.since": "nonsense" })).toEqual({});
  expect(check(FORM, {})).toEqual({ "form.about": "Please choose" });
  expect(check(FORM, { "form.about": "drug" })).toEqual({ "form.which": "Please fill in: which" });
  expect(check([field("box", "checkbox", { required: true })], {})).toEqual({ "form.box": "Please tick this to go on" });
});

test.each<[FormFieldKind, string, boolean]>([
  ["date", "2024-02-29", true],
  ["date", "2023-02-29", false],
  ["date", "1879-12-31", false],
  ["date", "2201-01-01", false],
  ["date", "24-01-01", false],
  ["long_text", `one\n${"x".repeat(996)}`, true],
  ["long_text", "x".repeat(1_001), false],
  ["email", "a@b.example", true],
  ["email", "a@b", false],
  ["email", "a@.c", false],
  ["phone", "٠١٢٣٤٥٦٧", false],
])("%s %j: %j", (kind, value, right) => {
  expect(Object.keys(check([field("k", kind)], { "form.k": value })).length === 0).toBe(right);
});
