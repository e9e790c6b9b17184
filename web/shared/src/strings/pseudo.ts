// Languages that nobody speaks, made of English: in brackets and longer by two fifths, with accents, or in the letters of a script that is
// written from right to left. A text without brackets on a screen has escaped the tables.
import type { Entry, Table, Translation } from "./index.ts";

const ACCENTS: Record<string, string> = Object.fromEntries(
  [..."aáAÅbƀBƁcçCÇdðDÐeéEÉgĝGĜhĥHĤiîIÎjĵJĴkķKĶlļLĻnñNÑoöOÖrŕRŔsšSŠtţTŢuûUÛwŵWŴyýYÝzžZŽ"].reduce<string[][]>(
    (pairs, letter, at) => (at % 2 === 0 ? [...pairs, [letter]] : [...pairs.slice(0, -1), [...(pairs.at(-1) ?? []), letter]]),
    [],
  ),
);
const RIGHT_TO_LEFT = "ابتثجحخدذرزسشصضطظعغفقكلمنه";
/** How much longer than English a text may become. */
const LONGER = 0.4;

export function pseudo<T extends Table>(table: T, rightToLeft: boolean): Translation<T> {
  const entries = Object.entries(table).map(([key, entry]) => [key, entryOf(entry, rightToLeft)]);
  return Object.fromEntries(entries) as Translation<T>;
}

function entryOf(entry: Entry, rightToLeft: boolean): Entry {
  if (typeof entry === "string") return textOf(entry, rightToLeft);
  return Object.fromEntries(Object.entries(entry).map(([form, text]) => [form, textOf(text ?? "", rightToLeft)])) as Entry;
}

function textOf(text: string, rightToLeft: boolean): string {
  const words = text.replace(/\{\w+\}|[A-Za-z]/g, (part) => (part.length > 1 ? part : letterOf(part, rightToLeft)));
  const rest = (rightToLeft ? "و" : "~").repeat(Math.ceil(text.replace(/\{\w+\}/g, "").length * LONGER));
  return `⟦${words} ${rest}⟧`;
}

function letterOf(letter: string, rightToLeft: boolean): string {
  if (!rightToLeft) return ACCENTS[letter] ?? letter;
  return RIGHT_TO_LEFT[letter.toLowerCase().charCodeAt(0) - 97] ?? letter;
}
