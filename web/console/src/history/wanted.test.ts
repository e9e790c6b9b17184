import { expect, test } from "vitest";
import { ANY, asked, askedTexts, forTexts, isAny } from "./wanted.ts";

test("what is not chosen is not asked for", () => {
  expect(isAny(ANY)).toBe(true);
  expect(asked({ ...ANY, words: "  " })).toEqual({});
  expect(isAny({ ...ANY, tag: "billing" })).toBe(false);
});

test("days begin at midnight here, and the last one is in it whole", () => {
  const { opened_from, opened_before } = asked({ ...ANY, from: "2026-03-29", to: "2026-03-29" });
  expect(new Date(opened_from ?? 0).toString()).toContain("Mar 29 2026 00:00:00");
  expect(new Date(opened_before ?? 0).toString()).toContain("Mar 30 2026 00:00:00");
});

test("everything together, from where the search ended", () => {
  const wanted = { ...ANY, words: " jose ", outcome: "solved", tag: "billing", servedBy: "01", from: "", to: "" };
  expect(asked(wanted, "02")).toEqual({ words: "jose", outcome: "solved", tag: "billing", served_by: "01", before: "02" });
});

test("chats are opened only for words that are looked for in them", () => {
  const wanted = { ...ANY, inTexts: true, department: "03" };
  expect(forTexts({ ...wanted, words: " " })).toBe(false);
  expect(isAny({ ...ANY, inTexts: true })).toBe(true);
  expect(forTexts({ ...wanted, words: "knee" })).toBe(true);
  const place = { conversation: "02", rev: 7 };
  expect(askedTexts({ ...wanted, words: " knee " }, place)).toEqual({ text: "knee", department: "03", from: place });
});
