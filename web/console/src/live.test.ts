import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket, WELCOME } from "../../shared/src/fakes.ts";
import type { Rest } from "../../shared/src/rest.ts";
import type { Me } from "../../shared/src/wire.gen.ts";
import { type Live, goLive } from "./live.ts";
import { wish } from "./model/desk.ts";

const ME: Me = {
  id: "dana",
  name: "Dana",
  role: "agent",
  departments: [],
  all_departments: [],
  colleagues: [],
};
const open: Live[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { origin: "https://chat.example" });
  FakeSocket.all = [];
});

afterEach(() => {
  open.splice(0).forEach((live) => live.stop());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start(): Live {
  const live = goLive(ME, { staffTicket: () => Promise.resolve({ ticket: "t" }) } as unknown as Rest, () => undefined);
  open.push(live);
  return live;
}

async function greeted(): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last.opens();
  FakeSocket.last.says(WELCOME);
  await vi.advanceTimersByTimeAsync(0);
  return FakeSocket.last;
}

const presences = (socket: FakeSocket) => socket.sent.filter(({ type }) => type === "presence");

test("\"Online\" pressed before there is a connection is said with the welcome", async () => {
  const live = start();
  expect(await live.setAvailability("online")).toEqual({ ok: true });
  const socket = await greeted();
  expect(presences(socket)).toEqual([{ type: "presence", state: "online", ref: 1 }]);
  socket.says({ type: "done", ref: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(live.desk.value).toMatchObject({ availability: "online" });
  expect(live.desk.value.wanted).toBeUndefined();
});

test("a choice whose answer was lost with the connection is said again", async () => {
  const live = start();
  const first = await greeted();
  expect(presences(first), "who chose nothing says nothing").toEqual([]);
  const outcome = live.setAvailability("online");
  first.breaks();
  expect(await outcome).toEqual({ ok: true });
  await vi.advanceTimersByTimeAsync(300);
  expect(presences(await greeted())).toMatchObject([{ state: "online" }]);
});

test("a refused choice goes back to what the server knows", async () => {
  const live = start();
  const socket = await greeted();
  const outcome = live.setAvailability("online");
  socket.says({ type: "error", ref: 1, code: "forbidden", message: "" });
  expect((await outcome).ok).toBe(false);
  expect(wish(live.desk.value)).toBe("away");
});

test("who does not use the console is away, once they were online, and it says so until they choose", async () => {
  const live = start();
  const socket = await greeted();
  await live.idle();
  expect(presences(socket), "who is away stays so").toEqual([]);
  const online = live.setAvailability("online");
  socket.says({ type: "done", ref: 1 });
  await online;
  const idle = live.idle();
  expect(presences(socket).at(-1)).toMatchObject({ state: "away" });
  socket.says({ type: "done", ref: 2 });
  await idle;
  expect([live.idleAway.value, wish(live.desk.value)]).toEqual([true, "away"]);
  const back = live.setAvailability("online");
  socket.says({ type: "done", ref: 3 });
  await back;
  expect([live.idleAway.value, wish(live.desk.value)]).toEqual([false, "online"]);
});
