//! What can go wrong with storage, as callers need to tell it apart.

/// Why a write did not happen, or may not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The bounded queue in front of the writer is full. Nothing was stored.
    #[error("the store's queue is full; retry in {retry_after_s} s")]
    Busy {
        /// When to try again.
        retry_after_s: u32,
    },
    /// The disk is full, read-only or broken. Nothing was stored.
    #[error("the store cannot write: {reason}")]
    Unavailable {
        /// Which, in words for the log; holds no user data.
        reason: &'static str,
    },
    /// The commit was begun and its outcome is not known. A retry with the same client key finds out.
    #[error("the outcome of the write is not known; retry with the same key")]
    Unconfirmed,
    /// What is stored contradicts itself or the caller: which table and what.
    #[error("inconsistent store: {what}")]
    Inconsistent {
        /// Table and rule, in words for the log; holds no user data.
        what: &'static str,
    },
}

/// Why a read failed. "Not found" is no error: it is `None` or an empty list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// All readers are busy for longer than the time-out.
    #[error("the store did not answer in time; retry in {retry_after_s} s")]
    Busy {
        /// When to try again.
        retry_after_s: u32,
    },
    /// The disk or the file is broken.
    #[error("the store cannot be read: {reason}")]
    Unavailable {
        /// Which, in words for the log; holds no user data.
        reason: &'static str,
    },
    /// What is stored contradicts itself.
    #[error("inconsistent store: {what}")]
    Inconsistent {
        /// Table and rule, in words for the log; holds no user data.
        what: &'static str,
    },
}
