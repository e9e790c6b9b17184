// Spanish has what English has: the types force the keys, this the placeholders, plurals and the style of the house.
import { expect, test } from "vitest";
import type { Entry, Table } from "../../../shared/src/strings/index.ts";
import { en } from "./en.ts";
import { settings as enSettings } from "./en.settings.ts";
import { es } from "./es.ts";
import { settings as esSettings } from "./es.settings.ts";

const formsOf = (entry: Entry): string[] => (typeof entry === "string" ? [entry] : Object.values(entry));
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

const entries = (area: string, english: Table, spanish: Table): [string, Entry | undefined, Entry | undefined][] =>
  Object.keys(english).map((key) => [`${area} ${key}`, english[key], spanish[key]]);

test.each([...entries("console", en, es), ...entries("settings", enSettings, esSettings)])("%s", (_key, english, spanish) => {
  const wanted = placeholders(typeof english === "string" ? english : (english?.other ?? ""));
  for (const text of formsOf(spanish ?? "")) {
    expect(placeholders(text)).toEqual(wanted);
    expect(text).not.toMatch(/\b(tu|tú|te|contigo|tus)\b/i);
  }
  for (const text of [...formsOf(english ?? ""), ...formsOf(spanish ?? "")]) expect(text).toMatch(/^\S(?:[^!¡]*[^\s!¡])?$/);
  if (typeof english !== "string") expect(Object.keys(spanish ?? {})).toEqual(expect.arrayContaining(["one", "other"]));
});
