// What a reader is told about treated text, by what of it they can read.
import { expect, test } from "vitest";
import type { SpanAction, SpanKind } from "../../../shared/src/wire.gen.ts";
import { asReader, isReadable, treated } from "./masked.ts";

const span = (type: SpanKind, action: SpanAction) => ({ start: 0, end: 1, type, action });

test.each<[string, SpanKind, SpanAction, boolean]>([
  ["XXXX XXXX XXXX 1111", "CARD", "mask", false],
  ["XXX-XXX-4477", "PHONE", "hide", false],
  ["XXXXXXXXXXX", "EMAIL", "hide", false],
  ["XXXX@XXXX", "EMAIL", "hide", false],
  ["(555) 010-4477", "PHONE", "hide", true],
  ["maria@example.org", "EMAIL", "hide", true],
])("%s", (text, type, action, readable) => {
  expect(isReadable(text, span(type, action))).toBe(readable);
});

test("each kind once, in the order of the text", () => {
  expect(
    treated([
      { text: "XXXX 1111", span: span("CARD", "mask") },
      { text: " and " },
      { text: "XXXX 2222", span: span("CARD", "mask") },
      { text: "555 010 4477", span: span("PHONE", "hide") },
    ]),
  ).toEqual(["Masked for good: card number", "Only the patient and who serves the chat can read: phone number"]);
});

test("who passed a chat on reads it as a reader does: hidden is X's, masked stays", () => {
  const shown = { text: "Call 415-555-0132, card XXXX 4242", spans: [
    { start: 5, end: 17, type: "PHONE" as const, action: "hide" as const },
    { start: 24, end: 28, type: "CARD" as const, action: "mask" as const },
  ] };
  expect(asReader(shown)).toEqual({ ...shown, text: "Call XXX-XXX-XXXX, card XXXX 4242" });
});
