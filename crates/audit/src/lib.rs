//! Tamper-evident audit log: entry encoding, Merkle tree, signed checkpoints, verification.
//!
//! Every action and every read in Bedside is one [`Entry`]: a public header of fixed width that commits, by SHA-256,
//! to what it describes. The encoded entries are the leaves of an RFC 6962 Merkle tree, kept as C2SP tlog-tiles, and
//! each new tree head is signed as a C2SP checkpoint. The byte-exact description is `docs/formats/audit-log.md`.
//!
//! | to | use |
//! |---|---|
//! | write down what happened | [`Entry::encode`], [`DetailCommitment::of`] |
//! | start the log of an organisation | [`create`] |
//! | turn committed entries into a signed head | [`sequence()`], over a [`LogStore`] |
//! | check a log and the rows beside it | [`verify()`] |
//! | prove one entry, or that a log only grew | [`proof`] |
//!
//! **Invariant:** this crate does no I/O, reads no clock, takes no randomness and spawns nothing.
//!
//! **Invariant:** no function panics on any input bytes, and each is linear in its input.

#![forbid(unsafe_code)]

pub mod action;
pub mod checkpoint;
pub mod entry;
pub mod finding;
pub mod fuzz;
pub mod hash;
mod ids;
pub mod note;
pub mod proof;
mod reconcile;
pub mod record;
pub mod sequence;
pub mod store;
pub mod tile;
pub mod tree;
pub mod verify;

pub use action::{Action, ActorKind};
pub use checkpoint::{Checkpoint, LogSigner, Verifier};
pub use entry::{DetailCommitment, ENTRY_BYTES, Entry, SALT_BYTES};
pub use finding::{Finding, FindingKind, Report};
pub use hash::{Hash, leaf_hash};
pub use record::{EventKind, EventRow, RecordEncoding, RecordKind, RecordRow, warning_hash};
pub use sequence::{Outcome, SequenceError, create, sequence};
pub use store::{Committed, LogStore, SignedHead};
pub use tile::{TileCoord, TileStore};
pub use tree::{Staged, TreeError, TreeHead, begins_with, integrate};
pub use verify::{Detail, LeafRecord, MessageRow, StoredRow, VerifyInput, verify};
