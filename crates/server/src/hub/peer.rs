//! One connection as the hub sees it: an identity and a bounded queue of encoded frames.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
};

use bedside_domain::{Actor, Moment, OrganisationId, limits};
use bytes::Bytes;
use tokio::sync::Notify;

use crate::wire::ServerFrame;

/// A replay fills the queue this far and no further: what is live finds room while it lasts, and does not end the connection.
const PATIENT_FRAMES: usize = limits::OUTBOUND_QUEUE_FRAMES / 2;

/// Why the server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum EndReason {
    /// Its queue was full.
    SlowReader = 1,
    /// The server is drained or stops.
    GoingAway = 2,
    /// The session was ended elsewhere or timed out.
    SessionEnded = 3,
}

impl EndReason {
    const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::SlowReader,
            2 => Self::GoingAway,
            3 => Self::SessionEnded,
            _ => return None,
        })
    }
}

/// One connection.
pub(crate) struct Peer {
    pub(crate) organisation: OrganisationId,
    pub(crate) who: Actor,
    /// Hash of the session token it was opened with: ending the session ends the connection.
    pub(crate) session: [u8; 32],
    /// Whether it came by the fallback.
    pub(crate) is_stream: bool,
    session_ends: AtomicU64,
    /// When its owner was last seen to do something.
    used: AtomicU64,
    // A std Mutex: held for a push or a take, never across an await. Empty, it holds no memory: an idle connection stays small.
    outbound: Mutex<VecDeque<Bytes>>,
    filled: Notify,
    emptied: Notify,
    reason: AtomicU8,
    ended: Notify,
}

impl Peer {
    /// A peer with an empty queue.
    pub(crate) fn new(
        organisation: OrganisationId,
        who: Actor,
        session: [u8; 32],
        session_ends: Moment,
        used: Moment,
        is_stream: bool,
    ) -> Self {
        Self {
            organisation,
            who,
            session,
            is_stream,
            session_ends: AtomicU64::new(session_ends.0),
            used: AtomicU64::new(used.0),
            outbound: Mutex::default(),
            filled: Notify::new(),
            emptied: Notify::new(),
            reason: AtomicU8::new(0),
            ended: Notify::new(),
        }
    }

    fn push(&self, frame: Bytes, places: usize) -> Result<(), Bytes> {
        let mut queue = self.outbound.lock().expect("no panic while held");
        if queue.len() >= places {
            return Err(frame);
        }
        queue.push_back(frame);
        drop(queue);
        self.filled.notify_one();
        Ok(())
    }

    /// Queues an encoded frame. A full queue ends the connection: it is told so, and resumes.
    pub(crate) fn send(&self, frame: Bytes) {
        if self.push(frame, limits::OUTBOUND_QUEUE_FRAMES).is_err() {
            self.end(EndReason::SlowReader);
        }
    }

    /// Everything queued, at least one frame. Safe to cancel: nothing is taken before it returns.
    pub(crate) async fn drain(&self) -> VecDeque<Bytes> {
        loop {
            let taken = std::mem::take(&mut *self.outbound.lock().expect("no panic while held"));
            if !taken.is_empty() {
                self.emptied.notify_one();
                return taken;
            }
            self.filled.notified().await;
        }
    }

    /// What is queued now, perhaps nothing.
    pub(crate) fn take(&self) -> VecDeque<Bytes> {
        std::mem::take(&mut *self.outbound.lock().expect("no panic while held"))
    }

    /// Encodes and queues a frame.
    pub(crate) fn frame(&self, frame: &ServerFrame) {
        self.send(encode(frame));
    }

    /// Queues a frame before everything that is queued already.
    pub(crate) fn first(&self, frame: &ServerFrame) {
        self.outbound.lock().expect("no panic while held").push_front(encode(frame));
        self.filled.notify_one();
    }

    /// Queues a frame, waiting for room: for replays, which are longer than the queue. False when the connection ends first.
    pub(crate) async fn send_patiently(&self, mut frame: Bytes) -> bool {
        loop {
            if self.end_reason().is_some() {
                return false;
            }
            match self.push(frame, PATIENT_FRAMES) {
                Ok(()) => return true,
                Err(back) => frame = back,
            }
            self.emptied.notified().await;
        }
    }

    /// Asks the connection to end. The first reason given stays.
    pub(crate) fn end(&self, reason: EndReason) {
        let _ = self.reason.compare_exchange(0, reason as u8, Ordering::AcqRel, Ordering::Acquire);
        self.ended.notify_one();
        self.emptied.notify_one();
    }

    /// Whether the session it was opened with has come to its end.
    pub(crate) fn is_over(&self, now: Moment) -> bool {
        now.0 >= self.session_ends.load(Ordering::Relaxed)
    }

    /// Its session ends no sooner than that.
    pub(crate) fn prolong(&self, until: Moment) {
        self.session_ends.fetch_max(until.0, Ordering::Relaxed);
    }

    /// Its owner did something.
    pub(crate) fn touch(&self, now: Moment) {
        self.used.fetch_max(now.0, Ordering::Relaxed);
    }

    /// When its owner last did something.
    pub(crate) fn used(&self) -> Moment {
        Moment(self.used.load(Ordering::Relaxed))
    }

    /// Why it was asked to end, if it was.
    pub(crate) fn end_reason(&self) -> Option<EndReason> {
        EndReason::from_number(self.reason.load(Ordering::Acquire))
    }

    /// Resolves once the connection was asked to end.
    pub(crate) async fn ended(&self) -> EndReason {
        loop {
            if let Some(reason) = self.end_reason() {
                return reason;
            }
            self.ended.notified().await;
        }
    }
}

/// A frame as it travels.
pub(crate) fn encode(frame: &ServerFrame) -> Bytes {
    Bytes::from(serde_json::to_vec(frame).expect("wire types have string keys only and cannot fail"))
}
