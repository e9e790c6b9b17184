// What went wrong with a call of this screen, in words.
import { RestError } from "../../../shared/src/rest.ts";
import { inWords } from "../model/outcome.ts";
import { sessionEnded } from "../session.ts";
import { t } from "../strings/index.ts";

/** The words; a session that is over leaves the screen. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof RestError)) return t("error.away");
  if (error.status === 401) sessionEnded();
  if (error.retryAfterS !== undefined) return t("error.busy", { n: error.retryAfterS });
  return inWords(error.code, error.message);
}
