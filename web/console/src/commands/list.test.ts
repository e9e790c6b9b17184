// What the command bar offers and finds; and that every key is on the sheet.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { CardState, Me, ServerFrame, Who } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import * as desk from "../model/desk.ts";
import { KEYS } from "../shell/key-sheet.tsx";
import { commandsOf, matching } from "./list.ts";

const dana: Who = { kind: "staff", id: "dana", name: "Dana" };
const me: Me = { id: "dana", name: "Dana", role: "supervisor", departments: ["d"], all_departments: [], colleagues: [] };
const card = (conversation: string, name: string, change: Partial<CardState> = {}): CardState => fakeCard({ conversation, name, ...change });
const cards: ServerFrame = { type: "cards", cards: [card("a", "Zoë Müller"), card("b", "Maria", { phase: "active", staff: dana })] };
const now = desk.received(desk.newDesk(me), cards, 0);
const labels = (typed: string, acts = (_: string) => true) => matching(commandsOf(me, now, acts), typed).map(({ label }) => label);

test("actions with their keys, screens of the role, chats by name", () => {
  const all = commandsOf(me, now, () => true);
  expect(all.find(({ id }) => id === "key-t")).toMatchObject({ label: "Transfer the chat", key: "t" });
  expect(labels("go to")).toEqual(["Go to Chats", "Go to Board", "Go to History", "Go to Numbers"]);
  expect(labels("maria")).toEqual(["Open the chat with Maria"]);
  expect(labels("zoe muller"), "without accents").toEqual(["Look at Zoë Müller, who waits"]);
  expect(labels("nothing like that")).toEqual([]);
});

test("what a screen cannot do is not offered", () => {
  expect(labels("transfer", (key) => key !== "t")).toEqual([]);
});

test("every key that does something is on the sheet", () => {
  const folder = new URL("../", import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"));
  const used = sources.flatMap((name) => [...readFileSync(new URL(name, folder), "utf8").matchAll(/onKey\("([^"]+)"/g)].map(([, key]) => key));
  const listed = KEYS.flatMap(([keys]) => [...keys]) as string[];
  expect(used.length).toBeGreaterThan(8);
  expect(used.filter((key) => !listed.includes(key ?? ""))).toEqual([]);
});
