import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadParts } from "./parts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("every part is asked for at once", async () => {
  const asked: string[] = [];
  const part = (name: string) => () => Promise.resolve(asked.push(name));
  expect(await loadParts([part("a"), part("b")])).toBe(true);
  expect(asked).toEqual(["a", "b"]);
});

test("a part that is away for a moment comes with the next try", async () => {
  let tries = 0;
  const flaky = () => (++tries < 3 ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve());
  const done = loadParts([flaky]);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(await done).toBe(true);
  expect(tries).toBe(3);
});

test("a part of an old build that is gone is told, not thrown, and not asked for ever", async () => {
  let tries = 0;
  const gone = () => Promise.reject(new TypeError(`404, try ${(tries += 1)}`));
  const done = loadParts([() => Promise.resolve(), gone]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await done).toBe(false);
  expect(tries).toBe(4);
});
