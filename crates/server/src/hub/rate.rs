//! How many messages a visitor posted in the last minute: two counters, no list.

use bedside_domain::Moment;

const MINUTE_MS: u64 = 60_000;

/// A sliding estimate: this minute's count and the share of the last one that still lies within sixty seconds.
#[derive(Default)]
pub(crate) struct Rate {
    minute: u64,
    now: u32,
    before: u32,
}

impl Rate {
    fn turn(&mut self, at: Moment) {
        let minute = at.0 / MINUTE_MS;
        if minute != self.minute {
            self.before = if minute == self.minute + 1 { self.now } else { 0 };
            self.now = 0;
            self.minute = minute;
        }
    }

    /// Messages in the last sixty seconds, as an estimate.
    pub(crate) fn count(&mut self, at: Moment) -> u32 {
        self.turn(at);
        let left = MINUTE_MS - at.0 % MINUTE_MS;
        self.now + u32::try_from(u64::from(self.before) * left / MINUTE_MS).unwrap_or(u32::MAX)
    }

    /// Seconds, rounded up, until one more is below `limit`.
    pub(crate) fn wait_s(&mut self, at: Moment, limit: u32) -> u32 {
        u32::try_from(self.below_in(at, limit).div_ceil(1_000)).unwrap_or(u32::MAX)
    }

    /// Milliseconds until the estimate is below `limit` again, if nothing is added; at least one.
    fn below_in(&mut self, at: Moment, limit: u32) -> u64 {
        self.turn(at);
        let limit = u64::from(limit);
        let into = at.0 % MINUTE_MS;
        // The share of `count` that must have slid out for what is left to be below the limit, as a place in its minute.
        let slid = |count: u64, fixed: u64| {
            let may_stay = limit.saturating_sub(fixed);
            MINUTE_MS.saturating_sub((may_stay * MINUTE_MS).saturating_sub(1) / count.max(1))
        };
        let (now, before) = (u64::from(self.now), u64::from(self.before));
        let wait = if now < limit {
            slid(before, now).saturating_sub(into)
        } else {
            // Not within this minute: this minute's own count has to slide out in the next.
            MINUTE_MS - into + slid(now, 0)
        };
        wait.max(1)
    }

    /// One more.
    pub(crate) fn note(&mut self, at: Moment) {
        self.turn(at);
        self.now = self.now.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_a_sliding_minute() {
        let mut rate = Rate::default();
        for second in 0..60 {
            rate.note(Moment(MINUTE_MS * 10 + second * 1_000));
        }
        assert_eq!(rate.count(Moment(MINUTE_MS * 11 - 1)), 60);
        assert_eq!(rate.count(Moment(MINUTE_MS * 11 + MINUTE_MS / 2)), 30);
        assert_eq!(rate.count(Moment(MINUTE_MS * 13)), 0);
    }

    #[test]
    fn says_how_long_to_wait() {
        for (posted_at, asked_at) in [(0, 0), (0, 30_000), (59_999, 59_999), (10_000, 70_000), (0, 119_000)] {
            for limit in [1, 3, 60] {
                let mut rate = Rate::default();
                for _ in 0..limit {
                    rate.note(Moment(MINUTE_MS * 10 + posted_at));
                }
                let at = Moment(MINUTE_MS * 10 + asked_at);
                if rate.count(at) < limit {
                    continue;
                }
                let wait = rate.below_in(at, limit);
                assert!((1..=2 * MINUTE_MS).contains(&wait));
                assert!(rate.count(at.plus_ms(wait)) < limit, "limit {limit}, {asked_at} ms, wait {wait}");
                let mut rate = Rate { minute: 10, now: limit, before: 0 };
                let early = at.plus_ms(wait - wait.min(5));
                assert!(wait <= 5 || rate.count(early) >= limit, "limit {limit}: {wait} ms is too long");
            }
        }
    }
}
