// The browser's masking: the vectors it shares with Rust, and what must hold for any text.
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { marked, toCodePoints } from "../shown.ts";
import type { TextSpan } from "../wire.gen.ts";
import { maskForGood } from "./index.ts";

interface Case {
  name: string;
  input: string;
  for_good: string;
  masked: string;
  spans: { start: number; end: number; type: TextSpan["type"]; action: TextSpan["action"] }[];
  /** What a screen marks; only where it is not the spans. */
  chip?: [start: number, end: number][];
}

interface File {
  cases: Case[];
  keep_card_last_four?: boolean;
}

const VECTORS = new URL("../../../../vectors/masking/", import.meta.url);
const files = readdirSync(VECTORS).filter((name) => name.endsWith(".json"));

test("there are vectors", () => expect(files.length).toBeGreaterThan(4));

describe.each(files)("%s", (file) => {
  const read = JSON.parse(readFileSync(new URL(file, VECTORS), "utf8")) as File;
  const options = { keepCardLastFour: read.keep_card_last_four === true };
  test.each(read.cases)("$name", ({ input, for_good, masked: byServer, spans, chip }) => {
    const masked = maskForGood(input, options);
    expect(masked.text).toBe(for_good);
    const inCodePoints = masked.spans.map((span) => ({
      ...span,
      start: [...masked.text.slice(0, span.start)].length,
      end: [...masked.text.slice(0, span.end)].length,
    }));
    expect(inCodePoints).toEqual(spans.filter((span) => span.action === "mask"));
    expect(maskForGood(masked.text, options)).toEqual({ text: masked.text, spans: [] });
    if (!chip) return;
    const chips = (shown: { text: string; spans?: TextSpan[] }) => marked(shown).spans?.map(({ start, end }) => [start, end]);
    const typed = masked.spans.map((span) => {
      const [start = 0, end = 0] = toCodePoints(masked.text, [span.start, span.end]);
      return { ...span, start, end };
    });
    // The author's own screen, the server's answer where it masked, and where the browser had done so before it.
    expect(chips({ text: masked.text, spans: typed })).toEqual(chip);
    expect(chips({ text: byServer, spans })).toEqual(chip);
    expect(chips({ text: byServer })).toEqual(chip);
  });
});

test("keeps the last four digits of a card where policy says so", () => {
  const masked = maskForGood("4111 1111 1111 1111 é 123-45-6789", { keepCardLastFour: true });
  expect(masked.text).toBe("XXXX XXXX XXXX 1111 é XXX-XX-XXXX");
  expect(masked.spans[0]).toEqual({ start: 0, end: 14, type: "CARD", action: "mask" });
});

test("offsets are UTF-16 units of the masked text", () => {
  const masked = maskForGood("😀 𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏 😀");
  expect(masked).toEqual({
    text: "😀 XXXXXXXXXXXXXXXX 😀",
    spans: [{ start: 3, end: 19, type: "CARD", action: "mask" }],
  });
});

test("a text too long to scan is masked whole", () => {
  const masked = maskForGood(` ${"a".repeat(64 * 1024)}, é. `);
  expect(masked.text.endsWith("XX, X. ")).toBe(true);
  expect(masked.spans).toEqual([{ start: 1, end: 64 * 1024 + 4, type: "OTHER", action: "mask" }]);
  expect(maskForGood("é".repeat(10_000)).spans).toEqual([]);
});

test("promises hold for texts made of what recognisers look for", () => {
  const parts = [
    "4111", "1111", "4111111111111111", "123", "45", "6789", "123456789", "-", " ", ".", "😀", "é", "٤", "\u200b", "ssn",
    "card", "XX", "\ud800", "62", "\n", "ж", "𝟒",
  ];
  // A fixed seed (a linear congruential generator), so that a failure can be repeated.
  let seed = 20_261_124;
  const pick = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 3_000; round += 1) {
    const text = Array.from({ length: pick(30) }, () => parts[pick(parts.length)]).join("");
    const once = maskForGood(text);
    expect([...once.text].length).toBe([...text].length);
    expect(maskForGood(once.text).text).toBe(once.text);
    const [before, after] = [[...text], [...once.text]];
    after.forEach((character, at) => expect(character === before[at] || character === "X").toBe(true));
    let copied = 0;
    for (const { start, end } of once.spans) {
      expect(start).toBeGreaterThanOrEqual(copied);
      expect(once.text[start]).toBe("X");
      expect(once.text[end - 1]).toBe("X");
      copied = end;
    }
  }
});
