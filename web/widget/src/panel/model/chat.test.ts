// The chat against a server that the test plays: what is sent when, over reconnects.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Conversation } from "../../../../shared/src/conversation.ts";
import { pendingToShow } from "../../../../shared/src/conversation.ts";
import { FakeSocket, WELCOME } from "../../../../shared/src/fakes.ts";
import type { ClientFrame, ConversationState, ServerFrame } from "../../../../shared/src/wire.gen.ts";
import { type Chat, type OpenFrame, startChat } from "./chat.ts";

const OPEN: OpenFrame = { type: "open", client_key: "o", department: "D1", consent_version: 1 };
const STATE: ConversationState = {
  conversation: "C1",
  department: "D1",
  department_name: "Nurses",
  phase: "active",
  opened_at: 0,
  rev: 0,
  seq: 0,
  receipts: [],
  protection: { custody: "managed", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
};

let chat: Chat | undefined;
let now: Conversation | undefined;
const notOpened = vi.fn();
const keep = vi.fn<(message: { clientKey: string }) => Promise<void> | undefined>(() => undefined);
const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const says = (frame: ServerFrame): void => FakeSocket.last.says(frame);
const sentFrames = (type: ClientFrame["type"]): ClientFrame[] => FakeSocket.last.sent.filter((frame) => frame.type === type);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { origin: "https://chat.example" });
  vi.spyOn(Math, "random").mockReturnValue(0);
  FakeSocket.all = [];
  now = undefined;
});

afterEach(() => {
  chat?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  notOpened.mockReset();
  keep.mockReset();
});

async function begin(): Promise<Chat> {
  chat = startChat(OPEN, {
    ticket: () => Promise.resolve("t"),
    bearer: () => undefined,
    conversation: (next) => (now = next),
    status: () => undefined,
    limits: () => undefined,
    emergency: () => undefined,
    keep,
    notOpened,
  });
  await connected([]);
  return chat;
}

async function connected(conversations: ConversationState[]): Promise<void> {
  await pass(500);
  FakeSocket.last.opens();
  says({ ...WELCOME, conversations } as ServerFrame);
}

test("opens after the welcome, and again under the same key when the answer was lost", async () => {
  await begin();
  expect(sentFrames("open")).toEqual([OPEN]);
  FakeSocket.last.breaks();
  await connected([]);
  expect(sentFrames("open")).toEqual([OPEN]);
  says({ type: "opened", client_key: "o", state: STATE });
  expect(sentFrames("resume")).toEqual([{ type: "resume", conversation: "C1", rev: 0 }]);
  FakeSocket.last.breaks();
  await connected([STATE]);
  expect(sentFrames("open")).toEqual([]);
  expect(FakeSocket.last.sent[0]).toMatchObject({ resume: [{ conversation: "C1", rev: 0 }] });
});

test("an open that the server took before the connection broke is not opened twice", async () => {
  await begin();
  FakeSocket.last.breaks();
  await connected([STATE]);
  expect(sentFrames("open")).toEqual([]);
  expect(now?.state.conversation).toBe("C1");
});

test("a refused open is told", async () => {
  await begin();
  says({ type: "refused", client_key: "o", code: "consent_outdated", message: "" });
  expect(notOpened).toHaveBeenCalledOnce();
});

function keyOf(frame: ClientFrame | undefined): string {
  return frame?.type === "post" ? frame.client_key : "";
}

test("what is written while the connection is away goes out in order, under the same keys", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  chat?.post({ text: "one" });
  const [first] = sentFrames("post");
  FakeSocket.last.breaks();
  chat?.post({ text: "two" });
  expect(pendingToShow(now!).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  await connected([STATE]);
  // One at a time: the second must not overtake the first, whatever the first is answered.
  const again = sentFrames("post");
  expect(again).toEqual([first]);
  says({ type: "busy", client_key: keyOf(again[0]), queue: "store", retry_after_s: 5 });
  await pass(4_000);
  expect(sentFrames("post")).toHaveLength(1);
  await pass(1_500);
  expect(sentFrames("post")).toEqual([first, first]);
  says({ type: "ack", conversation: "C1", client_key: keyOf(first), message: "M1", seq: 1, rev: 1, at: 0 });
  expect(sentFrames("post").map((frame) => frame.type === "post" && frame.text)).toEqual(["one", "one", "two"]);
});

