//! Tests of storage on real files: the conformance suite that every store must pass, and what only the SQLite store promises.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as expected")]

mod conformance;
mod support;

mod sqlite_audit_log;
mod sqlite_crash;
mod sqlite_disk;
mod sqlite_keys;
mod sqlite_kill;
mod sqlite_open;
mod sqlite_queue;
