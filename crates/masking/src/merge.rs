//! Turns overlapping finds into spans that do not overlap.

use crate::span::{Action, Kind};

/// What one recogniser found, as offsets into the view. Ends on a letter or digit, and starts on one or on the `+` or `(` of a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// Name of the rule that found it.
    pub(crate) rule: &'static str,
    pub(crate) action: Action,
}

/// Merges in place: overlapping finds become one, over the widest range, with the strictest action and the kind that
/// asked for it. Finds that only touch stay apart.
pub(crate) fn merge(hits: &mut Vec<Hit>) {
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    hits.dedup_by(|next, kept| {
        if next.start >= kept.end {
            return false;
        }
        if next.action > kept.action {
            (kept.kind, kept.rule, kept.action) = (next.kind, next.rule, next.action);
        }
        kept.end = kept.end.max(next.end);
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(start: usize, end: usize, kind: Kind, action: Action) -> Hit {
        Hit { start, end, kind, rule: "test", action }
    }

    #[test]
    fn overlaps_take_the_widest_range_and_the_strictest_action() {
        let mut hits = vec![
            hit(20, 30, Kind::Phone, Action::Hide),
            hit(5, 12, Kind::Card, Action::Mask),
            hit(0, 10, Kind::Email, Action::Hide),
            hit(12, 15, Kind::Phone, Action::Hide),
            hit(20, 25, Kind::Email, Action::Hide),
        ];
        merge(&mut hits);
        assert_eq!(
            hits,
            [
                hit(0, 12, Kind::Card, Action::Mask),
                hit(12, 15, Kind::Phone, Action::Hide),
                hit(20, 30, Kind::Phone, Action::Hide),
            ]
        );
    }
}
