// US social security numbers: 3-2-4, without the ranges never issued (20 CFR 422.103). As `recognisers/ssn.rs`.
import { near } from "./context.ts";
import { type Candidate, type Group, eachCandidate, gap, length, value } from "./digits.ts";
import { SPACE, SYMBOL } from "./fold.ts";

const DIGITS = 9;
const CUES = [
  "ssn", "ssns", "s s n", "ss #", "ss number", "ss no", "social security", "soc sec", "social number", "my social",
  "social is", "social #", "seguro social", "last social",
];

export function findSsns(bytes: readonly number[], all: readonly Group[], add: (start: number, end: number) => void): void {
  eachCandidate(bytes, all, DIGITS, (candidate, start, end) => {
    if (!isIssuable(candidate.digits)) return;
    if (isWrittenAsSsn(candidate) || near(bytes, start, end, CUES)) add(start, end);
  });
}

/** Nine digits outside the ranges never issued. */
function isIssuable(digits: readonly number[]): boolean {
  if (digits.length !== DIGITS) return false;
  const [area, group, serial] = [value(digits.slice(0, 3)), value(digits.slice(3, 5)), value(digits.slice(5))];
  return area !== 0 && area !== 666 && area < 900 && group !== 0 && serial !== 0;
}

/** Written 3-2-4 with separators that belong together, and not as the middle of a longer number. */
function isWrittenAsSsn({ bytes, groups, first, last }: Candidate): boolean {
  const [area, group, serial] = groups.slice(first, last + 1);
  if (last - first !== 2 || !area || !group || !serial) return false;
  if (length(area) !== 3 || length(group) !== 2 || length(serial) !== 4) return false;
  const one = separator(gap(bytes, area, group));
  const two = separator(gap(bytes, group, serial));
  const belong = one !== undefined && two !== undefined && (one === two || (isLoose(one) && isLoose(two)));
  const continues = (left: Group | undefined, right: Group | undefined) => {
    if (!left || !right || right.start - left.end !== 1) return false;
    const between = String.fromCharCode(bytes[left.end] ?? 0);
    return "-./".includes(between) || (between === " " && one === " " && two === " ");
  };
  return belong && !continues(groups[first - 1], groups[first]) && !continues(groups[last], groups[last + 1]);
}

/** A dash and a space are mixed by people who mean the same. */
const isLoose = (separator: string) => separator === "-" || separator === " ";

/** The one kind of mark between groups, with or without white space around it; none if they do not belong together. */
function separator(between: readonly number[] | undefined): string | undefined {
  if (!between) return undefined;
  const isBlank = (byte = 0) => byte === SPACE || byte === 9 || byte === 10 || byte === 12 || byte === 13;
  const first = between.findIndex((byte) => !isBlank(byte));
  const last = between.findLastIndex((byte) => !isBlank(byte));
  const mark = first < 0 ? "" : String.fromCharCode(...between.slice(first, last + 1));
  if (mark === "-" || mark === "_" || mark === "--") return "-";
  if (mark === "") return " ";
  return mark === "." || mark === "/" || mark === String.fromCharCode(SYMBOL) ? mark : undefined;
}
