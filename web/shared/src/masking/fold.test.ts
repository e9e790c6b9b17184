// The folding table: the same cases as in Rust.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OTHER, SKIP, SYMBOL, fold } from "./fold.ts";

const folded = (text: string) => [...text].map((c) => fold(c.codePointAt(0) ?? 0)).filter((byte) => byte !== SKIP);

test.each([
  ["Año", "Ano"],
  ["ÀßÿÖØ", "AsyOO"],
  ["４１１１－１", "4111-1"],
  ["٤١١١ ۴۱۱۱ ४१", "4111 4111 41"],
  ["𝟒𝟙𝟷 𝐒𝐬𝐧 𝖘𝖘𝖓", "411 Ssn ssn"],
  ["⁴¹²³₀₉ ①⑨⓪ ❶❾", "412309 190 19"],
  ["4\ufe0f\u20e31\ufe0f\u20e3", "41"],
  ["4\u200b1\u00ad1\u03361\u2060", "4111"],
  ["4\u00a01\u20091\u30001", "4 1 1 1"],
  ["a＠b．c", "a@b.c"],
  ["can’t", "can't"],
  ["ⓢⓢⓝ", "ssn"],
])("%s", (text, want) => {
  expect(String.fromCharCode(...folded(text))).toBe(want);
});

test("what has no counterpart is told apart only as far as it must be", () => {
  expect(folded("ж😀ⁱ؟×")).toEqual([OTHER, SYMBOL, OTHER, OTHER, SYMBOL]);
});

test("the table is the one Rust has", () => {
  // FNV-1a, 32 bits, over one byte for each code point but surrogates.
  let hash = 0x811c9dc5;
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    hash = Math.imul(hash ^ (fold(code) & 0xff), 0x01000193);
  }
  const want = readFileSync(new URL("../../../../vectors/masking/fold-table.fnv1a", import.meta.url), "utf8");
  expect(`${(hash >>> 0).toString(16).padStart(8, "0")}\n`).toBe(want);
});
