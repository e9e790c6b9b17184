// Names after an `@`.
import { expect, test } from "vitest";
import type { Colleague, Me } from "../../../shared/src/wire.gen.ts";
import { fitting, mentionAt, mentionable, mentioned } from "./mentions.ts";

const one = (id: string, name: string, department = "d"): Colleague => ({ id, name, departments: [department], online: true });
const all = [one("o", "Omar Haddad"), one("l", "Lena Brandt"), one("le", "Lena")];
const me = { id: "me", colleagues: [...all, one("x", "Xaver", "other")] } as unknown as Me;

test("colleagues of the department can be mentioned", () => {
  expect(mentionable(me, "d").map(({ id }) => id)).toEqual(["o", "l", "le"]);
});

test("an @ at the beginning of a word begins a name, up to the caret", () => {
  expect(mentionAt("ask @om please", 7)).toEqual({ from: 4, text: "om" });
  expect(mentionAt("@", 1)).toEqual({ from: 0, text: "" });
  expect(mentionAt("@Omar Ha", 8)).toEqual({ from: 0, text: "Omar Ha" });
  expect(mentionAt("mail ann@clinic.example", 20)).toBeUndefined();
  expect(mentionAt("no name", 7)).toBeUndefined();
  expect(mentionAt("@om\nnext", 8)).toBeUndefined();
});

test("by any part of the name", () => {
  const ids = (query: string) => fitting(all, query).map(({ id }) => id);
  expect([ids("le"), ids("HAD"), ids("zz"), ids("")]).toEqual([["l", "le"], ["o"], [], ["o", "l", "le"]]);
});

test("a note mentions whose whole name stands behind an @", () => {
  expect(mentioned(all, "@Omar Haddad, could you look?")).toEqual(["o"]);
  expect(mentioned(all, "@Omar could you look? Omar Haddad knows.")).toEqual([]);
  expect(mentioned(all, "@Lena Brandt"), "the longer name also begins with the shorter").toEqual(["l", "le"]);
  expect(mentioned(all, "@Lenas")).toEqual([]);
});
