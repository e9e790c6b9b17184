// Which other language the start screen offers.
import { languageOf } from "../../../shared/src/language.ts";

export type Tongue = "en" | "es";
export const isTongue = (tag: unknown): tag is Tongue => tag === "en" || tag === "es";

/** What is offered beside what is shown: the browser's own; after a choice the other, so that there is a way back. */
export function offered(shown: string, wanted: readonly string[], chosen: Tongue | undefined): Tongue | undefined {
  if (!isTongue(shown)) return undefined;
  const first = chosen ? (shown === "en" ? "es" : "en") : wanted.map(languageOf).find(isTongue);
  return first === shown ? undefined : first;
}
