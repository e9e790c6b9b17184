// Pages of ended chats: of all, of those whose card fits, or of those in which it was written; and how pages are put together.
import { marked, pieces, toUtf16 } from "../../../shared/src/shown.ts";
import type { CardState, FoundChat, FoundText, SearchPlace, TextSpan } from "../../../shared/src/wire.gen.ts";
import { server } from "../session.ts";
import { type Wanted, asked, askedTexts, forTexts, isAny } from "./wanted.ts";

/** Where the next page begins. */
export type Next = string | SearchPlace;

export interface Page {
  cards: readonly CardState[];
  /** Where it was written, by conversation. */
  places: ReadonlyMap<string, Pick<FoundChat, "texts" | "more">>;
  next: Next | undefined;
  /** When the oldest chat opened that a search has looked at. */
  backTo: number | undefined;
  lookedAt: number;
}

export const NOTHING: Page = { cards: [], places: new Map(), next: undefined, backTo: undefined, lookedAt: 0 };

export async function load(wanted: Wanted, next?: Next): Promise<Page> {
  if (forTexts(wanted)) {
    const found = await server.searchTexts(askedTexts(wanted, typeof next === "string" ? undefined : next));
    return {
      cards: found.chats.map(({ card }) => card),
      places: new Map(found.chats.map(({ card, texts, more }) => [card.conversation, { texts, more: more ?? 0 }])),
      next: found.next ?? undefined,
      backTo: found.back_to ?? undefined,
      lookedAt: found.looked_at,
    };
  }
  const before = typeof next === "string" ? next : undefined;
  if (isAny(wanted)) {
    const all = await server.conversations(before === undefined ? {} : { before });
    return { ...NOTHING, cards: all.cards, next: all.next ?? undefined };
  }
  const found = await server.search(asked(wanted, before));
  return { ...NOTHING, cards: found.cards, next: found.next ?? undefined, backTo: found.back_to ?? undefined, lookedAt: found.looked_at };
}

/** One after the other. A chat that was cut between two pages is listed once, with its places of both. */
export function joined(first: Page, second: Page): Page {
  const known = new Set(first.cards.map(({ conversation }) => conversation));
  const places = new Map(first.places);
  for (const [conversation, { texts, more }] of second.places) {
    const before = places.get(conversation);
    places.set(conversation, { texts: [...(before?.texts ?? []), ...texts], more: (before?.more ?? 0) + (more ?? 0) });
  }
  return {
    cards: [...first.cards, ...second.cards.filter(({ conversation }) => !known.has(conversation))],
    places,
    next: second.next,
    backTo: second.backTo ?? first.backTo,
    lookedAt: first.lookedAt + second.lookedAt,
  };
}

export interface ExcerptPiece {
  text: string;
  span?: TextSpan;
  /** Whether it is what was looked for. */
  found: boolean;
}

/** An excerpt cut where masked pieces are, and where that which was looked for begins and ends. */
export function excerptPieces({ excerpt, start, end }: Pick<FoundText, "excerpt" | "start" | "end">): ExcerptPiece[] {
  const [from = 0, to = 0] = toUtf16(excerpt.text, [start, end]);
  const out: ExcerptPiece[] = [];
  let at = 0;
  for (const { text, span } of pieces(marked(excerpt))) {
    const [first, last] = [at, at + text.length];
    at = last;
    if (span) {
      out.push({ text, span, found: first < to && from < last });
      continue;
    }
    const cuts = [first, Math.min(last, Math.max(first, from)), Math.max(first, Math.min(last, to)), last];
    for (let n = 0; n < 3; n += 1) {
      const piece = excerpt.text.slice(cuts[n], cuts[n + 1]);
      if (piece !== "") out.push({ text: piece, found: n === 1 });
    }
  }
  return out;
}
