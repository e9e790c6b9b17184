// A text and its spans, cut into pieces for the screen. Offsets on the wire are Unicode code points, not UTF-16 units.
import type { ShownText, SpanAction, SpanKind } from "../../../shared/src/wire.gen.ts";

export type Piece =
  | { kind: "text"; text: string }
  | {
      kind: "chip";
      text: string;
      what: SpanKind;
      action: SpanAction;
      /** Whether this reader sees the original: hidden from others, not from them. */
      readable: boolean;
    };

/** Pieces in order. Spans that overlap, run backwards or past the end are cut to what is left: a text is never lost. */
export function pieces(shown: ShownText): Piece[] {
  const spans = [...(shown.spans ?? [])].sort((a, b) => a.start - b.start);
  if (spans.length === 0) return shown.text === "" ? [] : [{ kind: "text", text: shown.text }];
  const points = Array.from(shown.text);
  const out: Piece[] = [];
  let at = 0;
  for (const span of spans) {
    const start = Math.max(at, span.start);
    const end = Math.min(points.length, span.end);
    if (end <= start) continue;
    if (start > at) out.push({ kind: "text", text: points.slice(at, start).join("") });
    const text = points.slice(start, end).join("");
    out.push({
      kind: "chip",
      text,
      what: span.type,
      action: span.action,
      readable: span.action === "hide" && !isMasked(text),
    });
    at = end;
  }
  if (at < points.length) out.push({ kind: "text", text: points.slice(at).join("") });
  return out;
}

/** The digits a masked text still shows at its end, for "ends in 1111". */
export function lastDigits(text: string): string {
  return /(\d{1,4})$/.exec(text.replace(/[\s-]/g, ""))?.[1] ?? "";
}

/** Whether the middle is X's, as the server writes what this reader may not see. */
function isMasked(text: string): boolean {
  return /^[X\W_]*X[X\W_]*\d{0,4}$/.test(text);
}
