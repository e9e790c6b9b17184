//! Who takes part in which conversation, and what is on its way to each connection.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use tokio::sync::Notify;

/// Frames one slow reader may be owed before it is ended.
const OUTBOX_MAX_FRAMES: usize = 1_024;

/// All conversations that have a connection.
#[derive(Default)]
pub(crate) struct Hub(Mutex<HashMap<Box<str>, Arc<Room>>>);

/// One conversation.
pub(crate) struct Room {
    pub(crate) conversation: Box<str>,
    members: Mutex<Vec<Arc<Outbox>>>,
}

/// What is on its way to one connection; takes no memory while it is empty.
#[derive(Default)]
pub(crate) struct Outbox {
    frames: Mutex<VecDeque<Bytes>>,
    ready: Notify,
    too_slow: AtomicBool,
}

impl Hub {
    /// Joins a conversation, which begins with its first connection.
    pub(crate) fn join(&self, conversation: &str, outbox: &Arc<Outbox>) -> Arc<Room> {
        let mut rooms = lock(&self.0);
        let room = rooms.entry(conversation.into()).or_insert_with(|| {
            Arc::new(Room { conversation: conversation.into(), members: Mutex::new(Vec::with_capacity(2)) })
        });
        lock(&room.members).push(Arc::clone(outbox));
        Arc::clone(room)
    }

    /// Leaves; the last one out closes.
    pub(crate) fn leave(&self, room: &Room, outbox: &Arc<Outbox>) {
        let mut rooms = lock(&self.0);
        let mut members = lock(&room.members);
        members.retain(|member| !Arc::ptr_eq(member, outbox));
        if members.is_empty() {
            rooms.remove(&room.conversation);
        }
    }
}

impl Room {
    /// Sends to everyone but the author.
    pub(crate) fn tell_others(&self, author: &Arc<Outbox>, frame: &Bytes) {
        for member in lock(&self.members).iter().filter(|member| !Arc::ptr_eq(member, author)) {
            member.push(frame.clone());
        }
    }
}

impl Outbox {
    pub(crate) fn push(&self, frame: Bytes) {
        let mut frames = lock(&self.frames);
        if frames.len() < OUTBOX_MAX_FRAMES {
            frames.push_back(frame);
        } else {
            self.too_slow.store(true, Ordering::Release);
        }
        drop(frames);
        self.ready.notify_one();
    }

    /// Everything there is, at least one frame; `None` once the reader has proved too slow. Safe to cancel.
    pub(crate) async fn drain(&self) -> Option<VecDeque<Bytes>> {
        loop {
            let frames = std::mem::take(&mut *lock(&self.frames));
            if self.too_slow.load(Ordering::Acquire) {
                return None;
            }
            if !frames.is_empty() {
                return Some(frames);
            }
            self.ready.notified().await;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nothing panics under these locks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tells_the_other_end_and_ends_a_slow_one() {
        let (hub, one, two) = (Hub::default(), Arc::new(Outbox::default()), Arc::new(Outbox::default()));
        let room = hub.join("C1", &one);
        assert!(Arc::ptr_eq(&room, &hub.join("C1", &two)));
        room.tell_others(&one, &Bytes::from_static(b"x"));
        assert_eq!(two.drain().await.unwrap().len(), 1);
        assert!(lock(&one.frames).is_empty());
        for _ in 0..=OUTBOX_MAX_FRAMES {
            room.tell_others(&one, &Bytes::from_static(b"x"));
        }
        assert!(two.drain().await.is_none());
        hub.leave(&room, &one);
        hub.leave(&room, &two);
        assert!(lock(&hub.0).is_empty());
    }
}
