// Every pair of text and surface the screens use is at least 4.5:1, in light and in dark (WCAG 2.2, 1.4.3).
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

function colours(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", value = ""]) => [name, value]));
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const pairs: [string, string, number][] = [
  ...["surface", "surface-sunken", "surface-raised"].flatMap((under): [string, string, number][] => [
    ["text", under, 4.5],
    ["text-soft", under, 4.5],
    ["accent-text", under, 4.5],
    ["danger", under, 4.5],
    ["waiting", under, 4.5],
    ["note", under, 4.5],
    ["line-strong", under, 3],
    ["focus", under, 3],
  ]),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["on-accent-soft", "accent", 4.5],
  ["on-accent", "mask-own", 4.5],
  ["text", "accent-soft", 4.5],
  ["accent-text", "accent-soft", 4.5],
  ["waiting", "waiting-soft", 4.5],
  ["text", "waiting-soft", 4.5],
  ["danger", "danger-soft", 4.5],
  ["text", "danger-soft", 4.5],
  ["on-danger", "danger", 4.5],
  ["note", "note-soft", 4.5],
  ["text", "note-soft", 4.5],
  ["mask-text", "mask", 4.5],
];

describe.each([
  ["light", colours(light)],
  ["dark", new Map([...colours(light), ...colours(dark)])],
])("%s", (_name, names) => {
  test.each(pairs)("%s on %s", (text, under, least) => {
    expect(contrast(names.get(text) ?? "", names.get(under) ?? "")).toBeGreaterThanOrEqual(least);
  });
});
