// What the browser keeps of a chat while it runs: a chunk of its own, loaded beside the first screen.
import { type Keeper, startKeeper, type KeeperOptions } from "./keeper.ts";
import { type Left, leftOn } from "./left.ts";
import { deleteShelf, openShelf, SHELF } from "./shelf.ts";
import { enterTab } from "./tabs.ts";

export type { Keeper, KeptMessage } from "./keeper.ts";

/** Rejects where the browser keeps nothing for this page: storage is blocked, or there is no cryptography to seal with. */
export async function openKeeper(options: Omit<KeeperOptions, "shelf" | "tab">): Promise<Keeper> {
  return startKeeper({ ...options, shelf: await openShelf(), tab: await enterTab() });
}

/** What is left, of a chat that has ended meanwhile: masked texts that never reached the server, in the order written. Makes no
 *  storage where there was none. */
export async function unsent(site: string): Promise<Left | undefined> {
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === SHELF)) return undefined;
  const shelf = await openShelf();
  try {
    return await leftOn(shelf, site);
  } finally {
    shelf.close();
  }
}

/** The chat is over: texts and key are deleted. */
export function forget(): Promise<void> {
  return deleteShelf().catch(() => undefined); // no storage, nothing in it
}
