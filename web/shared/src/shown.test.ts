import { expect, test } from "vitest";
import { codePoints, lastDigits, marked, pieces, toCodePoints, toUtf16 } from "./shown.ts";
import type { TextSpan } from "./wire.gen.ts";

const span = (start: number, end: number): TextSpan => ({ start, end, type: "CARD", action: "mask" });

test.each<[string, number[], number[]]>([
  ["plain", [0, 2, 5], [0, 2, 5]],
  ["", [0, 3], [0, 0]],
  ["😀a", [0, 1, 2], [0, 2, 3]],
  ["a😀b😀", [1, 2, 3, 4], [1, 3, 4, 6]],
  ["e\u0301", [1, 2], [1, 2]],
  ["\ud83dx", [1, 2], [1, 2]],
  ["abc", [99], [3]],
  ["😀😀", [2, 0, 1], [4, 0, 2]],
])("%j: code points %j are units %j", (text, offsets, units) => {
  expect(toUtf16(text, offsets)).toEqual(units);
});

test("agrees with counting by iterator at every offset", () => {
  const text = "née 😀 \ud83d x 👩‍👩‍👧 4111";
  const points = [...text];
  for (let at = 0; at <= points.length; at += 1) {
    const units = points.slice(0, at).join("").length;
    expect(toUtf16(text, [at])).toEqual([units]);
    expect(toCodePoints(text, [units])).toEqual([at]);
  }
  expect(codePoints(text)).toBe(points.length);
});

test.each<[string, TextSpan[], string[]]>([
  ["no spans", [], ["no spans"]],
  ["😀 XXXX 1111!", [span(2, 11)], ["😀 ", "[XXXX 1111]", "!"]],
  ["XXab", [span(0, 2)], ["[XX]", "ab"]],
  ["abXX", [span(2, 4)], ["ab", "[XX]"]],
  ["XXYY", [span(2, 4), span(0, 2)], ["[XX]", "[YY]"]],
  ["XXYY", [span(0, 3), span(2, 4)], ["[XXY]", "Y"]],
  ["ab", [span(1, 1), span(5, 9)], ["ab"]],
  ["", [span(0, 1)], []],
])("%j is cut into pieces", (text, spans, want) => {
  expect(pieces({ text, spans }).map((piece) => (piece.span ? `[${piece.text}]` : piece.text))).toEqual(want);
});

test.each([
  ["XXXX XXXX XXXX 1111", "1111"],
  ["XXX-XX-XXXX", ""],
  ["XXXXXXXXXXXX1111", "1111"],
  ["555-010-1234", ""],
])("%s shows its end %j", (text, want) => {
  expect(lastDigits(text)).toBe(want);
});

test.each<[string, string[]]>([
  ["My card is XXXX XXXX XXXX 1111.", ["CARD 11-30"]],
  ["😀 XXXXXXXXXXXXXXXX", ["CARD 2-18"]],
  ["XXX-XX-XXXX", ["SSN 0-11"]],
  ["XXX-XX-1234", []],
  ["size XXL or XXXX", []],
  ["XXXXXXXXXXXXa", []],
  ["call 555-XXX", []],
])("%j: X's that the server did not name are marked", (text, want) => {
  expect(marked({ text }).spans?.map(({ type, start, end }) => `${type} ${start}-${end}`)).toEqual(want);
});

test("what the server named is left as it is", () => {
  const shown = { text: "XXXX XXXX XXXX 1111", spans: [span(0, 19)] };
  expect(marked(shown)).toEqual(shown);
});
