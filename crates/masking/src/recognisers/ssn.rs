//! US social security numbers: area, group and serial (3-2-4), without the ranges that were never issued (20 CFR 422.103;
//! SSA, "Randomization", since 25 June 2011).

use super::Finds;
use crate::context::near;
use crate::digits::{Group, Number, gap, value};
use crate::span::Kind;

const DIGITS: usize = 9;
const CUES: [&str; 14] = [
    "ssn",
    "ssns",
    "s s n",
    "ss #",
    "ss number",
    "ss no",
    "social security",
    "soc sec",
    "social number",
    "my social",
    "social is",
    "social #",
    "seguro social",
    "last social",
];

/// Finds numbers written 3-2-4, and nine digits written in any way next to a cue.
pub(super) fn find(view: &[u8], groups: &[Group], finds: &mut Finds<'_>) {
    for first in 0..groups.len() {
        let mut number = Number::<DIGITS>::new();
        for last in first..groups.len() {
            if last > first && gap(view, &groups[last - 1], &groups[last]).is_none() {
                break;
            }
            if !number.push(view, &groups[last]) {
                break;
            }
            let (start, end) = (groups[first].start, groups[last].end());
            if is_issuable(number.digits())
                && (is_written_as_ssn(view, groups, first, last) || near(view, start, end, &CUES))
            {
                finds.add(start, end, Kind::Ssn, "government/ssn");
            }
        }
    }
}

/// Nine digits outside the ranges never issued. Two famous numbers that are void (078-05-1120, 219-09-9999) lie inside them and are
/// masked all the same: whoever types one shows what should happen to their own.
fn is_issuable(digits: &[u8]) -> bool {
    if digits.len() != DIGITS {
        return false;
    }
    let (area, group, serial) = (value(&digits[..3]), value(&digits[3..5]), value(&digits[5..]));
    !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0
}

/// Written 3-2-4 with separators that belong together, and not as the middle of a longer number.
fn is_written_as_ssn(view: &[u8], groups: &[Group], first: usize, last: usize) -> bool {
    let [area, group, serial] = &groups[first..=last] else { return false };
    if (area.len, group.len, serial.len) != (3, 2, 4) {
        return false;
    }
    let separator = |left, right| gap(view, left, right).map_or(Separator::Other, separator);
    let (one, two) = (separator(area, group), separator(group, serial));
    let belong = match (one, two) {
        (Separator::Other, _) | (_, Separator::Other) => false,
        (Separator::Dash | Separator::Space, Separator::Dash | Separator::Space) => true,
        (one, two) => one == two,
    };
    let continues = |left: usize| {
        groups.get(left + 1).is_some_and(|right| {
            let between = &view[groups[left].end()..right.start];
            // A space or a line break starts a new thing unless the number itself is written with spaces.
            matches!(between, b"-" | b"." | b"/")
                || (between == b" " && one == Separator::Space && two == one)
        })
    };
    belong && !continues(last) && !first.checked_sub(1).is_some_and(continues)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Dash,
    Dot,
    Slash,
    Space,
    Symbol,
    Other,
}

/// The one character between groups, with or without white space around it.
fn separator(gap: &[u8]) -> Separator {
    match gap.trim_ascii() {
        b"-" | b"_" | b"--" => Separator::Dash,
        b"." => Separator::Dot,
        b"/" => Separator::Slash,
        b"" => Separator::Space,
        [crate::fold::SYMBOL] => Separator::Symbol,
        _ => Separator::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn finds_numbers_written_as_ssn() {
        check(
            Kind::Ssn,
            &[
                "<123-45-6789>",
                "it is <123 45 6789>, thanks",
                "<123.45.6789> <123/45/6789>",
                "<123 - 45 - 6789>",
                "<123-45 6789>",
                "<772-10-0001>. <734-01-0001>",
                "HIC <123-45-6789>A",
                "ssn<123-45-6789>",
                "<123–45–6789>",
                "<１２３-４５-６７８９>",
                "<123\u{200B}-45-\u{200B}6789>",
                "call 415-555-2671 or <123-45-6789> 12",
            ],
        );
    }

    #[test]
    fn finds_bare_digits_next_to_a_cue() {
        check(
            Kind::Ssn,
            &[
                "my SSN is <123456789>",
                "SS#<123456789>",
                "Social Security Number: <123456789>",
                "<123456789> is my social security number",
                "número de seguro social <123456789>",
                "ssn <123 456 789>",
                "ssn <1 2 3 4 5 6 7 8 9>",
                "ssn 1-<123-45-6789>",
            ],
        );
    }

    #[test]
    fn leaves_other_numbers_alone() {
        check(
            Kind::Ssn,
            &[
                "123456789",
                "routing 011000015",
                "000-12-3456 666-12-3456 900-12-3456 999-99-9999",
                "123-00-4567 123-45-0000",
                "ssn 987-65-4320, ssn 987654329",
                "1-123-45-6789",
                "123-45-6789-1",
                "12 123 45 6789",
                "BP 120/80 2024",
                "1234-56-789",
                "12-345-6789 123-456-789",
                "assn 123456789",
                "the social worker has 123456789",
            ],
        );
    }
}
