// What went wrong with a change of settings, in words.
import { RestError } from "../../../shared/src/rest.ts";
import { wordsOf as inGeneral } from "../history/problem.ts";
import { LOCALE } from "../strings/index.ts";
import { REQUEST_MAX_BYTES, TooLarge } from "./call.ts";
import { s } from "./text.ts";

/** The server's own words where they are about these settings; otherwise those of every call. */
export function wordsOf(error: unknown): string {
  if (error instanceof RestError && error.message !== "") {
    if (error.code === "not_now" || error.code === "in_use") return sentence(error.message);
    if (error.code === "not_found") return s("problem.gone");
    if (error.code === "too_large") return tooLarge(error);
  }
  return inGeneral(error);
}

/** Says the limit and, where it is known, by how much this is over it. */
function tooLarge(error: RestError): string {
  const most = kib(REQUEST_MAX_BYTES);
  return error instanceof TooLarge ? s("problem.tooLargeBy", { most, size: kib(error.bytes) }) : s("problem.tooLarge", { most });
}

/** Rounded up, so that what does not fit never looks as if it did. */
const kib = (bytes: number): string => (Math.ceil((bytes / 1_024) * 10) / 10).toLocaleString(LOCALE);

/** A fault of a field as the screen shows it. */
export function sentence(message: string): string {
  const whole = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?]$/.test(whole) ? whole : `${whole}.`;
}
