//! Watches the parts that run for as long as the server does: one that ends is logged, counted and shown by `/readyz`, and
//! begun again where that is safe.
//!
//! The writers of the two databases are not begun again: what they had taken from their queue is undecided, and only a start
//! finds out. The same holds for a listener, whose port may be somebody else's by then. Whoever runs the server restarts it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::services::Services;

/// Before a part is begun again the first time; doubled each time, up to [`PAUSE_MAX`].
pub(crate) const PAUSE_MIN: Duration = Duration::from_secs(1);
/// Longest pause before a part is begun again.
pub(crate) const PAUSE_MAX: Duration = Duration::from_secs(60);
/// A part that ran this long is begun again as if it had never ended.
const SOUND: Duration = Duration::from_secs(300);

/// What runs for as long as the server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Listener = 1,
    Housekeeping = 2,
    Sequencer = 4,
    AdminSocket = 8,
    DataWriter = 16,
    KeyWriter = 32,
}

impl Part {
    const ALL: [Self; 6] = [
        Self::Listener,
        Self::Housekeeping,
        Self::Sequencer,
        Self::AdminSocket,
        Self::DataWriter,
        Self::KeyWriter,
    ];

    /// The word that `/readyz` and the log say for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Listener => "listener",
            Self::Housekeeping => "housekeeping",
            Self::Sequencer => "sequencer",
            Self::AdminSocket => "admin-socket",
            Self::DataWriter => "data-writer",
            Self::KeyWriter => "key-writer",
        }
    }
}

/// Which parts have ended and not begun again: a bit each.
#[derive(Default)]
pub(crate) struct Ended(AtomicU8);

impl Ended {
    /// The first part that does not run.
    pub(crate) fn first(&self) -> Option<Part> {
        let ended = self.0.load(Ordering::Acquire);
        Part::ALL.into_iter().find(|part| ended & *part as u8 != 0)
    }
}

impl Services {
    /// Notes that a part has ended while the server runs.
    pub(crate) fn part_ended(&self, part: Part) {
        self.ended.0.fetch_or(part as u8, Ordering::AcqRel);
        self.metrics.parts_ended.add_one();
        tracing::error!(part = part.word(), "A part of the server has ended; the server is not ready");
    }

    /// Notes that it runs again.
    pub(crate) fn part_began(&self, part: Part) {
        self.ended.0.fetch_and(!(part as u8), Ordering::AcqRel);
        tracing::warn!(part = part.word(), "A part of the server that had ended runs again");
    }

    /// Runs a part, and begins it again whenever it ends. Dropping the future ends the part.
    pub(crate) async fn keep<F>(self: Arc<Self>, part: Part, mut begin: impl FnMut() -> F + Send)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut pauses = Pauses::default();
        loop {
            let began = Instant::now();
            ran(begin()).await;
            self.part_ended(part);
            sleep(pauses.next(began.elapsed())).await;
            self.part_began(part);
        }
    }

    /// Runs a part once; `expected` says afterwards whether it was meant to end.
    pub(crate) async fn watch<F>(self: Arc<Self>, part: Part, run: F, expected: impl FnOnce() -> bool + Send)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        ran(run).await;
        if !expected() {
            self.part_ended(part);
        }
    }
}

/// Runs a future to its end, by a panic too. The panic's message is dropped: nobody vouches for what is in it.
async fn ran(run: impl Future<Output = ()> + Send + 'static) {
    let mut task = JoinSet::new();
    task.spawn(run);
    task.join_next().await;
}

/// How long to wait before the next beginning.
pub(crate) struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(PAUSE_MIN)
    }
}

impl Pauses {
    /// The pause after a part that ran for this long.
    pub(crate) fn next(&mut self, ran: Duration) -> Duration {
        let pause = if ran >= SOUND { PAUSE_MIN } else { self.0 };
        self.0 = (pause * 2).min(PAUSE_MAX);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_and_begin_anew_after_a_sound_run() {
        let mut pauses = Pauses::default();
        let seconds: Vec<_> = (0..8).map(|_| pauses.next(Duration::ZERO).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pauses.next(SOUND), PAUSE_MIN);
    }
}
