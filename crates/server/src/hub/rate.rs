//! How many messages a visitor posted in the last minute: two counters, no list.

use bedside_domain::Millis;

const MINUTE_MS: u64 = 60_000;

/// A sliding estimate: this minute's count and the share of the last one that still lies within sixty seconds.
#[derive(Default)]
pub(crate) struct Rate {
    minute: u64,
    now: u32,
    before: u32,
}

impl Rate {
    fn turn(&mut self, at: Millis) {
        let minute = at.0 / MINUTE_MS;
        if minute != self.minute {
            self.before = if minute == self.minute + 1 { self.now } else { 0 };
            self.now = 0;
            self.minute = minute;
        }
    }

    /// Messages in the last sixty seconds, as an estimate.
    pub(crate) fn count(&mut self, at: Millis) -> u32 {
        self.turn(at);
        let left = MINUTE_MS - at.0 % MINUTE_MS;
        self.now + u32::try_from(u64::from(self.before) * left / MINUTE_MS).unwrap_or(u32::MAX)
    }

    /// One more.
    pub(crate) fn note(&mut self, at: Millis) {
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
            rate.note(Millis(MINUTE_MS * 10 + second * 1_000));
        }
        assert_eq!(rate.count(Millis(MINUTE_MS * 11 - 1)), 60);
        assert_eq!(rate.count(Millis(MINUTE_MS * 11 + MINUTE_MS / 2)), 30);
        assert_eq!(rate.count(Millis(MINUTE_MS * 13)), 0);
    }
}
