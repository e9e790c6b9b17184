// Where it is said, while dialogues open and close.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announce, interrupt, openLayer, saidIn, silence } from "./announcer.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  silence();
  vi.useRealTimers();
});

const dialogue = Symbol("dialogue");
const above = Symbol("above it");
const heard = (layer: symbol): string => [...saidIn(layer).polite, saidIn(layer).urgent].filter((text) => text !== "").join(" | ");

test("what is said while dialogues are open is said in the topmost of them, and in no other", () => {
  const closeFirst = openLayer(dialogue);
  announce("Dana wrote.");
  vi.runAllTimers();
  expect(heard(dialogue)).toBe("Dana wrote.");
  const closeSecond = openLayer(above);
  interrupt("This may be an emergency.");
  vi.runAllTimers();
  expect([heard(above), heard(dialogue)]).toEqual(["This may be an emergency.", ""]);
  closeSecond();
  closeFirst();
});

test("what is said with the last press in a dialogue is said once it has gone", () => {
  const close = openLayer(dialogue);
  announce("Reminder set.");
  close();
  vi.runAllTimers();
  expect(heard(dialogue)).toBe("");
});

test("the same words twice are two changes, and nothing is said after the session", () => {
  openLayer(dialogue);
  announce("Held back.");
  vi.runAllTimers();
  const [first] = saidIn(dialogue).polite;
  announce("Held back.");
  vi.runAllTimers();
  expect(saidIn(dialogue).polite[0]).not.toBe(first);
  announce("Maria wrote: My results are late.");
  silence();
  vi.runAllTimers();
  expect(heard(dialogue)).toBe("");
});
