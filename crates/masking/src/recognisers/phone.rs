//! Telephone and fax numbers: North American (NANP: area code, exchange, line) and international (E.164, with `+`).

use super::Finds;
use crate::context::{before, near};
use crate::digits::{Group, Number, gap, value};
use crate::fold::is_word;
use crate::span::Kind;

/// Longest number with its country code (ITU-T E.164).
const MOST_DIGITS: usize = 15;
/// Fewest digits of a number given with a `+`.
const FEWEST_INTERNATIONAL: usize = 8;
const NANP_DIGITS: usize = 10;
const LOCAL_DIGITS: usize = 7;
/// Longest extension.
const MOST_EXTENSION_DIGITS: usize = 6;

const CUES: [&str; 30] = [
    "phone",
    "phones",
    "telephone",
    "tel",
    "cell",
    "cellphone",
    "mobile",
    "fax",
    "call",
    "calls",
    "ph",
    "text me",
    "reach",
    "contact",
    "callback",
    "dial",
    "voicemail",
    "whatsapp",
    "sms",
    "my number",
    "number is",
    "home number",
    "work number",
    "telefono",
    "celular",
    "movil",
    "llamar",
    "llame",
    "llamame",
    "llamenme",
];
/// Bare digits after these are a number of another sort.
const OTHER_NUMBERS: [&str; 32] = [
    "order",
    "tracking",
    "invoice",
    "ref",
    "reference",
    "mrn",
    "npi",
    "member",
    "id",
    "claim",
    "case",
    "policy",
    "account",
    "acct",
    "confirmation",
    "lot",
    "ndc",
    "rx",
    "ticket",
    "chart",
    "record",
    "serial",
    "part",
    "isbn",
    "group",
    "routing",
    "subscriber",
    "prescription",
    "receipt",
    "batch",
    "upc",
    "code",
];
/// Numbers before these are amounts.
const UNITS: [&str; 16] = [
    "mg", "mcg", "g", "kg", "ml", "l", "units", "iu", "cc", "mmol", "meq", "kcal", "cal", "lbs", "steps",
    "tablets",
];
/// Lines a person in crisis may be given; they stay readable whoever writes them. Public numbers of US services: poison
/// control, the suicide and crisis lifeline's long number, domestic violence, sexual assault, child abuse, substance use,
/// disaster distress, maternal mental health, LGBTQ youth, trans peer support, veterans, elder care, runaways, teen dating.
const CRISIS_LINES: [u64; 14] = [
    8_002_221_222,
    8_002_738_255,
    8_007_997_233,
    8_006_564_673,
    8_004_224_453,
    8_006_624_357,
    8_009_855_990,
    8_338_526_262,
    8_664_887_386,
    8_775_658_860,
    8_772_294_222,
    8_006_771_116,
    8_007_862_929,
    8_663_319_474,
];

/// Finds telephone numbers written in the usual ways, and in unusual ways next to a cue; with their extension.
pub(super) fn find(view: &[u8], groups: &[Group], finds: &mut Finds<'_>) {
    for first in 0..groups.len() {
        let start = groups[first].start;
        let international = start > 0 && view[start - 1] == b'+';
        let mut end = None;
        let mut number = Number::<MOST_DIGITS>::new();
        for last in first..groups.len() {
            if last > first && !is_joined(view, &groups[last - 1], &groups[last]) {
                break;
            }
            if !number.push(view, &groups[last]) {
                break;
            }
            let candidate = Candidate { view, groups, first, last, digits: number.digits() };
            if (international && is_international(number.digits())) || candidate.is_phone() {
                end = (!is_crisis_line(number.digits())).then_some(groups[last].end());
            }
        }
        if let Some(end) = end {
            finds.add(with_lead(view, start, end), with_extension(view, end), Kind::Phone, "contact/phone");
        }
    }
}

/// Neighbouring groups that may be parts of one telephone number.
fn is_joined(view: &[u8], left: &Group, right: &Group) -> bool {
    gap(view, left, right).is_some_and(|between| {
        between.iter().all(|byte| {
            matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'_' | b'\t' | b'\n' | b'\r')
        })
    })
}

