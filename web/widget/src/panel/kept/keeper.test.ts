// The keeper over a storage in memory: what lies there, who gets it back, and what is left. The real storage is tried by the browser.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadGuard } from "../model/guard.ts";
import { type Keeper, type KeptMessage, startKeeper } from "./keeper.ts";
import { leftOn } from "./left.ts";
import { newKey, open, type Place, seal } from "./seal.ts";
import type { KeyRecord, Shelf, TextRecord } from "./shelf.ts";
import { withoutUnfinished } from "./unfinished.ts";

class Memory implements Shelf {
  keys: KeyRecord[] = [];
  texts: TextRecord[] = [];
  broken = false;

  async key(fresh: KeyRecord, now: number): Promise<KeyRecord> {
    this.keys = this.keys.filter(({ conversation, until }) => conversation === fresh.conversation && until > now);
    if (this.keys.length === 0) this.texts = [];
    this.keys[0] ??= fresh;
    return this.keys[0];
  }
  async living(now: number): Promise<KeyRecord | undefined> {
    return this.keys.find(({ until }) => until > now);
  }
  async change({ put, remove = [] }: Parameters<Shelf["change"]>[0]): Promise<void> {
    if (this.broken) throw new Error("full");
    const gone = put ? [put, ...remove] : remove;
    this.texts = this.texts.filter((text) => !gone.some(({ kind, id }) => kind === text.kind && id === text.id));
    if (put) this.texts.push(put);
  }
  async all(take: (record: TextRecord) => boolean, tab: string): Promise<TextRecord[]> {
    this.texts = this.texts.map((text) => (take(text) ? { ...text, tab } : text));
    return this.texts;
  }
  close(): void {}
}

let shelf: Memory;
let alive: Set<string>;
let clock: number;
const failed = vi.fn();
const keepers: Keeper[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  shelf = new Memory();
  alive = new Set();
  clock = 1_000;
});

afterEach(() => {
  keepers.splice(0).forEach((keeper) => keeper.close());
  vi.useRealTimers();
  failed.mockReset();
});

async function enter(id: string, { locks = true, conversation = "C1", fresh = true } = {}): Promise<Keeper> {
  const guard = await loadGuard();
  alive.add(id);
  const keeper = await startKeeper({
    site: "clinic",
    conversation,
    shelf,
    tab: { id, fresh, isAlive: async () => (locks ? (other) => alive.has(other) : undefined), leave: () => alive.delete(id) },
    mask: async (text) => guard.mask(text, false).text,
    failed,
    now: () => clock,
  });
  keepers.push(keeper);
  return keeper;
}

const message = (clientKey: string, text: string, at = 1): KeptMessage => ({ clientKey, shown: { text }, at, after: 0 });

/** A draft that is kept. */
async function type(keeper: Keeper, text: string, caret = text.length): Promise<void> {
  keeper.draft(text, caret);
  keeper.flush();
  await keeper.restore(); // after what was asked for before
}

test("draft and outbox come back to the same tab, in the order written", async () => {
  const before = await enter("A");
  await type(before, "Half a sen");
  await before.put(message("k1", "one", 1));
  await before.put(message("k2", "two", 2));
  await type(before, "tence");
  alive.delete("A");
  const left = await (await enter("A")).restore();
  expect(left).toEqual({ draft: "tence", outgoing: [message("k1", "one", 1), message("k2", "two", 2)] });
});

test("a draft that waits for its turn while it becomes a message is none any more", async () => {
  const keeper = await enter("A");
  keeper.draft("a question", 10);
  keeper.flush(); // waits behind nothing, and has not begun
  await keeper.put(message("k1", "a question"));
  keeper.remove("k1"); // it arrived
  alive.delete("A");
  expect(await (await enter("A")).restore()).toEqual({ draft: "", outgoing: [] });
});

