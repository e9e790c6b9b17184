//! Shapes of the bounded outbound queue that every connection has, to see what each costs while empty.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::{Notify, mpsc};

/// Frames a connection may owe before it is closed as too slow.
const BOUND: usize = 64;

/// The receiving end that a session selects on.
pub enum Outbound {
    /// No queue at all: the lower bound.
    None,
    /// `tokio::sync::mpsc` of 32-byte `Bytes`; the sender stands for the hub's end.
    Mpsc { rx: mpsc::Receiver<Bytes>, _hub: mpsc::Sender<Bytes> },
    /// `tokio::sync::mpsc` of 8-byte boxed frames.
    Thin { rx: mpsc::Receiver<Arc<Bytes>>, _hub: mpsc::Sender<Arc<Bytes>> },
    /// A list under a lock that allocates on its first frame, and a wake-up.
    List(Arc<List>),
}

/// The shared half of [`Outbound::List`].
pub struct List {
    frames: Mutex<VecDeque<Bytes>>,
    ready: Notify,
}

impl Outbound {
    pub fn new(shape: &str) -> Self {
        match shape {
            "mpsc" => {
                let (tx, rx) = mpsc::channel(BOUND);
                Outbound::Mpsc { rx, _hub: tx }
            }
            "thin" => {
                let (tx, rx) = mpsc::channel(BOUND);
                Outbound::Thin { rx, _hub: tx }
            }
            "list" => {
                Outbound::List(Arc::new(List { frames: Mutex::new(VecDeque::new()), ready: Notify::new() }))
            }
            _ => Outbound::None,
        }
    }

    /// The next frame to send. Safe to cancel.
    pub async fn next(&mut self) -> Bytes {
        match self {
            Outbound::None => std::future::pending().await,
            Outbound::Mpsc { rx, .. } => match rx.recv().await {
                Some(frame) => frame,
                None => std::future::pending().await,
            },
            Outbound::Thin { rx, .. } => match rx.recv().await {
                Some(frame) => Bytes::clone(&frame),
                None => std::future::pending().await,
            },
            Outbound::List(list) => loop {
                if let Some(frame) = list.frames.lock().expect("no panic under this lock").pop_front() {
                    return frame;
                }
                list.ready.notified().await;
            },
        }
    }
}
