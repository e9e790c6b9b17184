// Who a key belongs to, when screens come and go in whatever order.
import { expect, test, vi } from "vitest";

vi.stubGlobal("addEventListener", () => undefined);
vi.stubGlobal("removeEventListener", () => undefined);
const { acts, onKey, perform } = await import("./keys.ts");

test("the newest acts; one that left acts no more, also where it left before a newer one", () => {
  const done: string[] = [];
  const one = onKey("t", () => void done.push("one"));
  const two = onKey("t", () => void done.push("two"));
  perform("t");
  one();
  perform("t");
  expect(done).toEqual(["two", "two"]);
  two();
  expect(acts("t"), "nobody is left").toBe(false);
  perform("t");
  expect(done).toHaveLength(2);
});

test("the one before acts again when the newer leaves", () => {
  const done: string[] = [];
  const one = onKey("e", () => void done.push("one"));
  onKey("e", () => void done.push("two"))();
  perform("e");
  expect(done).toEqual(["one"]);
  one();
});
