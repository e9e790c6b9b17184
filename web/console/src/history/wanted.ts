// What is looked for among ended chats, and how the server is asked for it.
import type { SearchConversations, SearchPlace, SearchTexts } from "../../../shared/src/wire.gen.ts";

/** Empty for any. Days are `2026-11-24`, by this computer's clock. */
export interface Wanted {
  /** In what was written, where there are words; otherwise among the cards. */
  inTexts: boolean;
  words: string;
  outcome: string;
  tag: string;
  department: string;
  servedBy: string;
  from: string;
  to: string;
}

export const ANY: Wanted = { inTexts: false, words: "", outcome: "", tag: "", department: "", servedBy: "", from: "", to: "" };

export const isAny = ({ inTexts: _, ...wanted }: Wanted): boolean => Object.values(wanted).every((value) => value === "");

/** Whether chats are opened for it. */
export const forTexts = (wanted: Wanted): boolean => wanted.inTexts && wanted.words.trim() !== "";

/** As the server is asked: the day chosen last is in it to its end. */
export function asked(wanted: Wanted, before?: string): SearchConversations {
  const words = wanted.words.trim();
  return {
    ...(words === "" ? {} : { words }),
    ...among(wanted),
    ...(before === undefined ? {} : { before }),
  };
}

/** The same for what was written. */
export function askedTexts(wanted: Wanted, from?: SearchPlace): SearchTexts {
  return { text: wanted.words.trim(), ...among(wanted), ...(from === undefined ? {} : { from }) };
}

function among({ outcome, tag, department, servedBy, from, to }: Wanted): Omit<SearchConversations, "words" | "before"> {
  return {
    ...(outcome === "" ? {} : { outcome }),
    ...(tag === "" ? {} : { tag }),
    ...(department === "" ? {} : { department }),
    ...(servedBy === "" ? {} : { served_by: servedBy }),
    ...(from === "" ? {} : { opened_from: beginningOf(from, 0) }),
    ...(to === "" ? {} : { opened_before: beginningOf(to, 1) }),
  };
}

/** Midnight of the day `later` days after `day`; a day can have 23 or 25 hours. */
function beginningOf(day: string, later: number): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Math.max(0, new Date(year, month - 1, date + later).getTime());
}
