//! Offline verification of one organisation's log and of the rows beside it. Streaming and linear.
//!
//! What it can and cannot show, without and with a checkpoint kept elsewhere, is in `docs/formats/audit-log.md`.

use crate::action::Action;
use crate::checkpoint::Verifier;
use crate::entry::{DetailCommitment, Entry, SALT_BYTES};
use crate::finding::{Finding, FindingKind, Report};
use crate::hash::{Hash, leaf_hash};
use crate::reconcile::Reconciler;
use crate::record::{EventRow, RecordRow};
use crate::tile::{self, TileCoord, TileStore};
use crate::tree::{Edge, TreeHead, shift};

/// Pending entries that are no finding, unless the caller says otherwise: more than a second's worth at full load.
pub const DEFAULT_MAX_PENDING: u64 = 100_000;

/// What [`verify()`] looks at. Checkpoint, leaves and rows should come from one snapshot of the store.
pub struct VerifyInput<'a, T, L, M> {
    /// The verifier key of the log, which should come from elsewhere than the store.
    pub verifier: &'a Verifier,
    /// The organisation that every entry must name.
    pub organisation: [u8; 16],
    /// The newest checkpoint of the store; `None` if it has none.
    pub checkpoint: Option<&'a str>,
    /// Checkpoints kept elsewhere, in any order. Only they can show that an older state was put back.
    pub outside: &'a [&'a str],
    /// The hash tiles.
    pub tiles: &'a T,
    /// Every entry, in leaf order.
    pub leaves: L,
    /// Every row, in any order.
    pub rows: M,
    /// The rows are messages only: that no event and no record is among them is no finding. For conformance files.
    pub messages_only: bool,
    /// More entries than this after the checkpoint are a finding; see [`DEFAULT_MAX_PENDING`].
    pub max_pending: u64,
}

/// One entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafRecord {
    /// Its leaf number.
    pub number: u64,
    /// The encoded entry.
    pub leaf: Vec<u8>,
    /// Its sealed detail; `None` if it has none, or had one and it is gone.
    pub detail: Option<Detail>,
}

/// A sealed detail with the salt of its commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The salt.
    pub salt: [u8; SALT_BYTES],
    /// The detail, sealed. Never opened here.
    pub sealed: Vec<u8>,
}

/// One row of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredRow {
    /// A message or note, once, as it stands now.
    Message(MessageRow),
    /// An event of a conversation, those of messages included.
    Event(EventRow),
    /// A row that is part of no conversation's course.
    Record(RecordRow),
}

/// One stored message, without its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Conversation it stands in.
    pub conversation: [u8; 16],
    /// Message id.
    pub message: [u8; 16],
    /// Place in the conversation; zero while held.
    pub seq: u64,
    /// Event number: the one it got its place with, or that of its newest change. Zero if it has none.
    pub rev: u64,
    /// True if it is withheld: held, or refused while held and still stored.
    pub held: bool,
    /// SHA-256 of the sealed body, computed from the stored bytes, not read from a column.
    pub body_hash: Hash,
}

/// Verifies. `Err` only if something could not be read; everything that is wrong is in the report.
pub fn verify<E, T, L, M>(input: VerifyInput<'_, T, L, M>) -> Result<Report, E>
where
    T: TileStore<Error = E>,
    L: IntoIterator<Item = Result<LeafRecord, E>>,
    M: IntoIterator<Item = Result<StoredRow, E>>,
{
    let mut report = Report::default();
    report.head = checkpoint_head(input.verifier, input.checkpoint, &mut report);
    let outside = outside_heads(input.verifier, input.outside, &mut report);
    let sizes = outside.iter().map(|head| head.size).chain(report.head.map(|head| head.size));
    let mut tree = TreeCheck::new(input.tiles, report.head, sizes.collect());
    let mut reconciler = Reconciler::default();

    let mut expected = 0;
    for record in input.leaves {
        let record = record?;
        if record.number != expected {
            report.add(Finding::at(FindingKind::LeafOrder, record.number));
        }
        expected = record.number.saturating_add(1);
        tree.push(leaf_hash(&record.leaf), &mut report)?;
        match Entry::decode(&record.leaf) {
            Ok(entry) => check_entry(&record, &entry, input.organisation, &mut reconciler, &mut report),
            Err(_) => report.add(Finding::at(FindingKind::LeafUnreadable, record.number)),
        }
    }
    report.entries = tree.edge.size();
    tree.finish(&outside, input.max_pending, &mut report);

    for row in input.rows {
        match row? {
            StoredRow::Message(row) => {
                report.rows += 1;
                reconciler.row(&row, &mut report);
            }
            StoredRow::Event(row) => {
                report.events += 1;
                reconciler.event(&row, &mut report);
            }
            StoredRow::Record(row) => {
                report.records += 1;
                reconciler.record(&row, &mut report);
            }
        }
    }
    reconciler.finish(input.messages_only, &mut report);
    Ok(report)
}

fn checkpoint_head(verifier: &Verifier, note: Option<&str>, report: &mut Report) -> Option<TreeHead> {
    let Some(note) = note else {
        report.add(Finding::new(FindingKind::CheckpointMissing));
        return None;
    };
    match verifier.verify(note) {
        Ok(checkpoint) => Some(checkpoint.head()),
        Err(_) => {
            report.add(Finding::new(FindingKind::CheckpointInvalid));
            None
        }
    }
}

fn outside_heads(verifier: &Verifier, notes: &[&str], report: &mut Report) -> Vec<TreeHead> {
    let mut heads = Vec::new();
    for note in notes {
        match verifier.verify(note) {
            Ok(checkpoint) => heads.push(checkpoint.head()),
            Err(_) => report.add(Finding::new(FindingKind::OutsideInvalid)),
        }
    }
    heads
}

fn check_entry(
    record: &LeafRecord,
    entry: &Entry,
    organisation: [u8; 16],
    reconciler: &mut Reconciler,
    report: &mut Report,
) {
    if entry.organisation != organisation {
        report.add(Finding::at(FindingKind::LeafOrganisation, record.number));
    }
    if matches!(entry.action, Action::Other(_)) {
        report.unknown_actions += 1;
    }
    match &record.detail {
        Some(_) if entry.detail.is_none() => {
            report.add(Finding::at(FindingKind::DetailUnexpected, record.number))
        }
        Some(detail) if DetailCommitment::of(&detail.salt, &detail.sealed) != entry.detail => {
            report.add(Finding::at(FindingKind::DetailMismatch, record.number));
        }
        None if !entry.detail.is_none() => {
            reconciler.detail_missing(record.number, entry.conversation, report)
        }
        Some(_) | None => {}
    }
    reconciler.entry(record.number, entry, report);
}

/// Rebuilds the tree from the leaves, compares it with the tiles, and remembers its root at the sizes asked for.
struct TreeCheck<'a, T> {
    tiles: &'a T,
    signed: Option<TreeHead>,
    edge: Edge,
    /// Sizes still to come, largest first.
    sizes: Vec<u64>,
    heads: Vec<TreeHead>,
}

