//! Budgets of DESIGN §7 and the verdict on a figure.

use serde::Serialize;

use super::Verdict;

/// What a figure may be. All that is given must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Budget {
    /// The figure is at most this.
    pub(crate) at_most: Option<f64>,
    /// The figure is at least this.
    pub(crate) at_least: Option<f64>,
    /// The figure is at most so many times the floor's.
    pub(crate) ratio_at_most: Option<f64>,
}

impl Budget {
    /// No more than this.
    pub(crate) fn at_most(value: f64) -> Self {
        Self { at_most: Some(value), ..Self::default() }
    }

    /// No less than this.
    pub(crate) fn at_least(value: f64) -> Self {
        Self { at_least: Some(value), ..Self::default() }
    }

    /// No more than so many times the floor.
    pub(crate) fn times_floor(ratio: f64) -> Self {
        Self { ratio_at_most: Some(ratio), ..Self::default() }
    }

    /// Both must hold.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            at_most: self.at_most.or(other.at_most),
            at_least: self.at_least.or(other.at_least),
            ratio_at_most: self.ratio_at_most.or(other.ratio_at_most),
        }
    }

    /// How a figure and its ratio to the floor compare. The worst part counts.
    pub(super) fn verdict(&self, value: Option<f64>, ratio: Option<f64>) -> Verdict {
        // A budget of nothing is kept by nothing, and broken beyond twice by anything.
        let over = |got: Option<f64>, most: Option<f64>| Some(if got? > 0.0 { got? / most? } else { 0.0 });
        let under = |got: Option<f64>, least: Option<f64>| Some(least? / got?);
        [over(value, self.at_most), under(value, self.at_least), over(ratio, self.ratio_at_most)]
            .into_iter()
            .flatten()
            .max_by(f64::total_cmp)
            .map_or(Verdict::None, |share| {
                if share <= 1.0 {
                    Verdict::Within
                } else if share <= 2.0 {
                    Verdict::WithinTwice
                } else {
                    Verdict::Outside
                }
            })
    }

    /// For people; empty when there is none.
    pub(super) fn words(&self, show: impl Fn(f64) -> String) -> String {
        let parts = [
            self.at_most.map(|most| format!("≤ {}", show(most))),
            self.at_least.map(|least| format!("≥ {}", show(least))),
            self.ratio_at_most.map(|ratio| format!("≤ {ratio} × floor")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(budget: Budget, value: Option<f64>, ratio: Option<f64>, want: Verdict) {
        assert_eq!(budget.verdict(value, ratio), want);
    }

    #[test]
    fn the_worst_part_of_a_budget_decides() {
        let memory = Budget::at_most(20.0).and(Budget::times_floor(1.35));
        check(memory, Some(20.0), Some(1.35), Verdict::Within);
        check(memory, Some(19.0), Some(1.5), Verdict::WithinTwice);
        check(memory, Some(41.0), Some(1.0), Verdict::Outside);
        check(memory, None, None, Verdict::None);
        check(Budget::at_least(20_000.0), Some(25_000.0), None, Verdict::Within);
        check(Budget::at_least(20_000.0), Some(10_000.0), None, Verdict::WithinTwice);
        check(Budget::at_least(20_000.0), Some(9_000.0), None, Verdict::Outside);
        check(Budget::at_most(0.0), Some(0.0), None, Verdict::Within);
        check(Budget::at_most(0.0), Some(1.0), None, Verdict::Outside);
        check(Budget::default(), Some(1.0), Some(1.0), Verdict::None);
    }

    #[test]
    fn a_budget_says_all_its_parts() {
        let memory = Budget::at_most(20.0).and(Budget::times_floor(1.35));
        assert_eq!(memory.words(|value| value.to_string()), "≤ 20, ≤ 1.35 × floor");
        assert_eq!(Budget::default().words(|value| value.to_string()), "");
    }
}
