// Parts of a page that are loaded beside its first screen. All are asked for right after the start: when the server is updated
// under an open page, the parts of the old build are gone, and the page must have them by then.

/** Tries again after these, in milliseconds: a connection that is away for a moment costs nothing. */
const AGAIN_MS = [1_000, 5_000, 20_000];

/** Loads every part; true once all are there, false when one is not to be had, so that only a reload helps. */
export async function loadParts(parts: readonly (() => Promise<unknown>)[]): Promise<boolean> {
  for (const wait of [...AGAIN_MS, undefined]) {
    const loaded = await Promise.allSettled(parts.map((load) => load()));
    if (loaded.every(({ status }) => status === "fulfilled")) return true;
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return false;
}
