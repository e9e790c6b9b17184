// Parts of a page that are loaded beside its first screen. All are asked for right after the start: when the server is updated
// under an open page, the parts of the old build are gone, and the page must have them by then.

/** Loads every part; true once all are there, false when one is not to be had, so that only a reload helps. A connection that is
 *  away for a moment costs a few tries, `wait` milliseconds apart at first. */
export async function loadParts(parts: readonly (() => Promise<unknown>)[], wait = 1_000): Promise<boolean> {
  try {
    await Promise.all(parts.map((load) => load()));
    return true;
  } catch {
    if (wait > 20_000) return false;
    await new Promise((resolve) => setTimeout(resolve, wait));
    return loadParts(parts, 4 * wait);
  }
}
