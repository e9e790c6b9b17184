// Masks in the browser, before a text is sent, what policy masks for good: payment cards and social security numbers. The
// server masks again, with authority; this is the same engine (`crates/masking`), and the same vectors hold for both.
import { findCards } from "./card.ts";
import { groups } from "./digits.ts";
import { isDigit, isWhiteSpace } from "./fold.ts";
import { findSsns } from "./ssn.ts";
import { type View, view } from "./view.ts";

export interface MaskedSpan {
  /** First UTF-16 unit, in the masked text. */
  start: number;
  /** One past the last UTF-16 unit, in the masked text. */
  end: number;
  type: "CARD" | "SSN" | "OTHER";
  action: "mask";
}

export interface MaskedText {
  /** The text with X's for every digit that was masked. */
  text: string;
  /** In order, without overlap. */
  spans: MaskedSpan[];
}

/** What a department's policy leaves open. */
export interface MaskingOptions {
  /** Leaves the last four digits of a card readable. */
  keepCardLastFour?: boolean;
}

/** Longest text that is scanned, in bytes of UTF-8; a longer one is masked whole. */
const MAX_SCANNED_BYTES = 64 * 1024;
/** Scans of one text; one that does not settle is masked whole. */
const MAX_SCANS = 4;
/** Fewer digits than this hold no number that is looked for. */
const FEWEST_DIGITS = 7;
const X = 0x58;

interface Hit {
  start: number;
  end: number;
  type: MaskedSpan["type"];
}

/** Never lets unscanned text through. Masking twice is masking once. */
export function maskForGood(text: string, options: MaskingOptions = {}): MaskedText {
  if (isTooLong(text)) return maskWhole(text);
  const folded = view(text);
  const hits = scan(folded, options.keepCardLastFour === true);
  return hits ? maskHits(text, folded, hits) : maskWhole(text);
}

/** Merged finds in the view; none if the text does not settle. */
function scan({ bytes }: View, keepLastFour: boolean): Hit[] | undefined {
  let all: Hit[] = [];
  // What masking leaves is scanned again, as a reader would see it, until nothing more is found.
  const left = [...bytes];
  for (let scans = 0; scans < MAX_SCANS; scans += 1) {
    const more = find(left, keepLastFour);
    if (more.length === 0) return all;
    all = merge([...all, ...more]);
    for (const hit of all) {
      for (let at = hit.start; at < hit.end; at += 1) if (isDigit(left[at] ?? 0)) left[at] = X;
    }
  }
  return undefined;
}

function find(bytes: readonly number[], keepLastFour: boolean): Hit[] {
  const digits = bytes.reduce((count, byte) => count + (isDigit(byte) ? 1 : 0), 0);
  if (digits < FEWEST_DIGITS) return [];
  const hits: Hit[] = [];
  const all = groups(bytes);
  findCards(bytes, all, (start, end) => {
    hits.push({ start, end: keepLastFour ? beforeLastFour(bytes, end) : end, type: "CARD" });
  });
  findSsns(bytes, all, (start, end) => hits.push({ start, end, type: "SSN" }));
  return hits;
}

/** Where a span ends that leaves the last four digits readable: after the last digit before them. */
function beforeLastFour(bytes: readonly number[], end: number): number {
  let kept = 0;
  for (let at = end - 1; at >= 0; at -= 1) {
    if (!isDigit(bytes[at] ?? 0)) continue;
    if (kept === 4) return at + 1;
    kept += 1;
  }
  return end;
}

/** Overlapping finds become one over the widest range, of the kind that begins first. */
function merge(hits: Hit[]): Hit[] {
  const merged: Hit[] = [];
  for (const hit of hits.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const before = merged.at(-1);
    if (before && hit.start < before.end) before.end = Math.max(before.end, hit.end);
    else merged.push({ ...hit });
  }
  return merged;
}

function maskHits(text: string, { bytes, starts, ends }: View, hits: readonly Hit[]): MaskedText {
  const masked: MaskedText = { text: "", spans: [] };
  let copied = 0;
  const copyTo = (end: number) => {
    masked.text += text.slice(copied, end);
    copied = end;
  };
  for (const hit of hits) {
    copyTo(starts[hit.start] ?? copied);
    const start = masked.text.length;
    for (let at = hit.start; at < hit.end; at += 1) {
      copyTo(starts[at] ?? copied);
      if (!isDigit(bytes[at] ?? 0)) continue;
      masked.text += "X";
      copied = ends[at] ?? copied;
    }
    masked.spans.push({ start, end: masked.text.length, type: hit.type, action: "mask" });
  }
  copyTo(text.length);
  return masked;
}

/** Masks everything but white space and ASCII punctuation. */
function maskWhole(text: string): MaskedText {
  let masked = "";
  for (const character of text) masked += isKept(character.codePointAt(0) ?? 0) ? character : "X";
  const start = masked.indexOf("X");
  if (start < 0) return { text: masked, spans: [] };
  return { text: masked, spans: [{ start, end: masked.lastIndexOf("X") + 1, type: "OTHER", action: "mask" }] };
}

function isKept(code: number): boolean {
  const isPunctuation =
    (code > 0x20 && code < 0x30) || (code > 0x39 && code < 0x41) || (code > 0x5a && code < 0x61) || (code > 0x7a && code < 0x7f);
  return isPunctuation || isWhiteSpace(code);
}

function isTooLong(text: string): boolean {
  // At most three bytes for each unit: only a long text needs counting.
  return text.length * 3 > MAX_SCANNED_BYTES && new TextEncoder().encode(text).length > MAX_SCANNED_BYTES;
}
