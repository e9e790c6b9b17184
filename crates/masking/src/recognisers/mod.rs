//! The recognisers: one file each, with its table of cases. To add one, write its file and list it in [`find`].

mod card;
mod email;
mod phone;
mod ssn;

use crate::digits::groups;
use crate::merge::Hit;
use crate::rules::Rules;
use crate::span::Kind;
use crate::work::step;

/// Fewer digits than this hold no number that any recogniser looks for.
const FEWEST_DIGITS: usize = 7;

/// Everything the rules look for in a view, in no particular order and with overlaps.
pub(crate) fn find(view: &[u8], rules: &Rules) -> Vec<Hit> {
    let mut finds = Finds { rules, hits: Vec::new() };
    let (digits, ats) = count(view);
    if digits >= FEWEST_DIGITS {
        let groups = groups(view);
        if finds.looks_for(Kind::Card) {
            card::find(view, &groups, rules.keep_card_last_four, &mut finds);
        }
        if finds.looks_for(Kind::Ssn) {
            ssn::find(view, &groups, &mut finds);
        }
        if finds.looks_for(Kind::Phone) {
            phone::find(view, &groups, &mut finds);
        }
    }
    if ats > 0 && finds.looks_for(Kind::Email) {
        email::find(view, &mut finds);
    }
    finds.hits
}

/// True if the bytes of an ASCII text rule out every recogniser. One pass without branches.
pub(crate) fn nothing_possible(ascii: &[u8]) -> bool {
    let (digits, ats) = count(ascii);
    digits < FEWEST_DIGITS && ats == 0
}

/// Number of digits and of `@`.
fn count(view: &[u8]) -> (usize, usize) {
    step(view.len());
    let digits = view.iter().map(|byte| usize::from(byte.is_ascii_digit())).sum();
    let ats = view.iter().map(|byte| usize::from(*byte == b'@')).sum();
    (digits, ats)
}

/// Where recognisers put what they find.
pub(crate) struct Finds<'r> {
    rules: &'r Rules,
    hits: Vec<Hit>,
}

impl Finds<'_> {
    fn looks_for(&self, kind: Kind) -> bool {
        self.rules.action(kind).action().is_some()
    }

    fn add(&mut self, start: usize, end: usize, kind: Kind, rule: &'static str) {
        if let Some(action) = self.rules.action(kind).action() {
            self.hits.push(Hit { start, end, kind, rule, action });
        }
    }
}

/// Runs one recogniser on texts in which `<` and `>` mark what it must find, and nothing else.
#[cfg(test)]
fn check(kind: Kind, cases: &[&str]) {
    use crate::merge::merge;
    use crate::rules::RuleAction;
    use crate::view::View;

    for case in cases {
        let text: String = case.chars().filter(|c| !matches!(c, '<' | '>')).collect();
        let on = |which| if which == kind { RuleAction::Mask } else { RuleAction::Off };
        let rules = Rules {
            card: on(Kind::Card),
            ssn: on(Kind::Ssn),
            email: on(Kind::Email),
            phone: on(Kind::Phone),
            keep_card_last_four: false,
        };
        let view = View::new(&text);
        let mut hits = find(view.bytes(), &rules);
        merge(&mut hits);
        let mut marked = text.clone();
        for hit in hits.iter().rev() {
            let range = view.text_range(hit.start, hit.end);
            marked.insert(range.end, '>');
            marked.insert(range.start, '<');
        }
        assert_eq!(marked, *case);
    }
}
