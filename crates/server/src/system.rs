//! The system's clock and randomness: the only places where the server asks for either.

use std::{sync::LazyLock, time::Instant};

use bedside_domain::{Clock, Millis, Moment, Rng};

/// The moment that the process's own clock counts from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Moments before the start exist too: a session may have been used last by the process before.
const BEFORE_START_MS: u64 = 7 * 24 * 3_600_000;

/// The system clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock that the rest takes as a parameter")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    fn moment(&self) -> Moment {
        Moment(BEFORE_START_MS.saturating_add(u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)))
    }
}

/// The random generator of the vetted crypto library (NIST SP 800-90A).
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, out: &mut [u8]) {
        aws_lc_rs::rand::fill(out).expect("the system has a source of randomness, or nothing may be sealed");
    }
}
