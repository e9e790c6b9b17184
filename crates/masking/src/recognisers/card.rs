//! Payment card numbers: issuer ranges and lengths, and the Luhn check digit (ISO/IEC 7812-1).

use super::Finds;
use crate::context::near;
use crate::digits::{Group, Number, gap, value};
use crate::span::Kind;
use crate::work::step;

/// Longest card number: ISO/IEC 7812-1 allows 19 digits.
const MOST_DIGITS: usize = 19;
/// Shortest card number that any issuer below uses.
const FEWEST_DIGITS: usize = 12;
const CUES: [&str; 12] = [
    "card",
    "cards",
    "visa",
    "mastercard",
    "amex",
    "discover",
    "unionpay",
    "union pay",
    "debit",
    "credit",
    "tarjeta",
    "payment",
];

/// Finds card numbers: whole digit groups, joined by short separators, that read as one number.
///
/// Every reading is reported, so that digits before or after a card cannot hide it.
pub(super) fn find(view: &[u8], groups: &[Group], keep_last_four: bool, finds: &mut Finds<'_>) {
    for first in 0..groups.len() {
        let mut number = Number::<MOST_DIGITS>::new();
        for last in first..groups.len() {
            if last > first && gap(view, &groups[last - 1], &groups[last]).is_none() {
                break;
            }
            if !number.push(view, &groups[last]) {
                break;
            }
            if number.digits().len() >= FEWEST_DIGITS && is_card(view, groups, first, last, number.digits()) {
                let end = groups[last].end();
                let end = if keep_last_four { before_last_four(view, end) } else { end };
                finds.add(groups[first].start, end, Kind::Card, "payment/card");
            }
        }
    }
}

fn is_card(view: &[u8], groups: &[Group], first: usize, last: usize, digits: &[u8]) -> bool {
    if !is_issued(digits) {
        return false;
    }
    let cue = || near(view, groups[first].start, groups[last].end(), &CUES);
    // Some UnionPay cards have no Luhn digit: they need a word that says what they are.
    let checked = luhn(digits) || (digits.starts_with(&UNION_PAY) && digits.len() >= 16 && cue());
    checked && (is_printed(&groups[first..=last]) || is_alone(view, groups, first, last) || cue())
}

const UNION_PAY: [u8; 2] = [6, 2];

/// Leading digits `from..=to` (all of the same length) and the lengths of their cards.
struct Issuer {
    from: u64,
    to: u64,
    lens: &'static [usize],
}

const ISSUERS: [Issuer; 12] = [
    Issuer { from: 4, to: 4, lens: &[13, 16, 19] },           // Visa
    Issuer { from: 51, to: 55, lens: &[16] },                 // Mastercard
    Issuer { from: 2221, to: 2720, lens: &[16] },             // Mastercard
    Issuer { from: 34, to: 34, lens: &[15] },                 // American Express
    Issuer { from: 37, to: 37, lens: &[15] },                 // American Express
    Issuer { from: 3528, to: 3589, lens: &[16, 17, 18, 19] }, // JCB
    Issuer { from: 300, to: 305, lens: &[14, 15, 16, 17, 18, 19] }, // Diners Club
    Issuer { from: 309, to: 309, lens: &[14, 15, 16, 17, 18, 19] }, // Diners Club
    Issuer { from: 36, to: 36, lens: &[14, 15, 16, 17, 18, 19] }, // Diners Club
    Issuer { from: 38, to: 39, lens: &[14, 15, 16, 17, 18, 19] }, // Diners Club
    Issuer { from: 50, to: 50, lens: &[12, 13, 14, 15, 16, 17, 18, 19] }, // Maestro
    // Maestro; and within it Discover (6011, 644-649, 65, 622126-622925) and UnionPay (62), with 16 to 19.
    Issuer { from: 56, to: 69, lens: &[12, 13, 14, 15, 16, 17, 18, 19] },
];

/// Leading digits and length belong to an issuer.
fn is_issued(digits: &[u8]) -> bool {
    ISSUERS.iter().any(|issuer| {
        let lead = value(&digits[..issuer.from.ilog10() as usize + 1]);
        (issuer.from..=issuer.to).contains(&lead) && issuer.lens.contains(&digits.len())
    })
}

