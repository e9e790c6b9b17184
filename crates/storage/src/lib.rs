//! Durable storage behind small traits, one per aggregate, and the SQLite store that implements them natively.
//!
//! | to | use |
//! |---|---|
//! | keep messages, and what changes a conversation | [`Conversations`], [`Messages`], [`Timeline`] |
//! | keep who and where | [`Directory`], [`Sessions`], [`Bans`], [`Reminders`] |
//! | keep wrapped keys, in a database of their own | [`KeyStore`] |
//! | keep ratings, and what numbers are made of | [`Figures`] |
//! | keep how often canned replies were sent | [`CannedUses`] |
//! | keep the audit log | [`AuditTrail`], and `bedside_audit::LogStore` for the sequencer |
//!
//! **Invariant:** every write commits together with its audit entry or not at all, and is durable before it is reported.
//!
//! **Invariant:** the organisation is in every key of every table; no query runs without one.

#![forbid(unsafe_code)]

mod canned;
mod contract;
mod error;
mod figures;
mod records;
pub mod sqlite;

pub use canned::*;
pub use contract::{
    AuditTrail, Bans, Conversations, Directory, KeyStore, Messages, OnCommit, Receipts, Reminders, Sessions,
    Timeline,
};
pub use error::{ReadError, WriteError};
pub use figures::*;
pub use records::*;
