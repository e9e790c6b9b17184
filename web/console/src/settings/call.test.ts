// What is more than the server takes at once is not sent, and the words name the limit.
import { afterEach, expect, test, vi } from "vitest";
import { REQUEST_MAX_BYTES, TooLarge, call } from "./call.ts";
import { wordsOf } from "./problem.ts";
import { loadSettingsTexts } from "./text.ts";

await loadSettingsTexts();
afterEach(() => vi.unstubAllGlobals());

/** A body of exactly so many bytes, with letters of two bytes in it. */
const body = (bytes: number): { text: string } => {
  const empty = new TextEncoder().encode(JSON.stringify({ text: "é" })).length;
  return { text: `é${"x".repeat(bytes - empty)}` };
};

test("at the limit it is sent; a byte more is not, and is told with the limit and the size", async () => {
  const fetch = vi.fn(async () => new Response("{}"));
  vi.stubGlobal("fetch", fetch);
  await call("PUT", "/settings/departments/a", body(REQUEST_MAX_BYTES));
  expect(fetch).toHaveBeenCalledTimes(1);
  const refused: unknown = await call("PUT", "/settings/departments/a", body(REQUEST_MAX_BYTES + 1)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TooLarge);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(wordsOf(refused)).toMatch(/^It was not saved: it is 48\.1 KiB, and at most 48 KiB are saved at once\. Nothing is lost here\./);
});
