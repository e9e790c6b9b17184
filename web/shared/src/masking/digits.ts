// Runs of digits in a view, found once and shared by every recogniser of numbers.
import { DIGIT_0, SYMBOL, isAlphanumeric, isDigit } from "./fold.ts";

/** A maximal run of digits: `start` and one past the last, in the view. */
export interface Group {
  start: number;
  end: number;
}

export const length = (group: Group): number => group.end - group.start;

export function groups(bytes: readonly number[]): Group[] {
  const found: Group[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const start = at;
    while (isDigit(bytes[at] ?? 0)) at += 1;
    if (at > start) found.push({ start, end: at });
  }
  return found;
}

/** What lies between two neighbouring groups, if it can be a separator: at most three of punctuation, space or symbols. */
export function gap(bytes: readonly number[], left: Group, right: Group): readonly number[] | undefined {
  if (right.start - left.end > 3) return undefined;
  const between = bytes.slice(left.end, right.start);
  return between.every((byte) => (byte < 0x80 && !isAlphanumeric(byte)) || byte === SYMBOL) ? between : undefined;
}

/** One reading of neighbouring groups as a number. */
export interface Candidate {
  bytes: readonly number[];
  groups: readonly Group[];
  /** The groups it is made of, both included. */
  first: number;
  last: number;
  /** Values 0 to 9. */
  digits: readonly number[];
}

/** Calls `look` with every reading of at most `most` digits. */
export function eachCandidate(
  bytes: readonly number[],
  all: readonly Group[],
  most: number,
  look: (candidate: Candidate, start: number, end: number) => void,
): void {
  all.forEach((from, first) => {
    const digits: number[] = [];
    let before: Group | undefined;
    for (let last = first; last < all.length; last += 1) {
      const group = all[last] ?? from;
      if (before && !gap(bytes, before, group)) return;
      if (digits.length + length(group) > most) return;
      for (let at = group.start; at < group.end; at += 1) digits.push((bytes[at] ?? DIGIT_0) - DIGIT_0);
      look({ bytes, groups: all, first, last, digits }, from.start, group.end);
      before = group;
    }
  });
}

/** Digits as one decimal value. */
export function value(digits: readonly number[]): number {
  return digits.reduce((sum, digit) => sum * 10 + digit, 0);
}
