// Whatever colour a site chooses, what stands on it and beside it can be read, on light and on dark screens.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { colourOf, contrast, LEAST_CONTRAST, lookOf, onColour } from "./look.ts";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");
const own = (block: string): [string, string][] =>
  [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", value = ""]) => [name, value]);

const NAMED = ["#ffff00", "#ffffff", "#000000", "#ff0000", "#00ff00", "#0000ff", "#808080", "#777777", "#0b5f63", "#ffd100", "#f5f5dc", "#123456"];
/** Every colour of a coarse grid. */
const GRID = [0, 51, 102, 118, 119, 128, 153, 204, 255].flatMap((r, _at, steps) =>
  steps.flatMap((g) => steps.map((b) => `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`)),
);

describe.each([
  ["light", new Map(own(light))],
  ["dark", new Map([...own(light), ...own(dark)])],
] as const)("%s", (scheme, tokens) => {
  const token = (name: string): string => tokens.get(name) ?? "";
  test.each([...NAMED, "a grid of colours"])("%s can be read", (named) => {
    for (const colour of named.startsWith("#") ? [named] : GRID) {
      const look = lookOf(colour, scheme);
      const pairs: [string, string][] = [
        [look["on-accent"], look.accent],
        [look["on-accent"], look["accent-hover"]],
        [look["on-accent-soft"], look.accent],
        [look["on-accent"], look["mask-own"]],
        [look["accent-text"], look["accent-soft"]],
        [token("text"), look["accent-soft"]],
        ...["surface", "surface-sunken", "surface-raised"].map((under): [string, string] => [look["accent-text"], token(under)]),
      ];
      for (const [text, under] of pairs) {
        expect(contrast(text, under), `${colour}: ${text} on ${under}`).toBeGreaterThanOrEqual(LEAST_CONTRAST);
      }
    }
  });
});

test("the clinic's colour is taken as it is", () => {
  expect(lookOf("#7a1fa2", "light").accent).toBe("#7a1fa2");
  expect(onColour("#ffff00")).toBe("#000000");
  expect(onColour("#000080")).toBe("#ffffff");
});

test.each(["", "teal", "#fff", "#12345g", "#123456;", "javascript:1", undefined])("%j is no colour", (text) => {
  expect(colourOf(text)).toBeUndefined();
});

test("capitals are a colour", () => expect(colourOf("#ABCDEF")).toBe("#abcdef"));
