//! Failed sign-ins cost time (NIST SP 800-63B §5.2.2): each account has a wait that grows, by the source that fails and over all of
//! them, and each source a share a minute. Accounts that do not exist are treated the same, so that no answer tells.
//!
//! An outsider cannot lock another out: the wait is bounded, and a source from which the account was signed in to before waits for
//! its own failures only. All of it is in memory: a restart forgets it. Who fills the tables (8 192 accounts or pairs, each for the price of
//! a password check) makes them forget the oldest: an account's wait begins anew, a usual source is unusual again.

use std::sync::Mutex;

use bedside_domain::Moment;

use crate::{
    recent::Recent,
    source::{SOURCE_RETRY_S, Source, SourceRate},
};

/// Failures of one account from one source before it waits, the first wait, and the longest.
const FROM_ONE: Patience = Patience { free: 5, first_ms: 5_000, most_ms: 15 * 60_000 };
/// The same over all sources that never signed in to it.
const FROM_ALL: Patience = Patience { free: 20, first_ms: 5_000, most_ms: 5 * 60_000 };
/// Failures are forgotten when none came for so long.
const FORGOTTEN_MS: u64 = 24 * 60 * 60_000;

struct Patience {
    free: u32,
    first_ms: u64,
    most_ms: u64,
}

/// An account as the tables know it: a part of the keyed hash of its e-mail address, whether it exists or not.
pub(crate) type AccountKey = [u8; 16];

/// Not now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    pub(crate) retry_after_s: u32,
}

/// Failed sign-ins of late.
pub(crate) struct Attempts {
    failed: SourceRate,
    // A std Mutex: held for a few table accesses, never across an await.
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    pairs: Recent<(AccountKey, Source), Pair>,
    accounts: Recent<AccountKey, Failures>,
}

#[derive(Default)]
struct Pair {
    failures: Failures,
    /// Whether the account was signed in to from here.
    is_usual: bool,
}

struct Failures {
    count: u32,
    last: Moment,
    until: Moment,
}

impl Default for Failures {
    fn default() -> Self {
        Self { count: 0, last: Moment(0), until: Moment(0) }
    }
}

impl Attempts {
    /// `per_minute` failures from one source.
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { failed: SourceRate::new(per_minute), tables: Mutex::default() }
    }

    /// Whether the source may try at all.
    pub(crate) fn check_source(&self, source: Source, now: Moment) -> Result<(), Wait> {
        if self.failed.is_used_up(source, now) {
            return Err(Wait { retry_after_s: SOURCE_RETRY_S });
        }
        Ok(())
    }

    /// Begins an attempt. It counts as failed until it is known to be otherwise, so that many at once do not slip through.
    pub(crate) fn begin(&self, account: AccountKey, source: Source, now: Moment) -> Result<(), Wait> {
        let mut tables = self.tables.lock().expect("no panic while held");
        let Tables { pairs, accounts } = &mut *tables;
        let pair = pairs.entry((account, source), now);
        let all = accounts.entry(account, now);
        let mut wait = pair.failures.wait_ms(&FROM_ONE, now);
        if !pair.is_usual {
            wait = wait.max(all.wait_ms(&FROM_ALL, now));
        }
        if wait > 0 {
            return Err(Wait { retry_after_s: u32::try_from(wait.div_ceil(1_000)).unwrap_or(u32::MAX) });
        }
        pair.failures.add(&FROM_ONE, now);
        if !pair.is_usual {
            all.add(&FROM_ALL, now);
        }
        Ok(())
    }

    /// It failed.
    pub(crate) fn failed(&self, source: Source, now: Moment) {
        self.failed.note(source, now);
    }

    /// It was right: the source is a usual one from now on.
    pub(crate) fn succeeded(&self, account: AccountKey, source: Source, now: Moment) {
        self.take_back(account, source, now);
        let mut tables = self.tables.lock().expect("no panic while held");
        *tables.pairs.entry((account, source), now) = Pair { is_usual: true, ..Pair::default() };
    }

    /// It was neither: nothing was checked.
    pub(crate) fn take_back(&self, account: AccountKey, source: Source, now: Moment) {
        let mut tables = self.tables.lock().expect("no panic while held");
        let Tables { pairs, accounts } = &mut *tables;
        let pair = pairs.entry((account, source), now);
        pair.failures.take_back();
        if !pair.is_usual {
            accounts.entry(account, now).take_back();
        }
    }
}

