// What went wrong with a change of settings, in words.
import { RestError } from "../../../shared/src/rest.ts";
import { wordsOf as inGeneral } from "../history/problem.ts";
import { s } from "./text.ts";

/** The server's own words where they are about these settings; otherwise those of every call. */
export function wordsOf(error: unknown): string {
  if (error instanceof RestError && error.message !== "") {
    if (error.code === "not_now" || error.code === "in_use") return sentence(error.message);
    if (error.code === "not_found") return s("problem.gone");
    if (error.code === "too_large") return s("problem.tooLarge");
  }
  return inGeneral(error);
}

/** A fault of a field as the screen shows it. */
export function sentence(message: string): string {
  const whole = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?]$/.test(whole) ? whole : `${whole}.`;
}
