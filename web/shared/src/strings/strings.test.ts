// Texts are looked up with their plural, and every language has what English has: the types force the keys, this the rest.
import { describe, expect, test } from "vitest";
import * as english from "./beside.en.ts";
import * as spanish from "./beside.es.ts";
import { loader } from "./en.loader.ts";
import { widget } from "./en.ts";
import { loader as loaderSpanish } from "./es.loader.ts";
import { widget as widgetSpanish } from "./es.ts";
import { type Entry, type Table, translator } from "./index.ts";
import { pseudo } from "./pseudo.ts";

const t = translator(english.later, "en");

test("placeholders, plurals and ordinals", () => {
  expect(t("log.joined", { name: "Dana" })).toBe("Dana joined");
  const w = translator(english.waiting, "en");
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

const TABLES: [string, Table, Table][] = [
  ["widget", widget, widgetSpanish],
  ["loader", loader, loaderSpanish],
  ["after", english.after, spanish.after],
  ["form", english.form, spanish.form],
  ["later", english.later, spanish.later],
  ["waiting", english.waiting, spanish.waiting],
  ["protection", english.protection, spanish.protection],
  ["sound", english.sound, spanish.sound],
  ["copy", english.copy, spanish.copy],
];

function formsOf(entry: Entry): string[] {
  return typeof entry === "string" ? [entry] : Object.values(entry);
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

describe.each(TABLES)("%s", (_name, from, to) => {
  test.each(Object.keys(from))("%s has the placeholders and plurals of English, in the style of the house", (key) => {
    const [en = "", es = ""] = [from[key], to[key]];
    const wanted = placeholders(typeof en === "string" ? en : en.other);
    for (const text of formsOf(es)) {
      expect(placeholders(text)).toEqual(wanted);
      expect(text).not.toMatch(/\b(tu|tú|te|contigo|vosotros|tus)\b/i);
    }
    for (const text of [...formsOf(en), ...formsOf(es)]) expect(text).toMatch(/^\S(?:[^!¡]*[^\s!¡])?$/);
    if (!key.endsWith(".ordinal") && typeof en !== "string") expect(Object.keys(es)).toEqual(expect.arrayContaining(["one", "other"]));
  });
});

test.each([false, true])("the invented languages keep placeholders, are longer, and stand in brackets", (rightToLeft) => {
  for (const [key, entry] of Object.entries(pseudo(widget, rightToLeft))) {
    const texts = formsOf(entry);
    formsOf(widget[key as keyof typeof widget]).forEach((text, at) => {
      expect(texts[at]).toMatch(/^⟦.*⟧$/);
      expect(placeholders(texts[at] ?? "")).toEqual(placeholders(text));
      expect(texts[at]!.length).toBeGreaterThanOrEqual(1.4 * text.length);
    });
  }
  expect(pseudo(widget, true)["composer.send"]).toMatch(/^⟦[\u0600-\u06ff ]+⟧$/);
});
