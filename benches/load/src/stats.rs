//! Percentiles of what was measured.

use std::time::Duration;

/// Times of one kind, in the order they were taken.
#[derive(Default)]
pub(crate) struct Times {
    micros: Vec<f64>,
}

impl Times {
    /// One more.
    pub(crate) fn add(&mut self, time: Duration) {
        self.micros.push(time.as_secs_f64() * 1e6);
    }

    /// All of another's.
    pub(crate) fn join(&mut self, other: Self) {
        self.micros.extend(other.micros);
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.micros.len()
    }

    /// Microseconds below or at which `share` (0 to 1) of the times lie; `None` without any.
    pub(crate) fn percentile(&self, share: f64) -> Option<f64> {
        percentile(&self.micros, share)
    }
}

/// The value at or below which `share` (0 to 1) of the values lie, by nearest rank.
pub(crate) fn percentile(values: &[f64], share: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share.clamp(0.0, 1.0) * sorted.len() as f64).ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the length")]
    let rank = rank as usize;
    sorted.get(rank.min(sorted.len()) - 1).copied()
}

/// The middle value.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    percentile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], share: f64, want: Option<f64>) {
        assert_eq!(percentile(values, share), want);
    }

    #[test]
    fn percentiles_by_nearest_rank() {
        check(&[], 0.5, None);
        check(&[7.0], 0.0, Some(7.0));
        check(&[7.0], 0.99, Some(7.0));
        check(&[3.0, 1.0, 2.0], 0.5, Some(2.0));
        check(&[4.0, 3.0, 2.0, 1.0], 0.5, Some(2.0));
        check(&[4.0, 3.0, 2.0, 1.0], 1.0, Some(4.0));
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        check(&hundred, 0.99, Some(99.0));
        check(&hundred, 0.991, Some(100.0));
    }

    #[test]
    fn times_are_kept_in_microseconds() {
        let mut times = Times::default();
        times.add(Duration::from_millis(2));
        let mut more = Times::default();
        more.add(Duration::from_micros(500));
        times.join(more);
        assert_eq!(
            (times.len(), times.percentile(0.5), times.percentile(0.99)),
            (2, Some(500.0), Some(2000.0))
        );
    }
}
