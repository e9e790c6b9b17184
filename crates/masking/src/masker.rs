//! Masks a text by rules: scan, merge, replace, and scan again until nothing more is found.

use zeroize::Zeroizing;

use crate::fold::is_word;
use crate::masked::{MaskedParts, MaskedText, Original, x_out};
use crate::merge::{Hit, merge};
use crate::raw::RawText;
use crate::recognisers;
use crate::rules::Rules;
use crate::span::{Action, Kind, Span};
use crate::view::View;
use crate::work::step;

/// Longest text that is scanned, in bytes; a longer one is masked whole. A message of 10 000 characters always fits.
pub const MAX_SCANNED_BYTES: usize = 64 * 1024;
/// Scans of one text. What is found in the first is all there is, but for texts made to puzzle; those that do not
/// settle are masked whole.
const MAX_SCANS: usize = 4;

/// Masks texts by one set of rules. Holds no text, so it can be shared freely.
#[derive(Clone, Copy, Debug, Default)]
pub struct Masker {
    rules: Rules,
}

/// One find in a text, with offsets into the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detection {
    /// First Unicode code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What it is.
    pub kind: Kind,
    /// What the rules do about it.
    pub action: Action,
    /// Name of the rule that found it, as `pack/rule`.
    pub rule: &'static str,
}

impl Masker {
    /// A masker with these rules.
    #[must_use]
    pub const fn new(rules: Rules) -> Self {
        Self { rules }
    }

    /// The rules it goes by.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Masks a text. Never fails and never lets unscanned text through: what cannot be scanned is masked whole.
    ///
    /// The number of characters stays, and every character outside the spans. Masking twice is masking once.
    #[must_use]
    pub fn mask(&self, raw: RawText) -> MaskedText {
        if is_clean(raw.as_str()) {
            return MaskedText::from_masker(MaskedParts {
                text: raw.into_clean(),
                spans: vec![],
                originals: vec![],
            });
        }
        match self.scan(raw.as_str()) {
            Scan::Undecided => mask_whole(raw.as_str()),
            Scan::Found(hits) if hits.is_empty() => MaskedText::from_masker(MaskedParts {
                text: raw.into_clean(),
                spans: vec![],
                originals: vec![],
            }),
            Scan::Found(hits) => mask_hits(raw.as_str(), &hits),
        }
    }

    /// What [`Masker::mask`] would mask or hide, without masking it.
    #[must_use]
    pub fn detect(&self, text: &str) -> Vec<Detection> {
        if is_clean(text) {
            return vec![];
        }
        let hits = match self.scan(text) {
            Scan::Undecided => whole(text).into_iter().collect(),
            Scan::Found(hits) => hits,
        };
        let (mut bytes, mut chars) = (0, 0);
        let mut count_to = |end: usize| {
            chars += text[bytes..end].chars().map(|_| 1).sum::<u32>();
            bytes = end;
            chars
        };
        hits.iter()
            .map(|hit| Detection {
                start: count_to(hit.start),
                end: count_to(hit.end),
                kind: hit.kind,
                action: hit.action,
                rule: hit.rule,
            })
            .collect()
    }

    /// Merged finds with offsets in bytes of the text.
    fn scan(&self, text: &str) -> Scan {
        if text.len() > MAX_SCANNED_BYTES {
            return Scan::Undecided;
        }
        let view = View::new(text);
        let mut all = recognisers::find(view.bytes(), &self.rules);
        if all.is_empty() {
            return Scan::Found(all);
        }
        merge(&mut all);
        // What masking leaves is scanned as a reader would see it. This makes masking idempotent: the last scan, which
        // found nothing, is the first scan of the masked text.
        let mut left = Zeroizing::new(view.bytes().to_vec());
        for _ in 1..MAX_SCANS {
            for hit in &all {
                step(hit.end - hit.start);
                left[hit.start..hit.end]
                    .iter_mut()
                    .filter(|byte| is_word(**byte))
                    .for_each(|byte| *byte = b'X');
            }
            let more = recognisers::find(&left, &self.rules);
            if more.is_empty() {
                for hit in &mut all {
                    let range = view.text_range(hit.start, hit.end);
                    (hit.start, hit.end) = (range.start, range.end);
                }
                return Scan::Found(all);
            }
            all.extend(more);
            merge(&mut all);
        }
        Scan::Undecided
    }
}

enum Scan {
    /// Merged finds, in order.
    Found(Vec<Hit>),
    /// Too long, or not settled: nothing may be let through.
    Undecided,
}

