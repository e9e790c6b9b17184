// Which tab answers for what was written. A tab holds a lock for as long as it lives, so that others know what a tab that is gone
// has left behind, and only one of them takes it over.

export interface Tab {
  id: string;
  /** Opened just now: not reloaded or restored, with a draft of its own. */
  fresh: boolean;
  /** Whether the other tab is there; undefined where the browser cannot tell. */
  isAlive(): Promise<((id: string) => boolean) | undefined>;
  leave(): void;
}

const KEY = "bedside:tab";
const LOCK = "bedside:tab:";
/** A page that is reloaded finds its own lock free within this time; a tab that was duplicated does not. */
const OWN_MS = 1_000;

/** The same after a reload and after the tab was discarded: the name is kept in the tab's own storage. */
export async function enterTab(): Promise<Tab> {
  const locks = navigator.locks as LockManager | undefined;
  const before = sessionStorage.getItem(KEY);
  let id = before ?? crypto.randomUUID();
  let leave: () => void = () => undefined;
  if (locks) {
    let release = before === null ? undefined : await hold(locks, id);
    if (!release) {
      if (before !== null) id = crypto.randomUUID(); // a copy of a tab that lives
      release = await hold(locks, id);
    }
    leave = release ?? leave;
  }
  sessionStorage.setItem(KEY, id);
  return {
    id,
    fresh: id !== before,
    async isAlive() {
      // Firefox lets a frame of another site hold locks, but not ask for them.
      const held = (await locks?.query().catch(() => undefined))?.held;
      if (!held) return undefined;
      const names = new Set(held.map(({ name }) => name));
      return (other) => names.has(LOCK + other);
    },
    leave() {
      leave();
      sessionStorage.removeItem(KEY);
    },
  };
}

/** Takes the lock until the returned function is called or the page goes; undefined when another tab has it. */
function hold(locks: LockManager, id: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    locks
      .request(LOCK + id, { signal: AbortSignal.timeout(OWN_MS) }, () => new Promise<void>((release) => resolve(release)))
      .catch(() => resolve(undefined));
  });
}
