// Which language the console speaks: the one a person chose in this browser, else the browser's own.
import { type Language, languageOf } from "../../../shared/src/language.ts";

const KEY = "bedside:language";

export function chosenLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Nothing is kept here, so nothing was chosen.
  }
  const wanted = [kept, ...(globalThis.navigator?.languages ?? [])];
  return wanted.map(languageOf).find((each) => each !== undefined) ?? "en";
}

/** Kept for the next page, which speaks it. False where the browser keeps nothing. */
export function chooseLanguage(language: Language): boolean {
  try {
    localStorage.setItem(KEY, language);
    return true;
  } catch {
    return false;
  }
}

/** What a person chooses from, each in its own words. */
export const OFFERED = [
  ["en", "English"],
  ["es", "Español"],
] as const satisfies readonly (readonly [Language, string])[];
