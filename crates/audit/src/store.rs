//! What the sequencer asks of the place where a log is kept.
//!
//! All methods are synchronous: call the sequencer from a thread that may block. One [`LogStore`] is one organisation's
//! log. Three things are kept: entries (written by whoever acts, in the transaction of what they describe), hash tiles,
//! and two heads: the *committed* one, which decides, and the *published* one, which the world sees.

use crate::tile::{TileCoord, TileStore};
use crate::tree::TreeHead;

/// A head and the signed note that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// Size and root.
    pub head: TreeHead,
    /// The C2SP checkpoint, as signed. Published byte for byte.
    pub note: String,
    /// When it was signed, in milliseconds since the Unix epoch. Not signed itself; for metrics and alarms.
    pub signed_at_ms: u64,
}

/// Answer of [`LogStore::commit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// The new head is now the committed head, durably.
    Done,
    /// The committed head was not the expected one. Nothing was changed.
    Conflict,
}

/// The log of one organisation, as the sequencer sees it.
///
/// An error of a writing method means "not known whether it happened": the sequencer stops, and its next pass finds
/// out by reading. No method needs to be retried by the store.
pub trait LogStore: TileStore {
    /// The committed head; `None` if [`crate::create`] was never called. MUST reflect the last successful
    /// [`LogStore::commit`], never a cached or replicated older one.
    fn committed(&self) -> Result<Option<SignedHead>, Self::Error>;

    /// The published head; `None` if there is none yet.
    fn published(&self) -> Result<Option<SignedHead>, Self::Error>;

    /// Up to `limit` encoded entries, in leaf order, beginning with leaf number `from`. Empty if there are none yet.
    ///
    /// - The number of an entry MUST be its place in commit order, from 0, without gaps, and MUST NOT change once this
    ///   method has returned it. Nor may its bytes.
    /// - It MUST NOT return an entry that could still be rolled back.
    fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Self::Error>;

    /// Stores tiles durably. A tile that exists is replaced by one that begins with it.
    ///
    /// - MUST be durable before it returns. Need not be atomic: a tile says nothing before a head is committed that needs it.
    /// - Is called again with the same bytes after a crash.
    /// - MUST NOT make a tile narrower.
    fn stage(&self, tiles: &[(TileCoord, Vec<u8>)]) -> Result<(), Self::Error>;

    /// Compare-and-swap of the committed head: if it is `expected` (`None`: there is none), make it `new`.
    ///
    /// - MUST be atomic and durable before it returns [`Committed::Done`], across all processes that may sequence this log.
    /// - MUST compare size and root of `expected`.
    /// - This is what keeps a log from ever having two histories: nothing else may write the committed head. In
    ///   particular a restore from a backup MUST NOT bring an older one back under a running signer.
    fn commit(&self, expected: Option<&TreeHead>, new: &SignedHead) -> Result<Committed, Self::Error>;

    /// Makes `head` the published one. Called with committed heads only, possibly with the same one again.
    ///
    /// MUST NOT replace a published head by a smaller one; it answers `Ok` and keeps the larger.
    fn publish(&self, head: &SignedHead) -> Result<(), Self::Error>;
}
