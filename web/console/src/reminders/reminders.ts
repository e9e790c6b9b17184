// One's own reminders: asked for at sign-in, after each change and when one falls due; those that are due come with their cards.
import { signal } from "@preact/signals";
import type { CardState, Reminder } from "../../../shared/src/wire.gen.ts";
import { ring } from "../notices/ring.ts";
import { server } from "../session.ts";
import { t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";

export interface Due {
  card: CardState;
  dueAt: number;
}

/** Those that are due, the earliest first. */
export const due = signal<readonly Due[]>([]);

/** Between two looks at the clock. */
const LOOK_MS = 2_000;
/** Other tabs and machines may have changed them. */
const RELOAD_MS = 5 * 60_000;

let waiting: readonly Reminder[] = [];
let loaded = 0;
/** Raised when what is being asked for is out of date before it comes: a reminder has ended, or the person has signed out. */
let generation = 0;
/** How far the server's clock is ahead of this one's. */
let ahead = 0;

export async function setReminder(conversation: string, dueAt: number): Promise<void> {
  await server.remind({ conversation, due_at: dueAt });
  generation += 1;
  await load();
}

export async function endReminder(conversation: string): Promise<void> {
  await server.endReminder(conversation);
  generation += 1;
  due.value = due.peek().filter(({ card }) => card.conversation !== conversation);
}

/** Keeps them up to date while somebody is signed in. Returns what ends it. */
export function followReminders(): () => void {
  void load();
  const look = setInterval(() => {
    const now = Date.now();
    if (waiting.some(({ due_at }) => due_at <= now + ahead) || now - loaded > RELOAD_MS) void load();
  }, LOOK_MS);
  const back = (): void => void (document.visibilityState === "visible" && load());
  document.addEventListener("visibilitychange", back);
  return () => {
    clearInterval(look);
    document.removeEventListener("visibilitychange", back);
    generation += 1;
    loaded = 0;
    waiting = [];
    due.value = [];
  };
}

async function load(): Promise<void> {
  loaded = Date.now();
  const asked = generation;
  try {
    const { reminders, server_time } = await server.reminders();
    if (asked !== generation) return void (loaded = 0);
    ahead = server_time - Date.now();
    waiting = reminders.filter(({ card }) => card == null);
    const before = due.peek();
    due.value = reminders.flatMap(({ card, due_at }) => (card == null ? [] : [{ card, dueAt: due_at }]));
    const fresh = due.peek().filter(({ card }) => !before.some((old) => old.card.conversation === card.conversation));
    for (const { card, dueAt } of fresh) ring("reminder", `${card.conversation}.due.${dueAt}`, false);
    if (fresh.length > 0) announce(t("due.spoken"));
  } catch {
    // What is known stays; it is asked for again with the next look.
  }
}
