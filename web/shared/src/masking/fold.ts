// Folds one character to what recognisers compare. The same table as `crates/masking/src/fold.rs`, which says where it comes
// from; `fold.test.ts` and the shared vectors hold the two together.

/** A symbol or emoji with no ASCII counterpart: people put them between digits. */
export const SYMBOL = 0x81;
/** Anything else with no ASCII counterpart: a letter, for all that is known here. */
export const OTHER = 0x82;
/** Invisible, or a mark on the character before: takes no place. */
export const SKIP = -1;

/** Folds a code point to an ASCII code, `SYMBOL`, `OTHER` or `SKIP`. Case is kept. */
export function fold(code: number): number {
  if (code < 0x80) return code;
  if (isIn(INVISIBLE, code)) return SKIP;
  const latin = code >= 0xc0 && code <= 0xff ? LATIN.charCodeAt(code - 0xc0) : SPACE;
  if (latin !== SPACE) return latin;
  const plain = PUNCTUATION.get(code) ?? SINGLES.get(code);
  if (plain !== undefined) return plain;
  for (const [first, last, ascii] of RUNS) {
    if (code >= first && code <= last) return ascii + code - first;
  }
  if (code >= 0x1d400 && code <= 0x1d6a3) return mathematicalLetter((code - 0x1d400) % 52);
  const zero = DECIMAL_ZEROS.findLast((first) => first <= code);
  if (zero !== undefined && code - zero < 10) return DIGIT_0 + code - zero;
  return isIn(SYMBOLS, code) ? SYMBOL : OTHER;
}

export const SPACE = 0x20;
export const DIGIT_0 = 0x30;
const UPPER_A = 0x41;
const LOWER_A = 0x61;

export function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= 0x39;
}

/** An ASCII letter or digit. */
export function isAlphanumeric(byte: number): boolean {
  return isDigit(byte) || (byte >= UPPER_A && byte <= 0x5a) || (byte >= LOWER_A && byte <= 0x7a);
}

/** An ASCII code in lower case. */
export function toLower(byte: number): number {
  return byte >= UPPER_A && byte <= 0x5a ? byte + SPACE : byte;
}

/** Unicode's White_Space. */
export function isWhiteSpace(code: number): boolean {
  return (code >= 9 && code <= 13) || code === SPACE || code === 0x85 || isIn(WIDE_SPACES, code);
}

type Ranges = readonly (readonly [number, number])[];

function isIn(ranges: Ranges, code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

const mathematicalLetter = (place: number) => (place < 26 ? UPPER_A + place : LOWER_A + place - 26);

/** Default-ignorable characters, variation selectors, combining marks and the keycap. */
const INVISIBLE: Ranges = [
  [0xad, 0xad], [0x300, 0x36f], [0x61c, 0x61c], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f],
  [0x202a, 0x202e], [0x2060, 0x206f], [0x20d0, 0x20f0], [0x3164, 0x3164], [0xfe00, 0xfe0f], [0xfeff, 0xfeff],
  [0xffa0, 0xffa0], [0xfff0, 0xfffb], [0x1d173, 0x1d17a], [0xe0000, 0xe0fff],
];

/** Blocks in which nothing is a letter or a digit. */
const SYMBOLS: Ranges = [
  [0xa1, 0xa9], [0xab, 0xb1], [0xb6, 0xb8], [0xbb, 0xbb], [0xbf, 0xbf], [0xd7, 0xd7], [0xf7, 0xf7], [0x2000, 0x206f],
  [0x20a0, 0x20c0], [0x2190, 0x245f], [0x2500, 0x2775], [0x2794, 0x2bff], [0x3001, 0x3004], [0x3008, 0x3020],
  [0x1f000, 0x1f0ff], [0x1f18a, 0x1faff],
];

const WIDE_SPACES: Ranges = [
  [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];

/** U+00C0 to U+00FF without accents; a space where there is no letter to fold to. */
const LATIN = "AAAAAAACEEEEIIII NOOOOO OUUUUY saaaaaaaceeeeiiii nooooo ouuuuy y";

/** Odd spaces, dashes and marks, by the plain one they stand for. */
const PUNCTUATION = new Map<number, number>(
  (
    [
      [SPACE, [0x85, 0x2800, ...WIDE_SPACES.flatMap(([first, last]) => from(first, last))]],
      [0x2d, [...from(0x2010, 0x2015), 0x2043, 0x2212, 0x2e3a, 0x2e3b, 0xfe58, 0xfe63]],
      [0x2e, [0xb7, 0x2022, 0x2024, 0x2027, 0x22c5, 0x3002, 0x30fb, 0xfe52, 0xff61, 0xff65]],
      [0x2c, [0x60c, 0x3001, 0xfe50, 0xff64]],
      [0x27, [0xb4, 0x2018, 0x2019, 0x201b, 0x2032, 0x2bc]],
      [0x2f, [0x2044, 0x2215]],
      [0x40, [0xfe6b]],
    ] as const
  ).flatMap(([plain, odd]) => odd.map((code) => [code, plain] as const)),
);

function from(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

/** Superscript one to three, ordinal signs, circled zeros; and superscript i, which is in the middle of the digits. */
const SINGLES = new Map<number, number>([
  [0xaa, LOWER_A], [0xba, 0x6f], [0xb2, 0x32], [0xb3, 0x33], [0xb9, 0x31], [0x24ea, DIGIT_0], [0x24ff, DIGIT_0],
  [0x2071, OTHER],
]);

/** Runs that fold to a run of ASCII: circled and parenthesised digits and letters, full-width forms. */
const RUNS: readonly (readonly [number, number, number])[] = [
  [0x2460, 0x2468, 0x31], [0x2474, 0x247c, 0x31], [0x2488, 0x2490, 0x31], [0x24f5, 0x24fd, 0x31], [0x2776, 0x277e, 0x31],
  [0x2780, 0x2788, 0x31], [0x278a, 0x2792, 0x31], [0xff01, 0xff5e, 0x21], [0x24b6, 0x24cf, UPPER_A], [0x24d0, 0x24e9, LOWER_A],
];

/** First of each run of ten decimal digits outside ASCII, in order; superscript and subscript among them. */
const DECIMAL_ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
  0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2070, 0x2080, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450,
  0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50,
  0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
];
