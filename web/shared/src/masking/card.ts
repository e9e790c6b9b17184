// Payment card numbers: issuer ranges and lengths, and the Luhn check digit (ISO/IEC 7812-1). As `recognisers/card.rs`.
import { near } from "./context.ts";
import { type Candidate, type Group, eachCandidate, gap, length, value } from "./digits.ts";

const MOST_DIGITS = 19;
const FEWEST_DIGITS = 12;
const CUES = [
  "card", "cards", "visa", "mastercard", "amex", "discover", "unionpay", "union pay", "debit", "credit", "tarjeta", "payment",
];

export function findCards(bytes: readonly number[], all: readonly Group[], add: (start: number, end: number) => void): void {
  eachCandidate(bytes, all, MOST_DIGITS, (candidate, start, end) => {
    if (candidate.digits.length >= FEWEST_DIGITS && isCard(candidate, start, end)) add(start, end);
  });
}

function isCard(candidate: Candidate, start: number, end: number): boolean {
  const { bytes, digits } = candidate;
  if (!isIssued(digits)) return false;
  const cue = () => near(bytes, start, end, CUES);
  // Some UnionPay cards have no Luhn digit: they need a word that says what they are.
  const isUnionPay = digits[0] === 6 && digits[1] === 2 && digits.length >= 16;
  return (luhn(digits) || (isUnionPay && cue())) && (isPrinted(candidate) || isAlone(candidate) || cue());
}

/** Leading digits `from` to `to` and the lengths of their cards. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]], // Visa
  [51, 55, [16]], // Mastercard
  [2221, 2720, [16]],
  [34, 34, [15]], // American Express
  [37, 37, [15]],
  [3528, 3589, [16, 17, 18, 19]], // JCB
  [300, 305, [14, 15, 16, 17, 18, 19]], // Diners Club
  [309, 309, [14, 15, 16, 17, 18, 19]],
  [36, 36, [14, 15, 16, 17, 18, 19]],
  [38, 39, [14, 15, 16, 17, 18, 19]],
  [50, 50, [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro, and within its ranges Discover and UnionPay
  [56, 69, [12, 13, 14, 15, 16, 17, 18, 19]],
];

function isIssued(digits: readonly number[]): boolean {
  return ISSUERS.some(([from, to, lengths]) => {
    const lead = value(digits.slice(0, String(from).length));
    return lead >= from && lead <= to && lengths.includes(digits.length);
  });
}

function luhn(digits: readonly number[]): boolean {
  const sum = digits.reduceRight((total, digit, at) => {
    const doubled = (digits.length - 1 - at) % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** As cards are printed, or all their digits in groups of one size. */
function isPrinted({ groups, first, last, digits }: Candidate): boolean {
  const lengths = groups.slice(first, last + 1).map(length);
  if (lengths.length === 1 || ["4,6,5", "4,6,4", "4,4,4,4,3"].includes(lengths.join())) return true;
  const [size = 0] = lengths;
  const isRegular = lengths.every((each, at) => each === size || (at === lengths.length - 1 && each < size));
  return (digits.length === 15 || digits.length === 16) && isRegular;
}

/** No other digits are joined to the groups on either side. */
function isAlone({ bytes, groups, first, last }: Candidate): boolean {
  const joined = (left: Group | undefined, right: Group | undefined) => left && right && gap(bytes, left, right);
  return !joined(groups[first - 1], groups[first]) && !joined(groups[last], groups[last + 1]);
}
