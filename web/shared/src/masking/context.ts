// Words near a candidate that speak for it. The same windows as `crates/masking/src/context.rs`.
import { isAlphanumeric, toLower } from "./fold.ts";

const BEFORE_BYTES = 40;
const AFTER_BYTES = 24;
const HASH = 0x23;

/** True if one of `cues` (lower-case words with one space between; `#` is a word) stands before or after `start..end`. */
export function near(bytes: readonly number[], start: number, end: number, cues: readonly string[]): boolean {
  let from = Math.max(0, start - BEFORE_BYTES);
  while (from > 0 && from < start && joins(bytes[from - 1])) from += 1;
  let to = Math.min(bytes.length, end + AFTER_BYTES);
  while (to < bytes.length && to > end && joins(bytes[to])) to -= 1;
  return [bytes.slice(from, start), bytes.slice(end, to)].some((window) => {
    const words = normalise(window);
    return cues.some((cue) => words.includes(` ${cue} `));
  });
}

const joins = (byte = 0) => byte >= 0x80 || isAlphanumeric(byte);

/** Lower-cases, and turns every run of anything else than letters, digits and `#` into one space. */
function normalise(window: readonly number[]): string {
  let words = " ";
  for (const byte of window) {
    if (byte === HASH) words += words.endsWith(" ") ? "# " : " # ";
    else if (byte < 0x80 && isAlphanumeric(byte)) words += String.fromCharCode(toLower(byte));
    else if (!words.endsWith(" ")) words += " ";
  }
  return words.endsWith(" ") ? words : `${words} `;
}
