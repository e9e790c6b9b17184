//! The WebSocket edge: takes a connection over after the upgrade and carries frames between it and a session.

mod connection;
mod socket;
mod tungstenite;

pub(crate) use connection::serve;
pub(crate) use socket::{CloseCode, FrameSocket, Gone, Inbound};
pub(crate) use tungstenite::Tungstenite;
