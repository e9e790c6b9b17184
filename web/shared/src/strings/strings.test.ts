import { expect, test } from "vitest";
import { widget } from "./en.ts";
import { waiting } from "./en.waiting.ts";
import { translator } from "./index.ts";

const t = translator(widget, "en");

test("placeholders, plurals and ordinals", () => {
  expect(t("log.joined", { name: "Dana" })).toBe("Dana joined");
  const w = translator(waiting, "en");
  expect(w("queue.estimate", { n: 1 })).toBe("About 1 minute");
  expect(w("queue.estimate", { n: 12 })).toBe("About 12 minutes");
  expect([1, 2, 3, 4, 11, 22].map((n) => t("queue.place.ordinal", { n }))).toEqual([
    "You are 1st in line",
    "You are 2nd in line",
    "You are 3rd in line",
    "You are 4th in line",
    "You are 11th in line",
    "You are 22nd in line",
  ]);
});

test("what is put in is not looked at for placeholders again", () => {
  expect(t("log.transferred", { name: "{department}", department: "Billing" })).toBe("{department} passed you on to Billing");
});

test("house style: no exclamation mark, no stray space", () => {
  const texts = [...Object.values(widget), ...Object.values(waiting)].flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
  for (const text of texts) expect(text).toMatch(/^\S(?:[^!]*[^\s!])?$/);
});