/// The quick way out for most chat: no recogniser could find anything.
fn is_clean(text: &str) -> bool {
    text.len() <= MAX_SCANNED_BYTES && text.is_ascii() && recognisers::nothing_possible(text.as_bytes())
}

fn mask_hits(text: &str, hits: &[Hit]) -> MaskedText {
    // An X is never longer than what it replaces.
    let mut masked = String::with_capacity(text.len());
    let mut spans = Vec::with_capacity(hits.len());
    let mut originals = Vec::new();
    let mut copied = 0;
    for hit in hits {
        masked.push_str(&text[copied..hit.start]);
        let start = offset(masked.len());
        masked.extend(x_out(&text[hit.start..hit.end]));
        spans.push(Span { start, end: offset(masked.len()), kind: hit.kind, action: hit.action });
        if hit.action == Action::Hide {
            originals.push(Original::new(text[hit.start..hit.end].to_owned()));
        }
        copied = hit.end;
    }
    masked.push_str(&text[copied..]);
    MaskedText::from_masker(MaskedParts { text: masked, spans, originals })
}

/// Masks everything but white space and ASCII punctuation.
fn mask_whole(text: &str) -> MaskedText {
    if u32::try_from(text.len()).is_err() {
        // Offsets have 32 bits; a text of 4 GiB is not a message.
        let spans = vec![Span { start: 0, end: 1, kind: Kind::Other, action: Action::Mask }];
        return MaskedText::from_masker(MaskedParts { text: "X".to_owned(), spans, originals: vec![] });
    }
    let masked: String = text.chars().map(|c| if is_kept(c) { c } else { 'X' }).collect();
    let spans = whole(&masked).into_iter().map(|hit| Span {
        start: offset(hit.start),
        end: offset(hit.end),
        kind: hit.kind,
        action: hit.action,
    });
    let spans = spans.collect();
    MaskedText::from_masker(MaskedParts { text: masked, spans, originals: vec![] })
}

/// The whole text as one find, from the first to the last character that is masked.
fn whole(text: &str) -> Option<Hit> {
    let start = text.find(|c| !is_kept(c))?;
    let end = text.trim_end_matches(is_kept).len();
    Some(Hit { start, end, kind: Kind::Other, rule: "whole-text", action: Action::Mask })
}

