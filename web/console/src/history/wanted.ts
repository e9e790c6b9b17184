// What is looked for among ended chats, and the call that finds it.
import type { SearchConversations } from "../../../shared/src/wire.gen.ts";

/** Empty for any. Days are `2026-11-24`, by this computer's clock. */
export interface Wanted {
  words: string;
  outcome: string;
  tag: string;
  servedBy: string;
  from: string;
  to: string;
}

export const ANY: Wanted = { words: "", outcome: "", tag: "", servedBy: "", from: "", to: "" };

export const isAny = (wanted: Wanted): boolean => Object.values(wanted).every((value) => value === "");

/** As the server is asked: the day chosen last is in it to its end. */
export function asked({ words, outcome, tag, servedBy, from, to }: Wanted, before?: string): SearchConversations {
  return {
    ...(words.trim() === "" ? {} : { words: words.trim() }),
    ...(outcome === "" ? {} : { outcome }),
    ...(tag === "" ? {} : { tag }),
    ...(servedBy === "" ? {} : { served_by: servedBy }),
    ...(from === "" ? {} : { opened_from: beginningOf(from, 0) }),
    ...(to === "" ? {} : { opened_before: beginningOf(to, 1) }),
    ...(before === undefined ? {} : { before }),
  };
}

/** Midnight of the day `later` days after `day`; a day can have 23 or 25 hours. */
function beginningOf(day: string, later: number): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Math.max(0, new Date(year, month - 1, date + later).getTime());
}
