// Three-way merge of settings: what I changed since we both began, on top of what somebody else has saved meanwhile.

type Plain = { [name: string]: unknown };

export interface Merged<T> {
  merged: T;
  /** What they changed and I did not, by name, such as `policy.retention`. */
  theirs: string[];
  /** What both changed, each in another way: mine is in `merged`. */
  both: string[];
}

/** Objects field by field; lists and values as a whole. */
export function merge<T>(base: T, mine: T, theirs: T): Merged<T> {
  const told: { theirs: string[]; both: string[] } = { theirs: [], both: [] };
  const merged = of("", base, mine, theirs, told) as T;
  return { merged, ...told };
}

/** What a field shows once `sent` is stored as `stored`: what was typed meanwhile stays. */
export function typedOn<T>(sent: T, now: T, stored: T): T {
  return merge(sent, now, stored).merged;
}

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (!isPlain(a) || !isPlain(b)) return false;
  return names(a, b).every((name) => same(a[name], b[name]));
}

function of(at: string, base: unknown, mine: unknown, theirs: unknown, told: { theirs: string[]; both: string[] }): unknown {
  if (same(mine, theirs)) return theirs;
  if (same(base, mine)) {
    told.theirs.push(at);
    return theirs;
  }
  if (same(base, theirs)) return mine;
  if (isPlain(mine) && isPlain(theirs)) {
    const from = isPlain(base) ? base : {};
    const out: Plain = {};
    for (const name of names(mine, theirs)) {
      const value = of(at === "" ? name : `${at}.${name}`, from[name], mine[name], theirs[name], told);
      if (value !== undefined) out[name] = value;
    }
    return out;
  }
  told.both.push(at);
  return mine;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const names = (a: Plain, b: Plain): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];
