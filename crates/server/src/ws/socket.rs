//! What a WebSocket library must do for us; small, so that the library can be replaced (docs/adr/0003).

use std::{collections::VecDeque, future::Future};

use bytes::Bytes;

/// What came in.
pub(crate) enum Inbound {
    /// A text frame.
    Text(String),
    /// A sign of life: ping or pong.
    Alive,
    /// Something the protocol forbids; close with this.
    Bad(CloseCode),
    /// The other end closed or is gone.
    Gone,
}

/// Close codes (RFC 6455 §7.4) and two of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum CloseCode {
    Normal = 1000,
    GoingAway = 1001,
    Protocol = 1002,
    Unsupported = 1003,
    NotUtf8 = 1007,
    Policy = 1008,
    TooLarge = 1009,
    HelloTimeout = 4408,
    SlowReader = 4429,
}

/// The other end is gone or does not read.
#[derive(Debug)]
pub(crate) struct Gone;

/// One WebSocket.
pub(crate) trait FrameSocket: Send {
    /// The next thing that comes in. Safe to cancel: a half-read frame stays in the socket.
    fn next(&mut self) -> impl Future<Output = Inbound> + Send;
    /// Writes text frames and flushes once. Not safe to cancel: a cancelled write ends the socket.
    fn write(&mut self, frames: VecDeque<Bytes>) -> impl Future<Output = Result<(), Gone>> + Send;
    /// Sends a ping.
    fn ping(&mut self) -> impl Future<Output = Result<(), Gone>> + Send;
    /// Closes with a code and waits a moment for the other end.
    fn close(&mut self, code: CloseCode) -> impl Future<Output = ()> + Send;
}
