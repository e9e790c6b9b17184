// A text with its masked pieces, cut for the screen. The wire counts Unicode code points, strings count UTF-16 units.
import type { ShownText, TextSpan } from "./wire.gen.ts";

export interface Piece {
  text: string;
  /** What it is, where policy masked or hid it. */
  span?: TextSpan;
}

/** Where each of the code-point offsets lies in UTF-16 units; past the end is the end. One pass over the text. */
export function toUtf16(text: string, offsets: readonly number[]): number[] {
  const order = offsets.map((offset, index) => ({ offset, index })).sort((a, b) => a.offset - b.offset);
  const found = new Array<number>(offsets.length).fill(text.length);
  let points = 0;
  let units = 0;
  for (const { offset, index } of order) {
    while (points < offset && units < text.length) {
      const unit = text.charCodeAt(units);
      const next = text.charCodeAt(units + 1);
      const pair = unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;
      units += pair ? 2 : 1;
      points += 1;
    }
    found[index] = units;
  }
  return found;
}

/** The other way: how many code points lie before each of the UTF-16 offsets. */
export function toCodePoints(text: string, offsets: readonly number[]): number[] {
  return offsets.map((offset) => codePoints(text.slice(0, offset)));
}

/** How many code points: what `message_max_chars` counts. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The text in order, masked pieces apart. Spans that overlap or are empty are left out: the text is shown either way. */
export function pieces(shown: ShownText): Piece[] {
  const spans = [...(shown.spans ?? [])].sort((a, b) => a.start - b.start);
  const at = toUtf16(shown.text, spans.flatMap((span) => [span.start, span.end]));
  const out: Piece[] = [];
  let done = 0;
  spans.forEach((span, index) => {
    const start = at[2 * index] ?? 0;
    const end = at[2 * index + 1] ?? 0;
    if (start < done || end <= start) return;
    if (start > done) out.push({ text: shown.text.slice(done, start) });
    out.push({ text: shown.text.slice(start, end), span });
    done = end;
  });
  if (done < shown.text.length) out.push({ text: shown.text.slice(done) });
  return out;
}

/** X's in the shape of a number, perhaps with its last four digits. */
const COVERED = /(?<![\p{L}\p{N}])X(?:[ .-]?X)*(?:[ .-]?\d(?:[ .-]?\d){3})?(?![\p{L}\p{N}])/gu;

/** The last four digits of a card, where they follow its X's. */
const LAST_FOUR = /^[ .-]{0,3}\d(?:[ .-]{0,3}\d){3}(?![\p{L}\p{N}])/u;

/** The text as a screen marks it, the same whoever has masked it. Card and social security numbers that are X's already are
 *  marked: the browser masks before it sends, so the server has seen no number and names no span. And the span of a card, which
 *  covers X's only, takes in the last four digits where policy kept them. */
export function marked(shown: ShownText): ShownText {
  const spans = (shown.spans ?? []).map((span) => withLastFour(shown.text, span));
  for (const { 0: text, index } of shown.text.matchAll(COVERED)) {
    const type = kindOf(text);
    if (!type) continue;
    const [start = 0, end = 0] = toCodePoints(shown.text, [index, index + text.length]);
    if (spans.every((other) => other.end <= start || other.start >= end)) spans.push({ start, end, type, action: "mask" });
  }
  return { text: shown.text, spans };
}

function withLastFour(text: string, span: TextSpan): TextSpan {
  if (span.type !== "CARD" || span.action !== "mask") return span;
  const [end = 0] = toUtf16(text, [span.end]);
  const kept = LAST_FOUR.exec(text.slice(end));
  return kept ? { ...span, end: span.end + codePoints(kept[0]) } : span;
}

function kindOf(covered: string): TextSpan["type"] | undefined {
  const length = covered.replace(/[ .-]/g, "").length;
  if (length >= 12 && length <= 19) return "CARD";
  return length === 9 && !/\d/.test(covered) ? "SSN" : undefined;
}

/** The digits a masked piece still shows at its end, or none: what a screen reader says instead of a row of X's. */
export function lastDigits(masked: string): string {
  return /[Xx•*][^\dXx]*(\d{2,4})$/.exec(masked)?.[1] ?? "";
}
