// A text as plain lower-case words, so that spelling habits do not hide a phrase. As `crates/guard/src/words.rs`.
import { SKIP, fold, isAlphanumeric, toLower } from "../masking/fold.ts";

const APOSTROPHE = 0x27;
const GRAVE = 0x60;

export function words(text: string): string[] {
  const found: string[] = [];
  let word = "";
  for (const character of text) {
    const byte = fold(character.codePointAt(0) ?? 0);
    if (byte === SKIP || byte === APOSTROPHE || byte === GRAVE) continue;
    if (byte < 0x80 && isAlphanumeric(byte)) {
      word += String.fromCharCode(toLower(byte));
    } else if (word) {
      found.push(word);
      word = "";
    }
  }
  if (word) found.push(word);
  return found;
}