/// The Luhn check (ISO/IEC 7812-1, annex B): from the right, every second digit doubled; the digit sum ends in 0.
fn luhn(digits: &[u8]) -> bool {
    step(digits.len());
    let doubled = |digit: u8| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| u32::from(if place % 2 == 1 { doubled(*digit) } else { *digit }))
        .sum();
    sum.is_multiple_of(10)
}

/// As cards are printed, or all their digits in groups of one size. Digits joined on either side do not count then: this
/// is how a card is found in a row of numbers.
fn is_printed(groups: &[Group]) -> bool {
    let mut lens = [0; MOST_DIGITS];
    for (len, group) in lens.iter_mut().zip(groups) {
        *len = group.len;
    }
    match &lens[..groups.len()] {
        [_] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 3] => true,
        [body @ .., tail] => {
            let digits = body.iter().sum::<usize>() + tail;
            matches!(digits, 15 | 16) && body.iter().all(|len| *len == body[0]) && *tail <= body[0]
        }
        [] => false,
    }
}

/// No other digits are joined to the groups on either side.
fn is_alone(view: &[u8], groups: &[Group], first: usize, last: usize) -> bool {
    let joined =
        |left: usize| groups.get(left + 1).is_some_and(|right| gap(view, &groups[left], right).is_some());
    !joined(last) && !first.checked_sub(1).is_some_and(joined)
}

/// Where a span ends that leaves the last four digits readable: after the last digit before them.
fn before_last_four(view: &[u8], end: usize) -> usize {
    let fifth_from_end = (0..end).rev().filter(|at| view[*at].is_ascii_digit()).nth(4);
    fifth_from_end.map_or(end, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn finds_cards_of_every_scheme_however_they_are_written() {
        check(
            Kind::Card,
            &[
                "<4111111111111111>",
                "card: <4111 1111 1111 1111>.",
                "<4111-1111-1111-1111> exp 12/28",
                "<4111.1111.1111.1111>",
                "<4111  1111\n1111 - 1111>",
                "<4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1>",
                "<41 11 11 11 11 11 11 11>",
                "<41111111 11111111>",
                "<4111 11111111 1111>",
                "my visa <41111 111111 11111> 12",
                "<4222222222222>",
                "<4000 0000 0000 0000 006>",
                "<5555555555554444> <2223003122003222>",
                "<3782 822463 10005> or <371449635398431>",
                "<6011111111111117> <6445644564456445>",
                "<3530111333300000>",
                "<3056 930902 5904> <38520000023237>",
                "<6759649826438453>",
                "<6240008631401148>",
                "unionpay <6212345678901230>",
                "x<4111111111111111>y",
                "https://pay.example/?n=<4111111111111111>",
                "<４１１１ １１１１ １１１１ １１１１>",
                "<٤١١١١١١١١١١١١١١١>",
                "<4111\u{200B}1111\u{200B}1111\u{200B}1111>",
                "<4111\u{A0}1111\u{A0}1111\u{A0}1111>",
                "<4111😀1111😀1111😀1111>",
            ],
        );
    }

    #[test]
    fn digits_around_a_card_do_not_hide_it() {
        check(
            Kind::Card,
            &[
                "12 <4111 1111 1111 1111> 34 567",
                "1 <4111111111111111> 2",
                "415-555-1212 <4111 1111 1111 1111>",
                "<4111 1111 1111 1111> 4111",
            ],
        );
    }

    #[test]
    fn leaves_other_numbers_alone() {
        check(
            Kind::Card,
            &[
                "4111111111111112",
                "1234 5678 9012 3456",
                "41111111111111111",
                "94111111111111111",
                "6212345678901231",
                "9999999999999995",
                "0000 0000 0000 0000",
                "lot 20260511 00417",
                "120 80 98 72 36 5 12 14",
                "4111, and then 1111 and 1111 and 1111",
                "tracking 9400 1000 0000 0000 0000 00",
            ],
        );
    }

    #[test]
    fn luhn_accepts_the_published_vectors_and_one_digit_in_ten() {
        for good in ["4111111111111111", "2223003122003222", "378282246310005"] {
            let mut digits: Vec<u8> = good.bytes().map(|byte| byte - b'0').collect();
            assert!(luhn(&digits), "{good}");
            let last = digits.len() - 1;
            for wrong in (0..10).filter(|digit| *digit != good.as_bytes()[last] - b'0') {
                digits[last] = wrong;
                assert!(!luhn(&digits), "{good} ending in {wrong}");
            }
        }
    }
}
