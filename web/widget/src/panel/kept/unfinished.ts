// A number that is still being typed: the digits of a card are a card to no recogniser until the last one is there.

/** So few digits are no card yet, whatever comes after them. */
const FEW = 7;

/** The draft without the run of digits at `caret`, when it is long enough to become a card number. One pass. */
export function withoutUnfinished(text: string, caret: number): string {
  let start = caret;
  let end = caret;
  while (start > 0 && joins(text[start - 1])) start -= 1;
  while (end < text.length && joins(text[end])) end += 1;
  const digits = [...text.slice(start, end)].filter((character) => /\p{Nd}/u.test(character)).length;
  return digits < FEW ? text : text.slice(0, start) + text.slice(end);
}

/** All but letters: what may stand between the digits of one number, digits outside the BMP included. */
function joins(unit: string | undefined): boolean {
  return unit !== undefined && !/\p{L}/u.test(unit) && unit !== "\n";
}
