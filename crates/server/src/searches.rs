//! Who searches what was written, and how much at once: few searches run beside one another, and of each person one.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bedside_domain::StaffId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Searches that run at once on a server; each keeps one thread busy at most.
const AT_ONCE: usize = 2;
/// How long a search waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// How much one search of what was written looks through before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSearchBounds {
    /// Conversations.
    pub conversations: usize,
    /// Messages and notes.
    pub texts: usize,
    /// Milliseconds.
    pub ms: u64,
}

impl Default for TextSearchBounds {
    fn default() -> Self {
        Self { conversations: 200, texts: 10_000, ms: 2_000 }
    }
}

/// The searches that run.
pub(crate) struct Searches {
    turns: Arc<Semaphore>,
    // std Mutex: held for a map access, never across an await. As many as there are staff.
    newest: Mutex<HashMap<StaffId, Weak<AtomicBool>>>,
}

impl Default for Searches {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), newest: Mutex::default() }
    }
}

impl Searches {
    /// Ends what the person searched for before, and waits for a turn; none if there was none in time.
    pub(crate) async fn begin(&self, staff: StaffId) -> Option<Turn> {
        let ended = Arc::new(AtomicBool::new(false));
        let before = self.newest.lock().expect("no panic while held").insert(staff, Arc::downgrade(&ended));
        if let Some(before) = before.and_then(|before| before.upgrade()) {
            before.store(true, Ordering::Relaxed);
        }
        let permit = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await.ok()?.ok()?;
        Some(Turn { stop: Stop { ended, _permit: Arc::new(permit) } })
    }
}

/// A search that may run. When it is dropped, because the client has gone too, what still works for it stops.
pub(crate) struct Turn {
    stop: Stop,
}

impl Turn {
    /// For the thread that works for it.
    pub(crate) fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.stop.ended.store(true, Ordering::Relaxed);
    }
}

/// Whether to go on. The turn is taken until the last of these is gone.
#[derive(Clone)]
pub(crate) struct Stop {
    ended: Arc<AtomicBool>,
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Stop {
    /// The client has gone, or its person searches for something else.
    pub(crate) fn ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u8) -> StaffId {
        StaffId::from_bytes([number; 16])
    }

    #[tokio::test(start_paused = true)]
    async fn few_run_at_once_and_a_turn_lasts_as_long_as_its_thread() {
        let searches = Searches::default();
        let one = searches.begin(person(1)).await.unwrap();
        let _two = searches.begin(person(2)).await.unwrap();
        assert!(searches.begin(person(3)).await.is_none(), "it is told to come again");
        let thread = one.stop();
        assert!(!thread.ended());
        drop(one);
        assert!(thread.ended(), "nobody waits for it any more");
        assert!(searches.begin(person(3)).await.is_none(), "its thread still works");
        drop(thread);
        assert!(searches.begin(person(3)).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_newer_search_of_the_same_person_ends_the_older() {
        let searches = Searches::default();
        let old = searches.begin(person(1)).await.unwrap();
        let new = searches.begin(person(1)).await.unwrap();
        assert!(old.stop().ended() && !new.stop().ended());
    }
}