test("nothing is readable where it lies", async () => {
  const keeper = await enter("A");
  await type(keeper, "my canary");
  await keeper.put(message("k1", "another canary"));
  await type(keeper, "third canary");
  expect(shelf.texts).toHaveLength(2);
  for (const { bytes, iv, ...clear } of shelf.texts) {
    expect(Buffer.from(bytes).includes("canary")).toBe(false);
    expect(iv).toHaveLength(12);
    expect(Object.keys(clear).sort()).toEqual(["at", "conversation", "id", "kind", "tab"]);
  }
  expect(shelf.keys[0]?.key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", shelf.keys[0]!.key)).rejects.toThrow();
});

test("a card number is masked before it is kept, and left out while it is being typed", async () => {
  const drafts: string[] = [];
  const keeper = await enter("A");
  for (const text of ["card 4111 1111 1111 111", "card 4111 1111 1111 1111", "card 4111 1111 1111 1111 thanks"]) {
    await type(keeper, text);
    const { key } = shelf.keys[0]!;
    const [kept] = shelf.texts;
    drafts.push((await open(key, { site: "clinic", ...kept! }, kept!)) as string);
  }
  expect(drafts).toEqual(["card", "card", "card XXXX XXXX XXXX XXXX thanks"]);
});

test("a number that is being typed ends where letters begin, wherever the caret stands", () => {
  expect(withoutUnfinished("room 12, at 10:30", 17)).toBe("room 12, at 10:30");
  expect(withoutUnfinished("call 212-555-0188 after five", 28)).toBe("call 212-555-0188 after five");
  expect(withoutUnfinished("call 212-555-0188 after five", 12)).toBe("callafter five");
  expect(withoutUnfinished("١٢٣٤٥٦٧٨", 8)).toBe("");
  expect(withoutUnfinished("", 0)).toBe("");
});

test("two tabs keep a draft each; what a tab that is gone has left goes to one tab only", async () => {
  const [a, b] = [await enter("A"), await enter("B")];
  await type(a, "of A");
  await type(b, "of B");
  await a.put(message("k1", "sent by A"));
  await type(a, "next of A");
  expect(await b.restore(), "A lives").toEqual({ draft: "", outgoing: [] });
  alive.delete("A");
  const [c, d] = [await enter("C"), await enter("D")];
  const left = await Promise.all([c.restore(), d.restore(), b.restore()]);
  expect(left.filter(({ outgoing }) => outgoing.length > 0)).toHaveLength(1);
  expect(left.map(({ draft }) => draft).filter((draft) => draft !== "")).toEqual(["next of A"]);
});

test("tabs that come back all at once leave each other's drafts alone", async () => {
  for (const id of ["A", "B"]) await type(await enter(id), `of ${id}`);
  alive.clear();
  const [b, a] = [await enter("B", { fresh: false }), await enter("A", { fresh: false })];
  alive.delete("A");
  expect([(await b.restore()).draft, (await a.restore()).draft]).toEqual(["of B", "of A"]);
});

test("where no locks are to be had every tab sends, and drafts stay with their tab", async () => {
  const a = await enter("A", { locks: false });
  await a.put(message("k1", "one"));
  await type(a, "of A");
  const left = await (await enter("B", { locks: false })).restore();
  expect(left).toEqual({ draft: "", outgoing: [message("k1", "one")] });
});

test("what was confirmed, taken back or emptied is gone", async () => {
  const keeper = await enter("A");
  await keeper.put(message("k1", "one"));
  await type(keeper, "draft");
  keeper.remove("k1");
  await type(keeper, "");
  expect(shelf.texts).toEqual([]);
});

test("after a day texts and key are dead, in an open page too", async () => {
  const keeper = await enter("A");
  await keeper.put(message("k1", "one"));
  const [first] = shelf.keys;
  clock += 86_400_001;
  await vi.advanceTimersByTimeAsync(86_400_001);
  expect((await keeper.restore()).outgoing).toEqual([]);
  expect(shelf.texts).toEqual([]);
  expect(shelf.keys[0]?.key).not.toBe(first?.key);
});

test("another conversation's texts are not taken over: they are deleted", async () => {
  await (await enter("A")).put(message("k1", "one"));
  alive.clear();
  expect(await (await enter("A", { conversation: "C2" })).restore()).toEqual({ draft: "", outgoing: [] });
  expect(shelf.texts).toEqual([]);
});

test("a text opens only where it belongs, and not when it was altered", async () => {
  const key = await newKey();
  const place: Place = { site: "s", conversation: "C1", kind: "draft", id: "1" };
  const sealed = await seal(key, place, "text");
  expect(await open(key, place, sealed)).toBe("text");
  for (const other of [{ site: "t" }, { conversation: "C2" }, { kind: "outgoing" as const }, { id: "2" }]) {
    expect(await open(key, { ...place, ...other }, sealed)).toBeUndefined();
  }
  new Uint8Array(sealed.bytes)[0]! ^= 1;
  expect(await open(key, place, sealed)).toBeUndefined();
});

test("a storage that takes nothing is told, and holds up no message", async () => {
  const keeper = await enter("A");
  shelf.broken = true;
  await keeper.put(message("k1", "one"));
  expect(failed).toHaveBeenCalledOnce();
  shelf.change = () => new Promise(() => undefined);
  const waits = keeper.put(message("k2", "two"));
  await vi.advanceTimersByTimeAsync(1_001);
  await waits;
});

test("a closed keeper writes nothing more", async () => {
  const keeper = await enter("A");
  keeper.close();
  keeper.draft("late", 4);
  keeper.flush();
  await keeper.put(message("k1", "late"));
  expect(shelf.texts).toEqual([]);
});

test("what a chat left that has ended is read in order, and only while its key lives", async () => {
  const keeper = await enter("one");
  const message = (clientKey: string, at: number, text: string): KeptMessage => ({ clientKey, at, after: 0, shown: { text, spans: [] } });
  await keeper.put(message("K2", 2, "second"));
  await keeper.put(message("K1", 1, "first"));
  expect(await leftOn(shelf, "clinic", clock)).toEqual({ conversation: "C1", texts: ["first", "second"] });
  expect(await leftOn(shelf, "another site", clock), "bound to its site").toBeUndefined();
  expect(await leftOn(shelf, "clinic", clock + 86_400_001)).toBeUndefined();
  keeper.remove("K1");
  keeper.remove("K2");
  await keeper.put(message("K3", 3, "third"));
  expect(await leftOn(shelf, "clinic", clock)).toEqual({ conversation: "C1", texts: ["third"] });
});
