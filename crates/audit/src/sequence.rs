//! The sequencer: turns committed entries into a signed head. Stage, commit, publish; the same code after a crash.
//!
//! ```text
//! read committed head ─▶ read new entries ─▶ integrate (checks the right edge) ─▶ stage tiles
//!   ─▶ commit by compare-and-swap ─▶ publish; without new entries: publish the committed head if it is not
//! ```
//!
//! | crash | what is left | next pass |
//! |---|---|---|
//! | before or in *stage* | tiles that no head needs | stages the same bytes again |
//! | before *commit* | the same | the same |
//! | after *commit* | a committed head that nobody sees | goes on, and publishes its own; without new entries that one |
//! | after *publish* | nothing | goes on |
//!
//! Publishing holds nothing up: while the place of publication is away, entries go on into the tree and are signed.
//!
//! No head is signed twice with different roots for one size: what is signed becomes the committed head, or is dropped
//! unseen, and entries do not change once read.

use crate::checkpoint::{CheckpointError, LogSigner};
use crate::hash::{Hash, leaf_hash};
use crate::store::{Committed, LogStore, SignedHead};
use crate::tree::{TreeError, TreeHead, integrate};

/// Most entries that one pass takes. More are left for the next, see [`Outcome::Advanced`].
pub const PASS_ENTRIES: usize = 16_384;

/// What one pass did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No new entries, and the committed head was published already.
    Idle,
    /// No new entries; a head that an earlier pass had committed is now published.
    Recovered(SignedHead),
    /// A new head is published. `more`: the pass was full, call again at once.
    Advanced {
        /// The new head.
        head: SignedHead,
        /// How many entries it added.
        added: u64,
        /// True if there are probably more entries.
        more: bool,
    },
}

/// Why a pass stopped.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SequenceError<E> {
    /// The store failed. What it was doing may or may not have happened; call again.
    #[error("the log store failed")]
    Store(#[source] E),
    /// Everything is sequenced and signed, but the newest head is not where the world sees it. Call again.
    #[error("the newest checkpoint is signed but was not published")]
    Unpublished {
        /// Why not.
        #[source]
        error: E,
        /// True if the pass was full, and there are probably more entries: call again at once.
        more: bool,
    },
    /// Another sequencer committed first. Call again.
    #[error("another process sequences this log; keep one")]
    Conflict,
    /// There is no head. A lost head looks the same, so a log is never begun by itself.
    #[error("the log has no head: it was never created, or its head was lost; restore it from a backup")]
    NoHead,
    /// [`create`] was called on a log that has a head.
    #[error("the log exists already")]
    Exists,
    /// The committed head does not bear our signature.
    #[error("the committed head is not one that this key signed: {0}")]
    ForeignHead(#[source] CheckpointError),
    /// The stored head says something else than its own note, or the published one is ahead of it.
    #[error("the committed head was replaced or rolled back; restore the log from a backup")]
    RolledBack,
    /// The right edge of the tree is damaged.
    #[error(transparent)]
    Tree(TreeError<E>),
}

/// Begins the log of an organisation: commits and publishes the signed head of the empty tree.
///
/// Call it once, when the organisation is created. [`SequenceError::Exists`] if the log has a head, so that after a
/// crash calling it again is safe. To do it in the transaction that creates the organisation, write [`genesis`] instead.
pub fn create<S: LogStore>(
    store: &S,
    signer: &LogSigner,
    now_ms: u64,
) -> Result<SignedHead, SequenceError<S::Error>> {
    let head = genesis(signer, now_ms);
    match store.commit(None, &head).map_err(SequenceError::Store)? {
        Committed::Conflict => Err(SequenceError::Exists),
        Committed::Done => {
            store.publish(&head).map_err(SequenceError::Store)?;
            Ok(head)
        }
    }
}

/// The signed head of the empty tree, with which a log begins.
pub fn genesis(signer: &LogSigner, now_ms: u64) -> SignedHead {
    SignedHead { head: TreeHead::EMPTY, note: signer.sign_head(&TreeHead::EMPTY), signed_at_ms: now_ms }
}

/// One pass. Idempotent: after an error or a crash at any point, call it again. At start-up, call it as usual.
///
/// Run one at a time for each log; two at once are safe (one gets [`SequenceError::Conflict`]) but waste work. Call at
/// least once a second, so that a head is published within a second of its entries.
pub fn sequence<S: LogStore>(
    store: &S,
    signer: &LogSigner,
    now_ms: u64,
) -> Result<Outcome, SequenceError<S::Error>> {
    let (old, published) = heads(store, signer)?;
    let entries = store.entries(old.head.size, PASS_ENTRIES).map_err(SequenceError::Store)?;
    let more = entries.len() >= PASS_ENTRIES;
    let unpublished = |error| SequenceError::Unpublished { error, more };
    if entries.is_empty() {
        if published {
            return Ok(Outcome::Idle);
        }
        store.publish(&old).map_err(unpublished)?;
        return Ok(Outcome::Recovered(old));
    }
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let staged = integrate(store, &old.head, &hashes).map_err(SequenceError::Tree)?;
    let new = SignedHead { head: staged.head, note: signer.sign_head(&staged.head), signed_at_ms: now_ms };

    store.stage(&staged.tiles).map_err(SequenceError::Store)?;
    match store.commit(Some(&old.head), &new).map_err(SequenceError::Store)? {
        Committed::Conflict => return Err(SequenceError::Conflict),
        Committed::Done => store.publish(&new).map_err(unpublished)?,
    }
    let added = new.head.size - old.head.size;
    Ok(Outcome::Advanced { head: new, added, more })
}

/// The committed head, checked, and whether it is published.
fn heads<S: LogStore>(store: &S, signer: &LogSigner) -> Result<(SignedHead, bool), SequenceError<S::Error>> {
    // Published first: it may only lag behind, and a second sequencer can move both between the two reads.
    let published = store.published().map_err(SequenceError::Store)?;
    let committed = store.committed().map_err(SequenceError::Store)?.ok_or(SequenceError::NoHead)?;
    let stated = signer.verifier().verify(&committed.note).map_err(SequenceError::ForeignHead)?;
    if stated.head() != committed.head {
        return Err(SequenceError::RolledBack);
    }
    match published {
        Some(published) if published.note == committed.note => Ok((committed, true)),
        Some(published) if published.head.size >= committed.head.size => Err(SequenceError::RolledBack),
        Some(_) | None => Ok((committed, false)),
    }
}
