import { expect, test } from "vitest";
import type { CardState, FoundText } from "../../../shared/src/wire.gen.ts";
import { NOTHING, type Page, excerptPieces, joined } from "./found.ts";

function pieces(text: string, start: number, end: number, spans: FoundText["excerpt"]["spans"] = []): string[] {
  return excerptPieces({ excerpt: { text, spans }, start, end }).map((piece) =>
    piece.found ? `[${piece.text}]` : piece.span ? `<${piece.text}>` : piece.text,
  );
}

test("what was looked for is marked where it stands, counted in code points", () => {
  expect(pieces("my knee hurts", 3, 7)).toEqual(["my ", "[knee]", " hurts"]);
  expect(pieces("😀😀 knee", 3, 7)).toEqual(["😀😀 ", "[knee]"]);
  expect(pieces("knee", 0, 4)).toEqual(["[knee]"]);
});

test("masked pieces stay masked, before and after it", () => {
  const span = { start: 5, end: 9, type: "CARD", action: "mask" } as const;
  expect(pieces("card XXXX, a knee", 13, 17, [span])).toEqual(["card ", "<XXXX>", ", a ", "[knee]"]);
  expect(pieces("card XXXX, a knee", 0, 4, [span])).toEqual(["[card]", " ", "<XXXX>", ", a knee"]);
});

test("a chat that two pages share is listed once, with its places of both", () => {
  const card = { conversation: "01" } as CardState;
  const place = (message: string): FoundText => ({ message }) as FoundText;
  const page = (message: string): Page => ({
    ...NOTHING,
    cards: [card],
    places: new Map([["01", { texts: [place(message)], more: 2 }]]),
    next: { conversation: "01", rev: 0 },
    lookedAt: 1,
  });
  const both = joined(page("a"), { ...page("b"), next: undefined });
  expect(both.cards).toEqual([card]);
  expect(both.places.get("01")).toEqual({ texts: [place("a"), place("b")], more: 4 });
  expect([both.next, both.lookedAt]).toEqual([undefined, 2]);
});
