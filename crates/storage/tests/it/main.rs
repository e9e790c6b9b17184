//! Tests of storage on real files: the conformance suite that every store must pass, and what only the SQLite store promises.

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod support;

#[cfg(test)]
mod sqlite_audit_log;
#[cfg(test)]
mod sqlite_crash;
#[cfg(test)]
mod sqlite_disk;
#[cfg(test)]
mod sqlite_keys;
#[cfg(test)]
mod sqlite_kill;
#[cfg(test)]
mod sqlite_open;
#[cfg(test)]
mod sqlite_queue;
#[cfg(test)]
mod sqlite_tampering;
