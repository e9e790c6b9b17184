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

/** The digits a masked piece still shows at its end, or none: what a screen reader says instead of a row of X's. */
export function lastDigits(masked: string): string {
  return /[Xx•*][^\dXx]*(\d{2,4})$/.exec(masked)?.[1] ?? "";
}
