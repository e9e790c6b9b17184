import { expect, test } from "vitest";
import type { Figures, Numbers } from "../../../shared/src/wire.gen.ts";
import { csvOf, field } from "./csv.ts";

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-2", "'-2"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  [" =1", "' =1"],
  ["\r=1", '"\'\r=1"'],
  ["＝1", "'＝1"],
  ['=HYPERLINK("http://x","a")', '"\'=HYPERLINK(""http://x"",""a"")"'],
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\nlines", '"two\nlines"'],
  ["Front desk", "Front desk"],
])("%j is written as %j", (text, written) => {
  expect(field(text)).toBe(written);
});

test("numbers stay numbers, and what is not shown stays empty", () => {
  expect([field(-3), field(0), field(undefined)]).toEqual(["-3", "0", ""]);
  const few: Figures = { chats: 1, served: 1, gave_up: 0, lost: 0, left_messages: 0 };
  const numbers: Numbers = {
    from: "2026-11-01",
    to: "2026-11-01",
    zone: "UTC",
    own: false,
    least: 5,
    least_fine: 10,
    total: { ...few, chats: 9, wait: { median_s: 30, p90_s: 50 }, first_reply: { median_s: 40 }, rating: { mean: 4.5, count: 16 } },
    days: [{ date: "2026-11-01", figures: few }],
    hours: [{ hour: 9, figures: few }],
    departments: [{ department: "D", name: "=cmd|'/c calc'!A1", figures: few }],
    people: [{ staff: "S", name: "Dana, nurse", figures: few }],
  };
  const lines = csvOf(numbers).split("\r\n");
  expect(lines).toHaveLength(7);
  expect(lines[1]).toBe("total,2026-11-01 to 2026-11-01 (UTC),9,1,0,0,0,30,50,40,,,,,,4.5,16");
  expect(lines[2]).toBe("day,2026-11-01,1,1,0,0,0,,,,,,,,,,");
  expect(lines[4]).toBe("department,'=cmd|'/c calc'!A1,1,1,0,0,0,,,,,,,,,,");
  expect(lines[5]).toBe('person,"Dana, nurse",1,1,0,0,0,,,,,,,,,,');
  expect(new Set(lines.slice(0, 6).map((line) => line.replace(/"[^"]*"/g, "x").split(",").length))).toEqual(new Set([17]));
});
