import { expect, test } from "vitest";
import type { Protection, SpanKind, TextSpan } from "../../../shared/src/wire.gen.ts";
import { readAloud } from "./model/spoken.ts";
import { protectionSentences } from "./protection.ts";
import { hiddenLines, placeInLine } from "./words.ts";
import { waitOf } from "./waiting.ts";

const span = (start: number, end: number, type: SpanKind, action: TextSpan["action"] = "mask"): TextSpan => ({ start, end, type, action });

test.each<[string, TextSpan[], string]>([
  ["My card is XXXX XXXX XXXX 1111.", [span(11, 30, "CARD")], "My card is card number hidden, ends in 1111."],
  ["XXX-XX-XXXX", [span(0, 11, "SSN")], "social security number hidden"],
  ["Call 555-010-1234", [span(5, 17, "PHONE", "hide")], "Call 555-010-1234"],
])("%j is read aloud", (text, spans, want) => {
  expect(readAloud({ text, spans })).toBe(want);
});

test("one line per kind of what was hidden, in the order of the text", () => {
  const spans = [span(30, 40, "CARD"), span(5, 9, "PHONE", "hide"), span(10, 20, "CARD")];
  expect(hiddenLines(spans)).toEqual(["Only the staff who help you can see your telephone number.", "We hid your card number."]);
});

test("places and waits", () => {
  expect([1, 2, 3].map(placeInLine)).toEqual(["You are next in line", "You are 2nd in line", "You are 3rd in line"]);
  expect([20, 60, 150].map(waitOf)).toEqual(["Less than a minute", "About 1 minute", "About 3 minutes"]);
});

test.each<[Protection["custody"], number, string]>([
  ["managed", 30 * 86_400, "30 days"],
  ["managed", 86_400, "1 day "],
  ["customer", 36 * 3_600, "36 hours"],
  ["sealed", 90, "2 minutes"],
  ["end-to-end", 7 * 86_400, "7 days"],
  ["ephemeral", 60, "Nothing of it is kept"],
])("%s for %d s makes five sentences", (custody, retention_seconds, kept) => {
  const policy: Protection = { custody, retention_seconds, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 };
  const sentences = protectionSentences(policy, "Nurses", { name: "Riverside", phone: "+1 555" });
  expect(sentences).toHaveLength(5);
  expect(sentences.every((sentence) => sentence.length > 20)).toBe(true);
  expect(sentences[3]).toContain(kept);
});
