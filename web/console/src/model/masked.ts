// Masked and hidden pieces of a text in words: what they are, and what of them is left.
import { type Piece, lastDigits, marked, pieces } from "../../../shared/src/shown.ts";
import type { ShownText, TextSpan } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

/** As who does not serve the chat reads it: what was hidden from all but who serves it and its author is X's. */
export function asReader(shown: ShownText): ShownText {
  const text = pieces(shown)
    .map(({ text, span }) => (span?.action === "hide" ? text.replace(/[\p{L}\p{N}]/gu, "X") : text))
    .join("");
  return { ...shown, text };
}

/** The text with its pieces in words, as it is read out: nobody hears a row of X's. */
export function readAloud(shown: ShownText): string {
  return pieces(marked(shown))
    .map(({ text, span }) => (span && !isReadable(text, span) ? describe(text, span) : text))
    .join("");
}

/** What stands beneath a text: each kind of piece once. */
export function treated(all: readonly Piece[]): string[] {
  const lines = new Set<string>();
  for (const { text, span } of all) {
    if (!span) continue;
    const what = t(`mask.${span.type}`);
    if (span.action === "mask") lines.add(t("mask.underMasked", { what }));
    else lines.add(isReadable(text, span) ? t("mask.underReadable", { what }) : t("mask.underHidden", { what }));
  }
  return [...lines];
}

/** Whether the original is there: hidden from others, but not from this reader. */
export function isReadable(text: string, span: TextSpan): boolean {
  return span.action === "hide" && /[^Xx\W_]/.test(text.replace(/\d{1,4}$/, ""));
}

/** One piece in words. */
export function describe(text: string, span: TextSpan): string {
  const what = t(`mask.${span.type}`);
  if (isReadable(text, span)) return t("mask.readable", { what });
  const digits = lastDigits(text);
  if (span.action === "mask") return digits === "" ? t("mask.masked", { what }) : t("mask.maskedEnds", { what, digits });
  return digits === "" ? t("mask.hidden", { what }) : t("mask.hiddenEnds", { what, digits });
}