struct Candidate<'a> {
    view: &'a [u8],
    groups: &'a [Group],
    first: usize,
    last: usize,
    digits: &'a [u8],
}

impl Candidate<'_> {
    fn is_phone(&self) -> bool {
        if self.digits.len() == LOCAL_DIGITS {
            return is_exchange(&self.digits[..3]) && self.is_local_shape() && self.has_cue();
        }
        let national = match self.digits {
            [1, rest @ ..] if rest.len() == NANP_DIGITS => rest,
            rest if rest.len() == NANP_DIGITS => rest,
            _ => return false,
        };
        if !(is_area(&national[..3]) && is_exchange(&national[3..6])) {
            return false;
        }
        match self.lens() {
            [10 | 11, 0, ..] => self.has_cue() || !(self.is_in_token() || self.is_other_number()),
            [3, 3, 4, 0, ..]
            | [1, 3, 3, 4, 0, ..]
            | [4, 3, 4, 0, ..]
            | [3, 7, 0, ..]
            | [6, 4, 0, ..]
            | [1, 3, 7, 0, ..]
            | [1, 6, 4, 0, ..]
            | [1, 10, 0, ..] => !(self.is_continued() || self.is_amount()) || self.has_cue(),
            _ => self.has_cue(),
        }
    }

    /// The sizes of up to five groups; 0 after the last.
    fn lens(&self) -> [usize; 6] {
        let mut lens = [0; 6];
        for (len, group) in lens.iter_mut().zip(&self.groups[self.first..=self.last]) {
            *len = group.len;
        }
        lens
    }

    fn start(&self) -> usize {
        self.groups[self.first].start
    }

    fn end(&self) -> usize {
        self.groups[self.last].end()
    }

    fn has_cue(&self) -> bool {
        near(self.view, self.start(), self.end(), &CUES)
    }

    /// `555-0134`, or with a dot.
    fn is_local_shape(&self) -> bool {
        let [exchange, line] = &self.groups[self.first..=self.last] else { return false };
        exchange.len == 3
            && matches!(gap(self.view, exchange, line), Some(b"-" | b"."))
            && !self.is_continued()
    }

    /// Part of a longer run of letters and digits, such as a tracking number.
    fn is_in_token(&self) -> bool {
        let glued_before = self.start() > 0 && is_word(self.view[self.start() - 1]);
        let mut rest = self.view[self.end()..].iter().take(MOST_DIGITS).take_while(|byte| is_word(**byte));
        glued_before || rest.any(u8::is_ascii_digit)
    }

    fn is_other_number(&self) -> bool {
        before(self.view, self.start(), &OTHER_NUMBERS)
    }

    /// Groups apart by spaces only and followed by a unit: a row of doses.
    fn is_amount(&self) -> bool {
        let span = &self.view[self.start()..self.end()];
        span.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace())
            && starts_with_unit(self.view, self.end())
    }

    /// A dash or dot and more digits on either side: the middle of a longer number.
    fn is_continued(&self) -> bool {
        let glued = |left: usize| {
            self.groups.get(left + 1).is_some_and(|right| {
                matches!(&self.view[self.groups[left].end()..right.start], b"-" | b"." | b"/")
            })
        };
        glued(self.last) || self.first.checked_sub(1).is_some_and(glued)
    }
}

/// The next word is a unit.
fn starts_with_unit(view: &[u8], end: usize) -> bool {
    let rest = view[end..].trim_ascii_start();
    let word = rest.iter().position(|byte| !is_word(*byte)).map_or(rest, |after| &rest[..after]);
    UNITS.iter().any(|unit| word.eq_ignore_ascii_case(unit.as_bytes()))
}

/// What may follow a `+`: country code 1 has numbers of one length, the others are not told apart.
fn is_international(digits: &[u8]) -> bool {
    match digits {
        [0, ..] => false,
        [1, rest @ ..] => rest.len() == NANP_DIGITS,
        other => other.len() >= FEWEST_INTERNATIONAL,
    }
}

