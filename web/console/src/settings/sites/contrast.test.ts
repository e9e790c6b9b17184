// The numbers of WCAG, and a shade that is never too pale.
import { expect, test } from "vitest";
import { ENOUGH, contrastWithWhite, isColour, readable } from "./contrast.ts";

test("known ratios", () => {
  expect(contrastWithWhite("#000000")).toBeCloseTo(21, 5);
  expect(contrastWithWhite("#ffffff")).toBeCloseTo(1, 5);
  expect(contrastWithWhite("#767676")).toBeCloseTo(4.54, 2);
});

test("what can be read stays, what cannot is darkened until it can", () => {
  expect(readable("#0b5f63")).toBe("#0b5f63");
  for (const pale of ["#ffff00", "#ff8800", "#88ccff", "#ffffff", "#777777"]) {
    expect(contrastWithWhite(readable(pale)), pale).toBeGreaterThanOrEqual(ENOUGH);
  }
  expect(["#fff", "teal", "#12345g", ""].some(isColour)).toBe(false);
});
