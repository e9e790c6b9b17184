import { describe, expect, test } from "vitest";
import type { CannedReply } from "../../../shared/src/wire.gen.ts";
import { filled, gapIn, matching, queryAt } from "./canned.ts";

const reply = (shortcut: string, title: string, text = ""): CannedReply => ({ shortcut, title, text });
const REPLIES = [
  reply("hi", "Greeting", "Hello {visitor}"),
  reply("adiós", "Despedida", "Hasta luego"),
  reply("invoice", "Where the number is", "At the top"),
  reply("late", "An invoice that is late", "We hid it"),
  reply("visit", "What to bring", "Your invoices"),
];
const found = (query: string) => matching(REPLIES, query).map(({ shortcut }) => shortcut);

describe("matching", () => {
  test.each([
    ["", ["hi", "adiós", "invoice", "late", "visit"]],
    ["hi", ["hi", "late"]],
    ["HI", ["hi", "late"]],
    ["adio", ["adiós"]],
    ["invoice", ["invoice", "late", "visit"]],
    ["v", ["visit", "invoice", "late", "hi"]],
    ["nothing-like-it", []],
    ["(.*", []],
  ])("%s", (query, want) => {
    expect(found(query)).toEqual(want);
  });
});

test("of those that fit as well, the one sent more often comes first", () => {
  const sent = [
    { shortcut: "late", times: 3 },
    { shortcut: "visit", times: 9 },
    { shortcut: "gone", times: 99 },
  ];
  const order = (query: string) => matching(REPLIES, query, sent).map(({ shortcut }) => shortcut);
  expect(order("i")).toEqual(["invoice", "late", "visit", "hi", "adiós"]);
  expect(found("i")).toEqual(["invoice", "late", "hi", "adiós", "visit"]);
  expect(order("")).toEqual(found(""));
});

const KNOWN = { visitor: "Ana", staff: "Dana", clinic: "Riverside", department: "Billing" };

describe("filled", () => {
  test.each([
    ["Hello {visitor}, this is {staff} of {clinic}, {department}.", "Hello Ana, this is Dana of Riverside, Billing."],
    ["{visitor} {visitor}", "Ana Ana"],
    ["{dose} of {Visitor}", "{dose?} of {Visitor?}"],
    ["{} {a b} { visitor }", "{} {a b} { visitor }"],
    ["{constructor}{__proto__}", "{constructor?}{__proto__?}"],
  ])("%s", (text, want) => {
    expect(filled(text, KNOWN)).toBe(want);
  });

  test("an empty one is a gap, and a name is no template", () => {
    expect(filled("Hello {visitor}.", { ...KNOWN, visitor: "" })).toBe("Hello {visitor?}.");
    expect(filled("Hello {visitor}.", { ...KNOWN, visitor: "{staff} $& $1" })).toBe("Hello {staff} $& $1.");
  });
});

describe("gapIn", () => {
  test.each([
    ["Hello {visitor?}.", { name: "visitor", start: 6, end: 16 }],
    ["👩 {dose?} {visitor?}", { name: "dose", start: 3, end: 10 }],
    ["I am {staff}", { name: "staff", start: 5, end: 12 }],
    ["Hello Ana. Really? {yes} {a: 1?} {?}", undefined],
    ["", undefined],
  ])("%s", (text, want) => {
    expect(gapIn(text)).toEqual(want);
  });
});

describe("queryAt", () => {
  test.each([
    ["/", 0, 1, ""],
    ["/hi", 0, 3, "hi"],
    ["/hi", 0, 2, "h"],
    ["Hello /by", 6, 9, "by"],
    ["/hi there", 0, 9, undefined],
    ["/hi\n", 0, 4, undefined],
    ["hi", 0, 2, undefined],
    ["/hi", 0, 0, undefined],
  ])("%s from %i to %i", (text, from, caret, want) => {
    expect(queryAt(text, from, caret)).toBe(want);
  });
});
