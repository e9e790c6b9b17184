//! Protocol v1 as types: what travels over the socket, the stream and REST. `docs/protocol.md` explains it; the
//! TypeScript types, OpenAPI and AsyncAPI documents are generated from here.
//!
//! Clients ignore unknown fields and frames. Text offsets are Unicode code points. Instants are UTC milliseconds.

mod blocks;
mod client;
mod code;
mod ending;
mod numbers;
mod reminders;
mod rest;
mod search;
mod server;
mod settings;
mod shared;

pub use blocks::*;
pub use client::*;
pub use code::*;
pub use ending::*;
pub use numbers::*;
pub use reminders::*;
pub use rest::*;
pub use search::*;
pub use server::*;
pub use settings::*;
pub use shared::*;

/// The WebSocket sub-protocol (RFC 6455 §1.9).
pub const SUBPROTOCOL: &str = "bedside.v1";
/// The protocol version spoken.
pub const PROTOCOL: u32 = 1;

#[cfg(test)]
mod tests;
