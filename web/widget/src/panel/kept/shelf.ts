// Where the keeper puts things: one IndexedDB database of the chat's origin, deleted as a whole when the chat is over.
import type { SealedText } from "./seal.ts";

/** The key of one conversation, and when it dies at the latest, in milliseconds. */
export interface KeyRecord {
  conversation: string;
  key: CryptoKey;
  until: number;
}

/** One sealed text. What is readable here says nothing of what was written: ids, a time, and the tab that answers for it. */
export interface TextRecord extends SealedText {
  conversation: string;
  kind: "draft" | "outgoing";
  id: string;
  tab: string;
  at: number;
}

export interface Change {
  put?: TextRecord;
  remove?: readonly Pick<TextRecord, "conversation" | "kind" | "id">[];
}

/** Each call is one transaction: other tabs see all of it or nothing. */
export interface Shelf {
  /** The conversation's key; `fresh` becomes it when there is none, or an old one. What belongs to another conversation, or to a
   *  key that is dead, is deleted. */
  key(fresh: KeyRecord, now: number): Promise<KeyRecord>;
  /** The one key that is there and not dead. */
  living(now: number): Promise<KeyRecord | undefined>;
  change(change: Change): Promise<void>;
  /** All texts, after those that `take` names were given to `tab`. */
  all(take: (record: TextRecord) => boolean, tab: string): Promise<TextRecord[]>;
  close(): void;
}

export const SHELF = "bedside";

/** Rejects where the browser has no storage for this page. */
export async function openShelf(): Promise<Shelf> {
  const opening = indexedDB.open(SHELF, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("keys", { keyPath: "conversation" });
    opening.result.createObjectStore("texts", { keyPath: ["conversation", "kind", "id"] });
  };
  const database = await answer(opening);
  // Another tab deletes it: nothing of this one stands in the way.
  database.onversionchange = () => database.close();

  async function transact<T>(work: (keys: IDBObjectStore, texts: IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = database.transaction(["keys", "texts"], "readwrite");
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("The transaction failed."));
    });
    const [result] = await Promise.all([work(transaction.objectStore("keys"), transaction.objectStore("texts")), done]);
    return result;
  }

  return {
    key: (fresh, now) =>
      transact(async (keys, texts) => {
        const [allKeys, allTexts] = await Promise.all([answer<KeyRecord[]>(keys.getAll()), answer<TextRecord[]>(texts.getAll())]);
        const known = allKeys.find(({ conversation, until }) => conversation === fresh.conversation && until > now);
        for (const { conversation } of allKeys) if (conversation !== known?.conversation) keys.delete(conversation);
        for (const text of allTexts) if (text.conversation !== known?.conversation) texts.delete(keyOf(text));
        if (!known) keys.put(fresh);
        return known ?? fresh;
      }),
    living: (now) => transact(async (keys) => (await answer<KeyRecord[]>(keys.getAll())).find(({ until }) => until > now)),
    change: ({ put, remove = [] }) =>
      transact(async (_keys, texts) => {
        for (const record of remove) texts.delete(keyOf(record));
        if (put) texts.put(put);
      }),
    all: (take, tab) =>
      transact(async (_keys, texts) => {
        const all = await answer<TextRecord[]>(texts.getAll());
        return all.map((record) => {
          if (!take(record)) return record;
          const taken = { ...record, tab };
          texts.put(taken);
          return taken;
        });
      }),
    close: () => database.close(),
  };
}

/** Deletes everything, the key too. Makes no storage where there was none. */
export async function deleteShelf(): Promise<void> {
  await answer(indexedDB.deleteDatabase(SHELF));
}

function keyOf({ conversation, kind, id }: Pick<TextRecord, "conversation" | "kind" | "id">): IDBValidKey {
  return [conversation, kind, id];
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The storage does not answer."));
  });
}
