// Keeps draft and outbox over a reload, a discarded tab and a locked phone. Masked before it comes here to be sealed; gone when the
// chat is over, and after a day at most.
import type { ShownText } from "../../../../shared/src/wire.gen.ts";
import { newKey, open, type Place, seal } from "./seal.ts";
import type { KeyRecord, Shelf, TextRecord } from "./shelf.ts";
import type { Tab } from "./tabs.ts";
import { withoutUnfinished } from "./unfinished.ts";

/** One message that the server has not confirmed. */
export interface KeptMessage {
  clientKey: string;
  shown: ShownText;
  at: number;
  /** The newest `Rev` when it was written. */
  after: number;
}

export interface Left {
  /** Empty when there is none. */
  draft: string;
  /** In the order they were written. */
  outgoing: KeptMessage[];
}

export interface Keeper {
  /** What this tab kept before (the first time), and what tabs that are gone have left since; each is given to one tab only. */
  restore(): Promise<Left>;
  /** What is being typed and where the caret stands; kept a moment later. Empty when there is nothing. */
  draft(text: string, caret: number): void;
  /** Keeps at once what `draft` was told: the page may be gone in a moment. */
  flush(): void;
  /** Resolves when it is kept and the draft it was is not, or after a second: sending waits no longer than that. */
  put(message: KeptMessage): Promise<void>;
  /** The server has it, or the patient took it back. */
  remove(clientKey: string): void;
  /** Nothing is written from here on. */
  close(): void;
}

export interface KeeperOptions {
  site: string;
  conversation: string;
  shelf: Shelf;
  tab: Tab;
  /** Masks for good, as before a message is sent. */
  mask(text: string): Promise<string>;
  /** The storage does not take anything any more. */
  failed(): void;
  now?(): number;
}

const DRAFT_MS = 300;
const PUT_MS = 1_000;
const DAY_MS = 86_400_000;

export async function startKeeper({ site, conversation, shelf, tab, mask, failed, now = Date.now }: KeeperOptions): Promise<Keeper> {
  let key = await currentKey();
  let closed = false;
  let first = true;
  let draftId: string = crypto.randomUUID();
  /** How many drafts became messages. */
  let became = 0;
  let pending: { text: string; caret: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dies: ReturnType<typeof setTimeout> | undefined;
  // One write after the other: a draft must not come after the message that it became.
  let writes: Promise<unknown> = Promise.resolve();
  schedule();

  async function currentKey(): Promise<KeyRecord> {
    return shelf.key({ conversation, key: await newKey(), until: now() + DAY_MS }, now());
  }

  /** A day after the first writing everything goes, on a page that is left open too. */
  function schedule(): void {
    clearTimeout(dies);
    dies = setTimeout(() => void write(renew), Math.max(0, key.until - now()));
  }

  async function renew(): Promise<void> {
    if (key.until > now()) return;
    key = await currentKey();
    schedule();
  }

  function write(work: () => Promise<void>): Promise<void> {
    const next = writes.then(async () => {
      if (!closed) await work();
    });
    writes = next.catch(() => !closed && failed());
    return next.catch(() => undefined);
  }

  async function record(kind: Place["kind"], id: string, at: number, value: unknown): Promise<TextRecord> {
    await renew();
    return { conversation, kind, id, tab: tab.id, at, ...(await seal(key.key, { site, conversation, kind, id }, value)) };
  }

  function flush(): void {
    clearTimeout(timer);
    if (!pending) return;
    const { text, caret } = pending;
    pending = undefined;
    const before = became;
    void write(async () => {
      // It became a message while this waited for its turn, and must not come back as the draft of the next.
      if (became !== before) return;
      const id = draftId;
      const masked = (await mask(withoutUnfinished(text, caret))).trimEnd();
      if (masked === "") await shelf.change({ remove: [{ conversation, kind: "draft", id }] });
      else await shelf.change({ put: await record("draft", id, now(), masked) });
    });
  }

  /** In the order written; of drafts only one, and only the first time: this tab's own, or the newest that was left behind. */
  async function take(): Promise<{ text: TextRecord; own: boolean }[]> {
    const isAlive = await tab.isAlive();
    const own = new Set<string>();
    const all = await shelf.all((text) => {
      if (text.tab === tab.id) own.add(text.id);
      if (text.conversation !== conversation || text.tab === tab.id) return false;
      // Where nobody knows who is alive, everyone sends: the server takes each key once.
      if (!isAlive) return text.kind === "outgoing";
      // Restored tabs come back all at once: a draft is left for its own.
      return !isAlive(text.tab) && (text.kind === "outgoing" || (first && tab.fresh));
    }, tab.id);
    const mine = all
      .filter((text) => text.conversation === conversation && text.tab === tab.id && (first || !own.has(text.id)))
      .map((text) => ({ text, own: own.has(text.id) }))
      .sort((a, b) => a.text.at - b.text.at);
    const drafts = mine.filter(({ text }) => text.kind === "draft");
    const chosen = drafts.findLast((draft) => draft.own) ?? drafts.at(-1);
    return mine.filter((one) => one.text.kind === "outgoing" || one === chosen);
  }

  return {
    async restore() {
      const left: Left = { draft: "", outgoing: [] };
      await write(async () => {
        const wanted = await take();
        for (const { text } of wanted) {
          const value = await open(key.key, { site, conversation, kind: text.kind, id: text.id }, text);
          if (text.kind === "outgoing") {
            if (value !== undefined) left.outgoing.push(value as KeptMessage);
          } else if (typeof value === "string") {
            left.draft = value;
            draftId = text.id;
          }
        }
        first = false;
      });
      return left;
    },
    draft(text, caret) {
      pending = { text, caret };
      clearTimeout(timer);
      timer = setTimeout(flush, DRAFT_MS);
    },
    flush,
    put(message) {
      pending = undefined;
      clearTimeout(timer);
      const remove = [{ conversation, kind: "draft", id: draftId } as const];
      draftId = crypto.randomUUID();
      became += 1;
      const kept = write(async () => {
        await shelf.change({ put: await record("outgoing", message.clientKey, message.at, message), remove });
      });
      return Promise.race([kept, new Promise<void>((resolve) => setTimeout(resolve, PUT_MS))]);
    },
    remove(clientKey) {
      void write(() => shelf.change({ remove: [{ conversation, kind: "outgoing", id: clientKey }] }));
    },
    close() {
      closed = true;
      pending = undefined;
      clearTimeout(timer);
      clearTimeout(dies);
      tab.leave();
      shelf.close();
    },
  };
}
