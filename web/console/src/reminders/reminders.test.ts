// What comes late: an answer from before a reminder was done with, or from before its person signed out.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ReminderList } from "../../../shared/src/wire.gen.ts";
import { fakeCard } from "../fakes.ts";
import { due, endReminder, followReminders, setReminder } from "./reminders.ts";

const server = vi.hoisted(() => ({ reminders: vi.fn(), endReminder: vi.fn(), remind: vi.fn() }));
const ring = vi.hoisted(() => vi.fn());
vi.mock("../session.ts", () => ({ server }));
vi.mock("../notices/ring.ts", () => ({ ring }));

const MARIA: ReminderList = { server_time: 0, reminders: [{ conversation: "a", due_at: 0, card: fakeCard() }] };
let answers: ((told: ReminderList) => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { addEventListener: () => undefined, removeEventListener: () => undefined });
  answers = [];
  ring.mockClear();
  server.reminders.mockImplementation(() => new Promise<ReminderList>((resolve) => answers.push(resolve)));
  server.endReminder.mockResolvedValue(undefined);
  server.remind.mockResolvedValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answer(n: number, told: ReminderList): Promise<void> {
  answers[n]?.(told);
  await vi.advanceTimersByTimeAsync(0);
}
const names = () => due.value.map(({ card }) => card.name);

test("an answer that comes after its person has signed out is nobody's", async () => {
  const end = followReminders();
  end();
  await answer(0, MARIA);
  expect(names()).toEqual([]);
  expect(ring).not.toHaveBeenCalled();
});

test("a reminder that is done with does not come back with an answer from before", async () => {
  const end = followReminders();
  await answer(0, MARIA);
  expect(names()).toEqual(["Maria"]);
  const before = setReminder("b", 9);
  await vi.advanceTimersByTimeAsync(0);
  await endReminder("a");
  await answer(1, MARIA);
  await before;
  expect(names()).toEqual([]);
  expect(ring).toHaveBeenCalledTimes(1);
  // And what was asked for is asked for again with the next look.
  await vi.advanceTimersByTimeAsync(2_000);
  await answer(2, { server_time: 0, reminders: [] });
  expect([answers.length, names()]).toEqual([3, []]);
  end();
});