fn is_kept(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation()
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("texts of 4 GiB and more are not masked by span")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fuzz::fuzz_mask;
    use crate::work::measure;

    fn masked(text: &str, rules: Rules) -> MaskedText {
        Masker::new(rules).mask(RawText::new(text.to_owned()))
    }

    #[test]
    fn masks_by_rule_and_serves_what_is_hidden() {
        let text = "4111 1111 1111 1111, 123-45-6789, maria@x.org, (415) 555-2671";
        let visitor = masked(text, Rules::visitor());
        assert_eq!(visitor.masked(), "XXXX XXXX XXXX XXXX, XXX-XX-XXXX, XXXXX@X.XXX, (XXX) XXX-XXXX");
        assert_eq!(visitor.for_serving(), "XXXX XXXX XXXX XXXX, XXX-XX-XXXX, maria@x.org, (415) 555-2671");
        assert_eq!(visitor.hidden_original(3), Some("(415) 555-2671"));

        let staff = masked(text, Rules::staff());
        assert_eq!(staff.masked(), "XXXX XXXX XXXX XXXX, XXX-XX-XXXX, maria@x.org, (415) 555-2671");

        let last_four = masked(text, Rules { keep_card_last_four: true, ..Rules::staff() });
        assert_eq!(last_four.masked(), "XXXX XXXX XXXX 1111, XXX-XX-XXXX, maria@x.org, (415) 555-2671");
        assert_eq!(last_four.spans()[0].end, 14);
    }

    #[test]
    fn overlapping_finds_are_masked_for_good_as_one() {
        let both = masked("4111111111111111@x.org", Rules::visitor());
        assert_eq!(both.masked(), "XXXXXXXXXXXXXXXX@X.XXX");
        assert_eq!(both.spans(), [Span { start: 0, end: 22, kind: Kind::Card, action: Action::Mask }]);
        assert_eq!(both.for_serving(), both.masked());
    }

    #[test]
    fn offsets_are_of_the_masked_text_where_lengths_differ() {
        let text = masked("é ４１１１１１１１１１１１１１１１ é josé@x.org é", Rules::visitor());
        assert_eq!(text.masked(), "é XXXXXXXXXXXXXXXX é XXXX@X.XXX é");
        let under: Vec<_> =
            text.spans().iter().map(|span| &text.masked()[span.start as usize..span.end as usize]).collect();
        assert_eq!(under, ["XXXXXXXXXXXXXXXX", "XXXX@X.XXX"]);
    }

    #[test]
    fn what_masking_uncovers_is_masked_too() {
        // Once the card is X's, `b.XXXX…` reads as a domain.
        let text = masked("a@b.4111111111111111", Rules::visitor());
        assert_eq!(text.masked(), "X@X.XXXXXXXXXXXXXXXX");
    }

    #[test]
    fn a_text_too_long_to_scan_is_masked_whole() {
        let longest = format!("{} 4111111111111111", "a".repeat(MAX_SCANNED_BYTES - 17));
        assert!(masked(&longest, Rules::visitor()).masked().ends_with("a XXXXXXXXXXXXXXXX"));

        let text = masked(&format!(" {longest}, é."), Rules::staff());
        assert!(text.masked().chars().all(|c| matches!(c, 'X' | ' ' | ',' | '.')));
        let [span] = text.spans() else { panic!("one span") };
        assert_eq!((span.start, span.kind, span.action), (1, Kind::Other, Action::Mask));
        assert!(masked(&" ".repeat(MAX_SCANNED_BYTES + 1), Rules::visitor()).spans().is_empty());
    }

    #[test]
    fn work_grows_with_length_and_no_faster() {
        let hostile = [
            "4",
            "4 ",
            "41 ",
            "4111 ",
            "4111-1111 ",
            "4111 1111 1111 1111 ",
            "1234567890 ",
            "123-45-6789 ",
            "9 ssn ",
            "call 4 ",
            "@",
            "a@",
            "a@b.",
            "a@b.co ",
            ".",
            "a.",
            "-.",
            "+1 ",
            "(4)",
            "415-555-2671 x1 ",
            "٤",
            "é",
            "#1 ",
            "4\u{200B}",
        ];
        for part in hostile {
            let steps = |times: usize| {
                let text = part.repeat(times);
                // `detect` and not `mask`: a text of one sort that does not settle is still scanned as often.
                measure(|| drop(Masker::default().detect(&text))) as f64 / text.len() as f64
            };
            let (short, long) = (steps(1_000), steps(8_000));
            assert!(long <= short * 1.1 + 1.0, "{part:?}: {short} steps a byte, then {long}");
            assert!(long < 6_000.0, "{part:?} costs {long} steps a byte");
        }
    }

    /// A valid card of 16 digits.
    fn card() -> impl Strategy<Value = String> {
        (0..3usize, proptest::collection::vec(0..10u8, 13)).prop_map(|(scheme, body)| {
            let lead = ["41", "52", "65"][scheme];
            let digits: Vec<u8> = lead.bytes().map(|byte| byte - b'0').chain(body).collect();
            let sum: u32 = digits
                .iter()
                .rev()
                .enumerate()
                .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
                .map(u32::from)
                .sum();
            let digits: String = digits.iter().map(|digit| char::from(digit + b'0')).collect();
            format!("{digits}{}", (10 - sum % 10) % 10)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn promises_hold_for_any_text(text in any::<String>()) {
            fuzz_mask(text.as_bytes());
        }

        #[test]
        fn promises_hold_for_texts_made_of_what_recognisers_look_for(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "4111", "1111", "4111111111111111", "123", "45", "6789", "123456789", "415", "555", "2671", "@", ".",
                    "-", " ", "  ", "+", "(", ")", "a", "x.org", "ssn", "call", "ext", "é", "٤", "\u{200B}", "XX", "😀",
                    "\n", "62", "card", "\u{3164}", "\u{345}",
                ]),
                0..40,
            )
        ) {
            fuzz_mask(parts.concat().as_bytes());
        }

        #[test]
        fn a_planted_card_is_masked_in_any_surroundings(
            before in any::<String>(),
            after in any::<String>(),
            card in card(),
            separator in proptest::sample::select(vec!["", " ", "-", ".", " - ", "\u{A0}", "\u{200B}", "·"]),
        ) {
            let quads: Vec<&str> = (0..4).map(|quad| &card[quad * 4..quad * 4 + 4]).collect();
            let planted = quads.join(separator);
            // A letter keeps digits of the surroundings from making a longer number of it.
            let text = format!("{before}k{planted}k{after}");
            let from = text.len() - after.len() - 1 - planted.len();
            let chars = text[..from].chars().count();
            let result = masked(&text, Rules::visitor());
            let covered: String = result.masked().chars().skip(chars).take(planted.chars().count()).collect();
            let want: String = planted.chars().map(|c| if c.is_ascii_digit() { 'X' } else { c }).collect();
            prop_assert_eq!(covered, want);
        }
    }
}