test("busy is tried again after the time given", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  chat?.post({ text: "one" });
  const client_key = now!.outbox[0]!.clientKey;
  says({ type: "busy", client_key, queue: "store", retry_after_s: 2 });
  await pass(1_900);
  expect(sentFrames("post")).toHaveLength(1);
  await pass(200);
  expect(sentFrames("post")).toHaveLength(2);
});

test("delivered when it came, read when it can be seen", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  const author = { kind: "staff", id: "S", name: "Dana" } as const;
  says({ type: "event", conversation: "C1", rev: 1, at: 1, event: { kind: "message", message: "M", seq: 1, author, text: "x" } });
  expect(sentFrames("receipt")).toEqual([{ type: "receipt", conversation: "C1", delivered: 1, read: 0 }]);
  chat?.seen(true);
  chat?.seen(true);
  expect(sentFrames("receipt").slice(1)).toEqual([{ type: "receipt", conversation: "C1", delivered: 1, read: 1 }]);
});

test("typing is told, renewed every 4 s, and ends by itself", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  for (let key = 0; key < 10; key += 1) {
    chat?.typing(true);
    await pass(500);
  }
  await pass(4_000);
  const on = sentFrames("typing").map((frame) => frame.type === "typing" && frame.on);
  expect(on).toEqual([true, true, false]);
});

test("a gap is asked for", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  says({ type: "resumed", conversation: "C1", rev: 0, more: false });
  says({ type: "event", conversation: "C1", rev: 3, at: 1, event: { kind: "empty" } });
  expect(sentFrames("resume")).toHaveLength(2);
});

test("a chat that is gone when the connection is back has ended", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  FakeSocket.last.breaks();
  await connected([]);
  says({ type: "error", conversation: "C1", code: "not_found", message: "" });
  expect(now?.state.phase).toBe("closed");
});

test("a resume that was told to wait is asked for again", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  says({ type: "busy", queue: "store", retry_after_s: 5 });
  await pass(5_100);
  expect(sentFrames("resume")).toHaveLength(2);
});

test("a message is kept before it is sent, and a later one does not overtake it", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  const done: (() => void)[] = [];
  keep.mockImplementation(() => new Promise((resolve) => done.push(resolve)));
  chat?.post({ text: "one" });
  chat?.post({ text: "two" });
  expect(keep.mock.calls.map(([{ clientKey }]) => clientKey)).toEqual(now!.outbox.map(({ clientKey }) => clientKey));
  done[1]?.();
  await pass();
  expect(sentFrames("post")).toEqual([]);
  done[0]?.();
  await pass();
  expect(sentFrames("post")).toMatchObject([{ text: "one" }]);
});

test("what an earlier page kept is sent first, under its own key, and shows once when the server has it already", async () => {
  await begin();
  says({ type: "opened", client_key: "o", state: STATE });
  chat?.restore([{ clientKey: "k1", shown: { text: "old" }, at: 1, after: 0 }]);
  chat?.restore([{ clientKey: "k1", shown: { text: "old" }, at: 1, after: 0 }]);
  chat?.post({ text: "new" });
  expect(now?.outbox).toHaveLength(2);
  expect(sentFrames("post")).toMatchObject([{ client_key: "k1", text: "old" }]);
  const author = { kind: "visitor", id: "V1" } as const;
  says({ type: "event", conversation: "C1", rev: 1, at: 1, event: { kind: "message", message: "M", seq: 1, author, text: "old" } });
  expect(pendingToShow(now!).map(({ shown }) => shown.text)).toEqual(["new"]);
  says({ type: "ack", conversation: "C1", client_key: "k1", message: "M", seq: 1, rev: 1, at: 1 });
  expect(now?.entries).toHaveLength(1);
  expect(now?.outbox).toHaveLength(1);
});
