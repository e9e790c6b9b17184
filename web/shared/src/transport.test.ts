import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeSocket, WELCOME } from "./fakes.ts";
import { RestError } from "./rest.ts";
import { connect, RequestLost, type Status, type Transport } from "./transport.ts";
import type { ServerFrame } from "./wire.gen.ts";

const open: Transport[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.spyOn(Math, "random").mockReturnValue(1); // the longest wait
  FakeSocket.all = [];
});

afterEach(() => {
  open.splice(0).forEach((transport) => transport.close());
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function start(ticket: () => Promise<string> = () => Promise.resolve("t")) {
  const statuses: Status[] = [];
  const frames: ServerFrame[] = [];
  const transport = connect({
    base: "https://chat.example",
    ticket,
    bearer: () => "B",
    resume: () => [{ conversation: "C1", rev: 7 }],
    onFrame: (frame) => frames.push(frame),
    onStatus: (status) => statuses.push(status),
  });
  open.push(transport);
  return { transport, statuses, frames };
}

/** Lets the ticket arrive and everything due happen. */
const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function online() {
  const started = start();
  await pass();
  FakeSocket.last.opens();
  FakeSocket.last.says(WELCOME);
  return { ...started, socket: FakeSocket.last };
}

describe("opening", () => {
  test("says hello with ticket, protocol and what is there already", async () => {
    const { socket, statuses } = await online();
    expect(socket.url).toBe("wss://chat.example/api/v1/socket");
    expect(socket.protocol).toBe("bedside.v1");
    expect(socket.sent).toEqual([{ type: "hello", ticket: "t", protocol: 1, resume: [{ conversation: "C1", rev: 7 }] }]);
    expect(statuses).toEqual(["connecting", "online"]);
  });

  test("is not online before the welcome", async () => {
    const { transport } = start();
    await pass();
    FakeSocket.last.opens();
    expect(transport.send({ type: "ping" })).toBe(false);
    await expect(transport.request({ type: "ping" })).rejects.toBeInstanceOf(RequestLost);
  });

  test("a ticket that is refused ends it", async () => {
    const { statuses } = start(() => Promise.reject(new RestError(401, "unauthenticated", "")));
    await pass(60_000);
    expect(statuses).toEqual(["connecting", "ended"]);
    expect(FakeSocket.all).toHaveLength(0);
  });

  test("a ticket that does not come is tried again after the time the server gave", async () => {
    let asked = 0;
    start(() => {
      asked += 1;
      return Promise.reject(new RestError(503, "busy", "", 5));
    });
    await pass(4_900);
    expect(asked).toBe(1);
    await pass(500);
    expect(asked).toBe(2);
  });
});

describe("coming back", () => {
  test("waits longer each time, and not for ever", async () => {
    const { socket } = await online();
    socket.breaks();
    const waits: number[] = [];
    for (let count = FakeSocket.all.length; waits.length < 2; ) {
      let waited = 0;
      while (FakeSocket.all.length === count) {
        await pass(50);
        waited += 50;
        if (waited > 60_000) throw new Error("gave up");
      }
      waits.push(waited);
      count = FakeSocket.all.length;
      FakeSocket.last.breaks();
    }
    expect(waits).toEqual([300, 600]);
  });

  test("at once when woken, but not before the time a bye gave", async () => {
    const { transport, socket, statuses } = await online();
    socket.breaks();
    transport.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.opens();
    FakeSocket.last.says(WELCOME);
    FakeSocket.last.says({ type: "bye", code: "going_away", message: "", resumable: true, retry_after_s: 3 });
    FakeSocket.last.breaks();
    transport.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(2);
    await pass(11_100);
    expect(FakeSocket.all).toHaveLength(3);
    expect(statuses.at(-1)).toBe("connecting");
  });

  test("those whom one server sent away come back over several seconds, none before its time", async () => {
    const many = 400;
    for (let n = 0; n < many; n += 1) start();
    await pass();
    const sent = [...FakeSocket.all];
    let drawn = 0;
    // Evenly spread and without an order: what a good random source gives, the same each time.
    vi.spyOn(Math, "random").mockImplementation(() => (++drawn * 0.618_033_988_75) % 1);
    for (const socket of sent) {
      socket.opens();
      socket.says(WELCOME);
      socket.says({ type: "bye", code: "going_away", message: "", resumable: true, retry_after_s: 2 });
      socket.breaks();
    }
    const perSecond: number[] = [];
    for (let second = 0; second < 12; second += 1) {
      const before = FakeSocket.all.length;
      await pass(1_000);
      perSecond.push(FakeSocket.all.length - before);
    }
    expect(perSecond.slice(0, 2)).toEqual([0, 0]);
    expect(perSecond.reduce((sum, count) => sum + count, 0)).toBe(many);
    expect(Math.max(...perSecond), String(perSecond)).toBeLessThanOrEqual((many / 8) * 1.2);
  });

  test("a bye that cannot be resumed ends it", async () => {
    const { socket, statuses } = await online();
    socket.says({ type: "bye", code: "session_ended", message: "", resumable: false });
    socket.breaks();
    await pass(60_000);
    expect(statuses.at(-1)).toBe("ended");
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("frames of a connection that was given up are ignored", async () => {
    const { socket, frames } = await online();
    socket.breaks();
    const before = frames.length;
    socket.says({ type: "pong" });
    expect(frames).toHaveLength(before);
  });
});

describe("sign of life", () => {
  test("pings when quiet and gives the peer up 27 s after its last frame", async () => {
    const { socket, statuses } = await online();
    await pass(12_000);
    expect(socket.sent.at(-1)).toEqual({ type: "ping" });
    await pass(14_900);
    expect(statuses.at(-1)).toBe("online");
    await pass(200);
    expect(statuses).toContain("offline");
    expect(socket.closed).toBe(true);
  });

  test("pings when nothing comes, whatever is sent, and not while frames come", async () => {
    const { transport, socket } = await online();
    const typing = { type: "typing", conversation: "C1", on: true } as const;
    const pings = (): number => socket.sent.filter(({ type }) => type === "ping").length;
    for (let round = 0; round < 3; round += 1) {
      await pass(4_000);
      transport.send(typing);
    }
    expect(pings()).toBe(1);
    for (let round = 0; round < 10; round += 1) {
      socket.says({ type: "typing", conversation: "C1", who: { kind: "system" }, on: true });
      await pass(11_900);
    }
    expect(pings()).toBe(1);
  });

  test("an answer keeps it", async () => {
    const { socket, statuses } = await online();
    for (let round = 0; round < 10; round += 1) {
      await pass(12_000);
      expect(socket.sent.at(-1)).toEqual({ type: "ping" });
      socket.says({ type: "pong" });
    }
    expect(statuses).toEqual(["connecting", "online"]);
  });

  test("a timer that runs minutes late pings first", async () => {
    const { socket, statuses } = await online();
    vi.setSystemTime(Date.now() + 300_000);
    await pass(12_000);
    expect(statuses.at(-1)).toBe("online");
    expect(socket.sent.at(-1)).toEqual({ type: "ping" });
  });
});

describe("requests", () => {
  test("resolve on the frame with their ref", async () => {
    const { transport, socket } = await online();
    const first = transport.request({ type: "close", conversation: "C1" });
    const second = transport.request({ type: "close", conversation: "C2" });
    socket.says({ type: "error", ref: 2, code: "not_found", message: "" });
    socket.says({ type: "done", ref: 1 });
    expect(await first).toEqual({ type: "done", ref: 1 });
    expect(await second).toMatchObject({ type: "error", code: "not_found" });
  });

  test("reject when no answer comes in time, and when the connection is lost", async () => {
    const { transport, socket } = await online();
    const late = expect(transport.request({ type: "close", conversation: "C1" })).rejects.toBeInstanceOf(RequestLost);
    await pass(10_000);
    await late;
    const lost = expect(transport.request({ type: "close", conversation: "C1" })).rejects.toBeInstanceOf(RequestLost);
    socket.breaks();
    await lost;
  });
});

describe("the stream", () => {
  /** A server that answers the stream with what the test writes. */
  function server() {
    const posts: unknown[] = [];
    let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
    vi.stubGlobal("fetch", (url: URL, { body, headers }: { body: string; headers: Record<string, string> }) => {
      const { "X-Bedside": marked, "X-Bedside-Stream": stream, Authorization: proof } = headers;
      posts.push({ path: url.pathname, body: JSON.parse(body) as unknown, marked, stream, proof });
      if (url.pathname !== "/api/v1/stream") return Promise.resolve(new Response("{}"));
      const down = new ReadableStream<Uint8Array>({ start: (controller) => void (writer = controller) });
      return Promise.resolve(new Response(down));
    });
    return { posts, write: (text: string) => writer?.enqueue(new TextEncoder().encode(text)), end: () => writer?.close() };
  }

  test("is taken after two sockets that could not be opened, and kept", async () => {
    const { posts, write, end } = server();
    const { transport, statuses, frames } = start();
    for (let round = 0; round < 2; round += 1) {
      await pass();
      FakeSocket.last.breaks();
      await pass(300 * (round + 1));
    }
    await vi.dynamicImportSettled();
    await pass();
    expect(FakeSocket.all).toHaveLength(2);
    expect(posts).toEqual([
      { path: "/api/v1/stream", marked: "1", body: { type: "hello", ticket: "t", protocol: 1, resume: [{ conversation: "C1", rev: 7 }] } },
    ]);
    const line = JSON.stringify({ ...WELCOME, stream: "S1" });
    write(line.slice(0, 20));
    await pass();
    write(`${line.slice(20)}\n{"type":"pong"}\nnot json\n`);
    await pass();
    expect(statuses.at(-1)).toBe("online");
    expect(frames.map(({ type }) => type)).toEqual(["welcome", "pong"]);
    transport.send({ type: "typing", conversation: "C1", on: true });
    await pass();
    expect(posts.at(-1)).toEqual({
      path: "/api/v1/stream/frames",
      marked: "1",
      stream: "S1",
      proof: "Bearer B",
      body: [{ type: "typing", conversation: "C1", on: true }],
    });
    end();
    await pass(400);
    await vi.dynamicImportSettled();
    await pass();
    expect(FakeSocket.all).toHaveLength(2);
    expect(posts).toHaveLength(3);
  });

  test("pings when nothing was sent, whatever comes: the server hears frames only", async () => {
    const { posts, write } = server();
    const { statuses } = start();
    for (let round = 0; round < 2; round += 1) {
      await pass();
      FakeSocket.last.breaks();
      await pass(300 * (round + 1));
    }
    await vi.dynamicImportSettled();
    await pass();
    write(`${JSON.stringify({ ...WELCOME, stream: "S1" })}\n`);
    for (let round = 0; round < 10; round += 1) {
      await pass(4_000);
      write('{"type":"pong"}\n');
    }
    await pass();
    expect(posts.slice(1).map((post) => (post as { body: unknown }).body)).toEqual(Array(3).fill([{ type: "ping" }]));
    expect(statuses.at(-1)).toBe("online");
  });

  /** On the stream, after two sockets that failed. */
  async function streaming() {
    const started = { ...server(), ...start() };
    for (let round = 0; round < 2; round += 1) {
      await pass();
      FakeSocket.last.breaks();
      await pass(300 * (round + 1));
    }
    await vi.dynamicImportSettled();
    await pass();
    started.write(`${JSON.stringify({ ...WELCOME, stream: "S1" })}\n`);
    await pass();
    expect(started.statuses.at(-1)).toBe("online");
    return started;
  }

  /** Keeps the stream alive meanwhile. */
  async function wait(write: (text: string) => void, ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5_000) {
      write('{"type":"pong"}\n');
      await pass(5_000);
    }
  }

  test("hands over to the socket once that works again, without a break", async () => {
    const { transport, posts, write, statuses, frames } = await streaming();
    await wait(write, 5 * 60_000);
    expect(FakeSocket.all).toHaveLength(3);
    const before = posts.length;
    transport.send({ type: "typing", conversation: "C1", on: true });
    await pass();
    expect(posts, "the stream carries until the socket has said welcome").toHaveLength(before + 1);
    write('{"type":"event","conversation":"C1","rev":8,"at":0,"event":{"kind":"empty"}}\n');
    await pass();
    expect(frames.at(-1)?.type).toBe("event");
    FakeSocket.last.opens();
    expect(FakeSocket.last.sent).toEqual([{ type: "hello", ticket: "t", protocol: 1, resume: [{ conversation: "C1", rev: 7 }] }]);
    FakeSocket.last.says(WELCOME);
    expect(statuses.slice(-2)).toEqual(["connecting", "online"]);
    expect(statuses).not.toContain("ended");
    expect(frames.at(-1)?.type).toBe("welcome");
    transport.send({ type: "typing", conversation: "C1", on: false });
    expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "typing", conversation: "C1", on: false });
    write('{"type":"pong"}\n');
    await pass();
    expect(frames.at(-1)?.type, "the stream is not listened to any more").toBe("welcome");
    FakeSocket.last.breaks();
    await pass(300);
    expect(FakeSocket.all, "the socket comes first again").toHaveLength(4);
  });

  test("goes on while the socket still fails, and tries it less and less often", async () => {
    const { write, statuses, frames } = await streaming();
    const changes = statuses.length;
    await wait(write, 5 * 60_000);
    expect(FakeSocket.all).toHaveLength(3);
    FakeSocket.last.breaks();
    await wait(write, 10 * 60_000 - 5_000);
    expect(FakeSocket.all).toHaveLength(3);
    await wait(write, 10_000);
    expect(FakeSocket.all).toHaveLength(4);
    FakeSocket.last.opens(); // and then says nothing
    await wait(write, 15_000);
    expect(FakeSocket.last.closed).toBe(true);
    expect(statuses, "nobody was told of anything").toHaveLength(changes);
    expect(frames.at(-1)?.type).toBe("pong");
  });

  test("asks the socket at once when woken, but not all the time", async () => {
    const { transport, write } = await streaming();
    transport.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(3);
    FakeSocket.last.breaks();
    transport.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(3);
    await wait(write, 60_000);
    transport.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(4);
  });

  test("keeps an answer that somebody waits for: the socket takes over another time", async () => {
    const { transport, write } = await streaming();
    const answer = transport.request({ type: "close", conversation: "C1" });
    transport.wake();
    await pass();
    FakeSocket.last.opens();
    FakeSocket.last.says(WELCOME);
    expect(FakeSocket.last.closed).toBe(true);
    write('{"type":"done","ref":1}\n');
    await pass();
    expect(await answer).toEqual({ type: "done", ref: 1 });
  });

  test("gives the socket another turn when it fails as well", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("refused")));
    start();
    for (let round = 0; round < 2; round += 1) {
      await pass();
      FakeSocket.last.breaks();
      await pass(round === 0 ? 300 : 600);
    }
    await vi.dynamicImportSettled();
    await pass(1_300);
    expect(FakeSocket.all).toHaveLength(3);
  });
});
