// Canned replies: finding one, filling in what is known of the chat, and what is still open in a text. Pure.
import type { CannedReply, CannedSent } from "../../../shared/src/wire.gen.ts";

const VARIABLES = ["visitor", "staff", "clinic", "department"] as const;

/** What the variables stand for in one chat; empty where it is not known. */
export type Values = Record<(typeof VARIABLES)[number], string>;

/** A place in a text that somebody must still fill in; offsets in UTF-16 units. */
export interface Gap {
  name: string;
  start: number;
  end: number;
}

/** `{anything}` in a canned reply. */
const VARIABLE = /\{([\p{L}\p{N}_-]{1,40})\}/gu;
/** What is not filled in: marked by us, or one of ours typed by hand. */
const OPEN = new RegExp(String.raw`\{([\p{L}\p{N}_-]{1,40})\?\}|\{(${VARIABLES.join("|")})\}`, "u");
/** How well it fits, best first; what fits none of these is not offered. */
const FITS = [
  (reply: Folded, query: string) => reply.shortcut === query,
  (reply: Folded, query: string) => reply.shortcut.startsWith(query),
  (reply: Folded, query: string) => reply.title.split(/\s+/).some((word) => word.startsWith(query)),
  (reply: Folded, query: string) => reply.shortcut.includes(query) || reply.title.includes(query),
  (reply: Folded, query: string) => reply.text.includes(query),
];

interface Folded {
  shortcut: string;
  title: string;
  text: string;
}

/** Those that fit what was typed: best first, of those that fit as well the one sent more often, otherwise in the department's order.
 *  Without anything typed, in the department's order. Case and accents do not count. */
export function matching(replies: readonly CannedReply[], query: string, sent: readonly CannedSent[] = []): CannedReply[] {
  const wanted = fold(query);
  if (wanted === "") return [...replies];
  const times = new Map(sent.map((one) => [one.shortcut, one.times]));
  return replies
    .map((reply) => ({ reply, rank: rankOf(reply, wanted), times: times.get(reply.shortcut) ?? 0 }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || b.times - a.times)
    .map(({ reply }) => reply);
}

/** The text with its variables filled in. One that is unknown or empty becomes a gap, such as `{visitor?}`. */
export function filled(text: string, values: Values): string {
  return text.replace(VARIABLE, (_whole, name: string) => {
    const value = (VARIABLES as readonly string[]).includes(name) ? values[name as keyof Values] : "";
    return value === "" ? `{${name}?}` : value;
  });
}

/** The first gap of a text. */
export function gapIn(text: string): Gap | undefined {
  const found = OPEN.exec(text);
  if (!found) return undefined;
  return { name: found[1] ?? found[2] ?? "", start: found.index, end: found.index + found[0].length };
}

/** What is searched for: from the `/` at `from` up to the caret, without a space in it; undefined where no search is any more. */
export function queryAt(text: string, from: number, caret: number): string | undefined {
  if (text[from] !== "/" || caret <= from) return undefined;
  const query = text.slice(from + 1, caret);
  return /\s/u.test(query) ? undefined : query;
}

function rankOf(reply: CannedReply, query: string): number {
  const folded = { shortcut: fold(reply.shortcut), title: fold(reply.title), text: fold(reply.text) };
  return FITS.findIndex((fits) => fits(folded, query));
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
