// The emergency list in the browser: the cases it shares with Rust.
import { expect, test } from "vitest";
import vectors from "../../../../vectors/emergency/cases.json" with { type: "json" };
import list from "../../../../vectors/emergency/phrases.json" with { type: "json" };
import { emergency } from "./index.ts";

test.each(vectors.cases)("$name", ({ text, kind }) => {
  expect(emergency(text)).toBe(kind);
});

test("every phrase finds itself", () => {
  for (const phrases of Object.values(list.kinds).flatMap((languages) => Object.values(languages))) {
    for (const phrase of phrases) expect(emergency(phrase.replace("~", "one two")), phrase).not.toBeNull();
  }
});
