//! After a write of which nobody knows whether it was done, a room may be behind the store: it is read again, and everyone is told
//! what they missed.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use bedside_storage::ReadError;
use tokio::sync::Notify;

use crate::{hub::Room, services::Services};

/// Events read at once.
const PAGE: usize = 200;
/// Pause before rooms that could not be read are tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Tries of a write that must not be left out; with the pauses between them some ten minutes.
const TRIES: u32 = 600;

/// Rooms that are to be read again, each once.
#[derive(Default)]
pub(crate) struct Doubts {
    // A std Mutex: held for a push or a search.
    rooms: Mutex<VecDeque<Arc<Room>>>,
    more: Notify,
}

impl Doubts {
    fn rooms(&self) -> MutexGuard<'_, VecDeque<Arc<Room>>> {
        self.rooms.lock().expect("no panic while held")
    }

    /// The one that waits for longest. It goes to the end and stays until it is settled, so that whatever ends the reading loses none.
    fn next(&self) -> Option<Arc<Room>> {
        let mut rooms = self.rooms();
        let room = rooms.pop_front()?;
        rooms.push_back(Arc::clone(&room));
        Some(room)
    }

    fn settled(&self, room: &Arc<Room>) {
        let mut rooms = self.rooms();
        if let Some(at) = rooms.iter().position(|other| Arc::ptr_eq(other, room)) {
            rooms.remove(at);
        }
    }
}

impl Services {
    /// Has a room read again soon. Quick: for the writer's thread too.
    pub(crate) fn doubt(&self, room: &Arc<Room>) {
        if std::mem::replace(&mut room.state().in_doubt, true) {
            return;
        }
        self.doubts.rooms().push_back(Arc::clone(room));
        self.doubts.more.notify_one();
    }

    /// Reads rooms again that are in doubt. Runs until the server stops.
    pub(crate) async fn settle_doubts(self: &Arc<Self>) {
        loop {
            let Some(room) = self.doubts.next() else {
                self.doubts.more.notified().await;
                continue;
            };
            // What comes from here on is another doubt.
            room.state().in_doubt = false;
            match self.catch_up(&room).await {
                Ok(()) => self.doubts.settled(&room),
                Err(error) => {
                    tracing::warn!(%error, conversation.id = %room.id, "A room could not be read again yet");
                    if std::mem::replace(&mut room.state().in_doubt, true) {
                        self.doubts.settled(&room); // it was put there once more meanwhile
                    }
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    /// Reads what a room may not have heard of and tells everyone in it.
    pub(crate) async fn catch_up(self: &Arc<Self>, room: &Arc<Room>) -> Result<(), ReadError> {
        let (mut known, stood, mentioned) = {
            let state = room.state();
            (state.gap.unwrap_or(state.rev), state.conversation, state.mentions.len())
        };
        loop {
            let events = self.stores.timeline.events(room.organisation, room.id, known, PAGE).await?;
            for event in &events {
                known = event.rev.get();
                self.hear(room, event);
            }
            if events.len() == PAGE {
                continue;
            }
            let mut state = room.state();
            // What came meanwhile may have left another gap; then once more, from here.
            if state.rev > known {
                state.gap = Some(known);
                drop(state);
                if events.is_empty() {
                    return Ok(());
                }
                continue;
            }
            state.gap = None;
            break;
        }
        let changed = {
            let state = room.state();
            state.conversation != stood || state.mentions.len() != mentioned
        };
        if changed {
            self.rejoin(room).await;
        }
        Ok(())
    }
}

/// Tries a write until it is done, beside everything else: for what must not be left out because a disk failed for a moment.
pub(crate) fn insist<F, E>(what: &'static str, mut attempt: impl FnMut() -> F + Send + 'static)
where
    F: Future<Output = Result<(), E>> + Send,
    E: std::fmt::Display + Send,
{
    tokio::spawn(async move {
        for _ in 0..TRIES {
            match attempt().await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, what, "A write is tried again"),
            }
            tokio::time::sleep(RETRY).await;
        }
        tracing::error!(what, "A write was given up");
    });
}
