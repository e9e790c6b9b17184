//! One connection as the hub sees it: an identity and a bounded queue of encoded frames.

use std::sync::atomic::{AtomicU8, Ordering};

use bedside_domain::{Actor, OrganisationId, limits};
use bytes::Bytes;
use tokio::sync::{Notify, mpsc};

use crate::wire::ServerFrame;

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
    outbound: mpsc::Sender<Bytes>,
    reason: AtomicU8,
    ended: Notify,
}

impl Peer {
    /// A peer and the receiving end of its queue.
    pub(crate) fn new(organisation: OrganisationId, who: Actor, session: [u8; 32]) -> (Self, mpsc::Receiver<Bytes>) {
        let (outbound, inbound) = mpsc::channel(limits::OUTBOUND_QUEUE_FRAMES);
        (Self { organisation, who, session, outbound, reason: AtomicU8::new(0), ended: Notify::new() }, inbound)
    }

    /// Queues an encoded frame. A full queue ends the connection: it is told so, and resumes.
    pub(crate) fn send(&self, frame: Bytes) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.outbound.try_send(frame) {
            self.end(EndReason::SlowReader);
        }
    }

    /// Encodes and queues a frame.
    pub(crate) fn frame(&self, frame: &ServerFrame) {
        self.send(encode(frame));
    }

    /// Waits for room in the queue: for replays, which are longer than the queue. Gives up when the connection ends.
    pub(crate) async fn send_patiently(&self, frame: Bytes) -> bool {
        self.outbound.send(frame).await.is_ok()
    }

    /// Asks the connection to end. The first reason given stays.
    pub(crate) fn end(&self, reason: EndReason) {
        let _ = self.reason.compare_exchange(0, reason as u8, Ordering::AcqRel, Ordering::Acquire);
        self.ended.notify_one();
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