impl Failures {
    fn wait_ms(&self, patience: &Patience, now: Moment) -> u64 {
        let left = self.until.since(now);
        // Longer than any wait: the clock went back.
        if left > patience.most_ms { 0 } else { left }
    }

    fn add(&mut self, patience: &Patience, now: Moment) {
        if now.since(self.last) > FORGOTTEN_MS {
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        self.last = now;
        if let Some(beyond) = self.count.checked_sub(patience.free) {
            let wait = patience.first_ms.saturating_mul(1_u64 << beyond.min(30)).min(patience.most_ms);
            self.until = now.plus_ms(wait);
        }
    }

    fn take_back(&mut self) {
        self.count = self.count.saturating_sub(1);
        self.until = Moment(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Source = Source::V4([1; 4]);
    const DANA: AccountKey = [7; 16];

    fn elsewhere(number: u8) -> Source {
        Source::V4([9, 9, 9, number])
    }

    #[test]
    fn the_wait_of_one_source_grows_and_is_bounded() {
        let attempts = Attempts::new(1_000);
        let mut now = Moment(1_000_000);
        let mut waits = Vec::new();
        for _ in 0..20 {
            while let Err(Wait { retry_after_s }) = attempts.begin(DANA, HERE, now) {
                waits.push(retry_after_s);
                now = now.plus_ms(u64::from(retry_after_s) * 1_000);
            }
        }
        assert_eq!(waits[..5], [5, 10, 20, 40, 80]);
        assert_eq!(waits.last(), Some(&900));
        // Right once, and it is forgotten; other accounts were never touched.
        now = now.plus_ms(900_000);
        assert_eq!(attempts.begin(DANA, HERE, now), Ok(()));
        attempts.succeeded(DANA, HERE, now);
        assert_eq!(attempts.begin(DANA, HERE, now), Ok(()));
        assert_eq!(attempts.begin([8; 16], HERE, now), Ok(()));
    }

    #[test]
    fn many_sources_wait_for_one_another_and_a_usual_one_for_none() {
        let attempts = Attempts::new(1_000);
        let now = Moment(1_000_000);
        attempts.begin(DANA, HERE, now).unwrap();
        attempts.succeeded(DANA, HERE, now);
        for number in 0..20 {
            assert_eq!(attempts.begin(DANA, elsewhere(number), now), Ok(()));
        }
        assert_eq!(attempts.begin(DANA, elsewhere(99), now), Err(Wait { retry_after_s: 5 }));
        assert_eq!(attempts.begin(DANA, HERE, now), Ok(()), "no lock-out by others");
    }

    #[test]
    fn what_was_not_checked_does_not_count() {
        let attempts = Attempts::new(1_000);
        for _ in 0..50 {
            assert_eq!(attempts.begin(DANA, HERE, Moment(1)), Ok(()));
            attempts.take_back(DANA, HERE, Moment(1));
        }
    }

    #[test]
    fn a_source_has_its_share_whatever_the_accounts() {
        let attempts = Attempts::new(3);
        for _ in 0..3 {
            assert_eq!(attempts.check_source(HERE, Moment(1)), Ok(()));
            attempts.failed(HERE, Moment(1));
        }
        assert_eq!(attempts.check_source(HERE, Moment(1)), Err(Wait { retry_after_s: 60 }));
        assert_eq!(attempts.check_source(elsewhere(1), Moment(1)), Ok(()));
    }
}
