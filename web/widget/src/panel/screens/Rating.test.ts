// How the chat was: what is sent while somebody chooses with the keyboard, and what is said when it fails.
import { expect, test } from "vitest";
import type { Asked, Asking } from "../model/chat.ts";
import { newestOnly, tell } from "./Rating.tsx";

test("one rating at a time, the newest after it, and one answer", async () => {
  const sent: number[] = [];
  const answers: (() => void)[] = [];
  const said: string[] = [];
  const send = newestOnly(
    (score: number) => new Promise<string>((resolve) => {
      sent.push(score);
      answers.push(() => resolve(`saved ${score}`));
    }),
    (result) => said.push(result),
  );
  for (const score of [5, 4, 3, 2]) send(score);
  expect(sent).toEqual([5]);
  answers[0]?.();
  await expect.poll(() => sent).toEqual([5, 2]);
  answers[1]?.();
  await expect.poll(() => said).toEqual(["saved 2"]);
});

test("what came of it is said, a part that is not to be had too", async () => {
  const model = (asked: Asked) => ({ ask: (_: Asking) => Promise.resolve(asked), mask: (text: string) => Promise.resolve(text) });
  expect(await tell(model("done"), 4, "")).toBe("rated");
  expect(await tell(model("done"), 4, "Kind.")).toBe("sent");
  expect(await tell(model("away"), 4, "")).toBe("failed");
  expect(await tell(model("refused"), 4, "")).toBe("refused");
  expect(await tell({ ...model("done"), mask: () => Promise.reject(new Error("no such part")) }, 4, "Kind.")).toBe("failed");
});
