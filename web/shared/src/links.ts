// Finds web addresses in a text: http and https only, in one pass, whatever the text holds. What is shown names the host that the
// browser will go to, so that an address cannot pretend to be another.
import { pieces, type Piece, toUtf16 } from "./shown.ts";
import type { ShownText } from "./wire.gen.ts";

export interface Link {
  /** First UTF-16 unit. */
  start: number;
  /** One past the last UTF-16 unit. */
  end: number;
  href: string;
  /** As written where that is the host's real name; otherwise with the real one in its place. */
  label: string;
}

/** A piece of a text, and where it leads. */
export interface LinkedPiece extends Piece {
  href?: string;
}

const MARK = "://";
/** Longer ones are left as text. */
const LONGEST = 2_048;
/** So many in one text at most: the rest stays text. */
const MOST = 50;

/** White space, quotes and brackets of markup, controls, and what nobody sees or what turns the direction. */
const STOPS = /[\s"<>`{}|\\^\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\ufff0-\uffff]/;
/** Ends a sentence rather than an address. */
const TAIL = ".,;:!?'…’”»*_~)]";

export function links(text: string): Link[] {
  const found: Link[] = [];
  let from = 0;
  for (let mark = text.indexOf(MARK); mark >= 0 && found.length < MOST; mark = text.indexOf(MARK, from)) {
    from = mark + MARK.length;
    const start = schemeBefore(text, mark);
    if (start === undefined) continue;
    let end = from;
    while (end < text.length && end - start <= LONGEST && !STOPS.test(text[end] ?? "")) end += 1;
    from = end;
    if (end - start > LONGEST) continue;
    end = withoutTail(text, start, end);
    const link = read(text.slice(start, end));
    if (link) found.push({ start, end, ...link });
  }
  return found;
}

/** The text in order, masked pieces and links apart. An address that a mask touches is no link. */
export function linkedPieces(shown: ShownText): LinkedPiece[] {
  const spans = shown.spans ?? [];
  const edges = toUtf16(shown.text, spans.flatMap(({ start, end }) => [start, end]));
  const free = links(shown.text).filter(({ start, end }) => spans.every((_, n) => (edges[2 * n] ?? 0) > end || (edges[2 * n + 1] ?? 0) < start));
  const out: LinkedPiece[] = [];
  let at = 0; // of the text
  let next = 0; // of the links
  for (const piece of pieces(shown)) {
    const stop = at + piece.text.length;
    if (piece.span) out.push(piece);
    else {
      for (let link = free[next]; link && link.start >= at && link.end <= stop; link = free[(next += 1)]) {
        if (link.start > at) out.push({ text: shown.text.slice(at, link.start) });
        out.push({ text: link.label, href: link.href });
        at = link.end;
      }
      if (at < stop) out.push({ text: shown.text.slice(at, stop) });
    }
    at = stop;
  }
  return out;
}

/** Where "http" or "https" begins that ends before `mark`, and is a word of its own. */
function schemeBefore(text: string, mark: number): number | undefined {
  for (const scheme of ["https", "http"]) {
    const start = mark - scheme.length;
    if (start < 0 || text.slice(start, mark).toLowerCase() !== scheme) continue;
    return start === 0 || !/[\p{L}\p{N}+.\-_:/@]/u.test(text[start - 1] ?? "") ? start : undefined;
  }
  return undefined;
}

/** Without what ends the sentence; a closing bracket stays where it has its opening one inside. */
function withoutTail(text: string, start: number, end: number): number {
  const open = { ")": 0, "]": 0 };
  for (let at = start; at < end; at += 1) {
    const unit = text[at];
    if (unit === "(") open[")"] += 1;
    else if (unit === "[") open["]"] += 1;
    else if (unit === ")" || unit === "]") open[unit] -= 1;
  }
  for (; end > start; end -= 1) {
    const unit = text[end - 1] ?? "";
    if (!TAIL.includes(unit)) break;
    if (unit !== ")" && unit !== "]") continue;
    if (open[unit] >= 0) break;
    open[unit] += 1;
  }
  return end;
}

/** Undefined for what the browser does not read as an address of the web, and for names and passwords before the host. */
function read(written: string): { href: string; label: string } | undefined {
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    return undefined;
  }
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "" || url.hostname === "") return undefined;
  const rest = written.slice(written.indexOf(MARK) + MARK.length);
  const cut = rest.search(/[/?#]/);
  const host = cut < 0 ? rest : rest.slice(0, cut);
  const path = cut < 0 ? "" : rest.slice(cut);
  if (host === "" || host.includes("@")) return undefined;
  // A host that is written otherwise than it is read (letters of other scripts, numbers in disguise) is shown as it is read.
  const real = host.toLowerCase() === url.host || host.toLowerCase() === `${url.hostname}:${url.port || DEFAULT[url.protocol]}`;
  return { href: url.href, label: real ? written : `${url.protocol}//${url.host}${path}` };
}

const DEFAULT: Record<string, string> = { "http:": "80", "https:": "443" };
