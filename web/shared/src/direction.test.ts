// Screens turn around with the direction of writing: no rule names left or right.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { STYLE } from "../../widget/src/loader/style.ts";

const web = new URL("../../", import.meta.url);
const sheets = ["shared/src", "widget/src", "console/src"].flatMap((folder) =>
  readdirSync(new URL(folder, web), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".css"))
    .map((name): [string, string] => [`${folder}/${name}`, readFileSync(new URL(`${folder}/${name}`, web), "utf8")]),
);

test.each([...sheets, ["the loader's", STYLE] as const])("%s", (_name, css) => {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, "");
  expect(rules.match(/[\w-]*\b(left|right)\b[\w-]*/g) ?? []).toEqual([]);
});

test("there are style sheets", () => expect(sheets.length).toBeGreaterThan(5));