impl<'a, T: TileStore> TreeCheck<'a, T> {
    fn new(tiles: &'a T, signed: Option<TreeHead>, mut sizes: Vec<u64>) -> Self {
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes.dedup();
        let mut check = TreeCheck { tiles, signed, edge: Edge::empty(), sizes, heads: Vec::new() };
        check.remember_head();
        check
    }

    fn push(&mut self, leaf: Hash, report: &mut Report) -> Result<(), T::Error> {
        let mut complete = Vec::new();
        // More than 2^64 leaves cannot have been read, so the edge always grows.
        let _ = self.edge.push(leaf, &mut |coord, hashes| complete.push((coord, hashes.to_vec())));
        let signed_size = self.signed.map_or(0, |head| head.size);
        if self.edge.size() == signed_size {
            self.edge.for_each_grown_partial(|coord, hashes| complete.push((coord, hashes.to_vec())));
        }
        if self.edge.size() <= signed_size {
            for (coord, hashes) in complete {
                self.compare(coord, &hashes, report)?;
            }
        }
        self.remember_head();
        Ok(())
    }

    fn compare(&self, coord: TileCoord, hashes: &[Hash], report: &mut Report) -> Result<(), T::Error> {
        let stored = self.tiles.tile(coord)?.and_then(|bytes| tile::from_bytes(&bytes, coord.width));
        let leaf_of =
            |place: usize| (coord.index * u64::from(tile::TILE_WIDTH) + place as u64) << shift(coord.level);
        match stored {
            None => report.add(Finding::at(FindingKind::TileMissing, leaf_of(0))),
            Some(stored) => {
                if let Some(place) = stored.iter().zip(hashes).position(|(stored, ours)| stored != ours) {
                    report.add(Finding::at(FindingKind::TileMismatch, leaf_of(place)));
                }
            }
        }
        Ok(())
    }

    fn remember_head(&mut self) {
        if self.sizes.last() == Some(&self.edge.size()) {
            self.sizes.pop();
            self.heads.push(self.edge.head());
        }
    }

    fn finish(self, outside: &[TreeHead], max_pending: u64, report: &mut Report) {
        let entries = self.edge.size();
        let signed_size = self.signed.map_or(0, |head| head.size);
        report.pending = entries.saturating_sub(signed_size);
        if report.pending > max_pending {
            report.add(Finding::at(FindingKind::TooManyPending, signed_size));
        }
        if let Some(signed) = self.signed {
            if signed.size > entries {
                report.add(Finding::at(FindingKind::EntriesMissing, entries));
            } else if !self.heads.contains(&signed) {
                report.add(Finding::at(FindingKind::RootMismatch, signed.size));
            }
        }
        let reach = self.signed.map_or(entries, |head| head.size.min(entries));
        for head in outside {
            if head.size > reach {
                report.add(Finding::at(FindingKind::OutsideRolledBack, head.size));
            } else if self.heads.contains(head) {
                report.outside_confirmed += 1;
            } else {
                report.add(Finding::at(FindingKind::OutsideFork, head.size));
            }
        }
    }
}