/// Area code: 2-9, 0-8, 0-9, and never N11.
fn is_area(digits: &[u8]) -> bool {
    matches!(digits, [2..=9, 0..=8, _]) && !matches!(digits, [_, 1, 1])
}

/// Exchange: 2-9 and two digits, never N11. 555-01xx is fictional and still hidden: it is shaped like a phone.
fn is_exchange(digits: &[u8]) -> bool {
    matches!(digits, [2..=9, _, _]) && !matches!(digits, [_, 1, 1])
}

fn is_crisis_line(digits: &[u8]) -> bool {
    let national = digits.strip_prefix(&[1]).unwrap_or(digits);
    CRISIS_LINES.contains(&value(national))
}

/// Extends a number by the `+` before it, and by a `(` that is closed within it.
fn with_lead(view: &[u8], mut start: usize, end: usize) -> usize {
    if start > 0 && view[start - 1] == b'(' && view[start..end].contains(&b')') {
        start -= 1;
    }
    if start > 0 && view[start - 1] == b'+' {
        start -= 1;
    }
    start
}

/// Extends a number by `ext. 12`, `x12` or `#12`.
fn with_extension(view: &[u8], end: usize) -> usize {
    let skip = |from: usize, set: &[u8]| {
        from + view[from..].iter().take(3).take_while(|byte| set.contains(byte)).count()
    };
    let word = skip(end, b" ,;(");
    let Some(after_word) = ["extension", "extn", "ext", "x", "#"].iter().find_map(|mark| {
        let part = view.get(word..word + mark.len())?;
        part.eq_ignore_ascii_case(mark.as_bytes()).then_some(word + mark.len())
    }) else {
        return end;
    };
    let digits = skip(after_word, b" .:#");
    let count = view[digits..]
        .iter()
        .take(MOST_EXTENSION_DIGITS + 1)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if (1..=MOST_EXTENSION_DIGITS).contains(&count) { digits + count } else { end }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn finds_us_numbers() {
        check(
            Kind::Phone,
            &[
                "<(415) 555-2671> or <415-555-2671>",
                "(<415-555-2671>) <(415) 555-2671>, <+(1) 415-555-2671>",
                "<415.555.2671> <415 555 2671> <415/555/2671>",
                "<+1 (415) 555-2671> <+14155552671> <1-415-555-2671>",
                "<4155552671>",
                "<415-5552671>; <(415)5552671>; <415555-2671>",
                "call <415-555-0134>",
                "<415‑555‑2671> <４１５-５５５-２６７１> <415\u{A0}555\u{A0}2671>",
                "<415-555-2671 ext. 12> <415-555-2671 x1234> <415-555-2671, extension 9> <415-555-2671 #7>",
                "phone <41 55 55 26 71>",
                "my cell: <4 1 5 5 5 5 2 6 7 1>",
                "tel<4155552671>",
                "order line, call <4155552671>",
                "call me at <555-0134>",
                "el teléfono es <305 555 0199>",
            ],
        );
    }

    #[test]
    fn finds_international_numbers() {
        check(
            Kind::Phone,
            &["<+44 20 7946 0958>", "<+34 912 345 678>, please", "<+4915112345678>", "<+33 1 23 45 67 89>"],
        );
    }

    #[test]
    fn crisis_lines_stay_readable() {
        check(
            Kind::Phone,
            &[
                "call 988 or 911 or text 741741",
                "Poison Control: 1-800-222-1222, (800) 222-1222, 800.222.1222, +1 800 222 1222",
                "call 18002738255 or 1-800-799-7233",
            ],
        );
    }

    #[test]
    fn leaves_other_numbers_alone() {
        check(
            Kind::Phone,
            &[
                "115-555-2671 195-555-2671 411-555-2671 415-111-2671 415-911-2671",
                "order 4155552671, NPI 2155552671",
                "1Z4155552671",
                "4155552671a9",
                "41555526712",
                "12-415-555-2671 415-555-2671-3",
                "250 500 1000 mg, 250 500 1000 units",
                "555-0134",
                "192.168.1.100 at 10:30 on 2026-05-11",
                "1732441234",
                "ICD E11.9, NDC 0002-8215-01, 120/80, 7.4",
            ],
        );
    }
}
