//! What a verification found: kinds of findings, each with what to do, and the report.

use crate::ids::UlidText;
use crate::tree::TreeHead;
use std::collections::BTreeMap;
use std::fmt;

/// Findings of one kind that are kept in full; the others are counted.
pub const FINDINGS_KEPT: u64 = 20;

macro_rules! kinds {
    ($($variant:ident = $name:literal, $meaning:literal, $advice:literal;)*) => {
        /// What is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FindingKind {
            $(#[doc = $meaning] $variant,)*
        }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &'static [FindingKind] = &[$(FindingKind::$variant,)*];

            /// A stable name for machines.
            pub const fn name(self) -> &'static str {
                match self { $(FindingKind::$variant => $name,)* }
            }

            /// One line that says what is wrong.
            pub const fn meaning(self) -> &'static str {
                match self { $(FindingKind::$variant => $meaning,)* }
            }

            /// One line that says what to do.
            pub const fn advice(self) -> &'static str {
                match self { $(FindingKind::$variant => $advice,)* }
            }
        }
    };
}

kinds! {
    CheckpointMissing = "checkpoint-missing", "There is no checkpoint.",
        "Restore the log's head from a backup, or from a copy of the checkpoint kept elsewhere.";
    CheckpointInvalid = "checkpoint-invalid", "The checkpoint does not bear the signature of this log.",
        "Check that the verifier key is this organisation's; if it is, treat the log as tampered with.";
    LeafOrder = "leaf-order", "Leaf numbers are not 0, 1, 2 and so on.",
        "An entry was removed, added or renumbered: compare with a backup around this leaf.";
    LeafUnreadable = "leaf-unreadable", "A leaf is not an audit entry.",
        "Restore the leaf from a backup, or verify with a newer release if its version is newer.";
    LeafOrganisation = "leaf-organisation", "An entry names another organisation.",
        "An entry was moved between logs: compare both logs with a backup.";
    EntriesMissing = "entries-missing", "The checkpoint covers more entries than are stored.",
        "Entries were removed from the end: restore them from a backup.";
    RootMismatch = "root-mismatch", "The entries do not hash to the signed root.",
        "An entry was altered, removed, added or moved; tile findings name the first place that differs.";
    TileMissing = "tile-missing", "A tile of the tree is not stored.",
        "Rebuild the tiles from the entries if their root holds; otherwise restore from a backup.";
    TileMismatch = "tile-mismatch", "A stored tile differs from the entries.",
        "If the root holds, rebuild the tile; otherwise the entry at this leaf is the one that was altered.";
    DetailMissing = "detail-missing", "An entry's detail is not stored although its conversation was not shredded.",
        "The detail was removed: restore it from a backup.";
    DetailMismatch = "detail-mismatch", "A stored detail is not the one that the entry commits to.",
        "The detail or its salt was altered: restore it from a backup.";
    DetailUnexpected = "detail-unexpected", "A detail is stored for an entry that has none.",
        "The detail was added later: nothing vouches for it.";
    OutsideInvalid = "outside-invalid", "The checkpoint kept elsewhere does not bear the signature of this log.",
        "Check that file and verifier key belong to this organisation.";
    OutsideFork = "outside-fork", "The log is not a continuation of the checkpoint kept elsewhere.",
        "History was rewritten and signed again: the signing key is in wrong hands; restore from a backup and rotate it.";
    OutsideRolledBack = "outside-rolled-back", "The checkpoint kept elsewhere covers more entries than the log.",
        "An older state was put back: restore a newer backup.";
    TooManyPending = "too-many-pending", "More entries wait for a checkpoint than the limit allows.",
        "Check that the server and its sequencer run; entries are not protected until they are signed.";
    EntryIncomplete = "entry-incomplete", "A message entry lacks its conversation, message id or body hash.",
        "Report it as a defect: the server wrote an entry that commits to nothing.";
    EntryContradicts = "entry-contradicts", "A message entry does not follow from the entries before it.",
        "Look at the entries of this message: posted or held once, released only while held, masked only while there.";
    AfterShredding = "after-shredding", "A message entry comes after its conversation was shredded.",
        "Nothing can be sealed under a destroyed key: find out who wrote this entry.";
    SeqGap = "seq-gap", "Messages of a conversation are not numbered 1, 2, 3 and so on in the log.",
        "Look at the entries of this conversation: one is missing or was written twice.";
    RevOrder = "rev-order", "Events of a conversation do not have ascending numbers in the log.",
        "Look at the entries of this conversation: one is out of place.";
    RowMissing = "row-missing", "A message is in the log, but not among the stored messages.",
        "The message was deleted past the log: restore it from a backup.";
    RowWithoutEntry = "row-without-entry", "A stored message is not in the log.",
        "The message was inserted past the log: treat it as forged.";
    RowDuplicate = "row-duplicate", "A message is stored twice.",
        "One of the two was inserted past the log: compare with a backup.";
    RowConversation = "row-conversation", "A stored message stands in another conversation than the log says.",
        "The message was moved past the log: restore it from a backup.";
    RowSeq = "row-seq", "A stored message has another place in its conversation than the log says.",
        "The message was reordered past the log: restore it from a backup.";
    RowRev = "row-rev", "A stored message has an event number that the log does not know for it.",
        "The message was changed past the log: restore it from a backup.";
    RowHeld = "row-held", "A message is held in the log and delivered in the store, or the other way round.",
        "Its state was changed past the log: restore it from a backup.";
    RowBody = "row-body", "A stored message's sealed body is not the one that the log commits to.",
        "The body was altered past the log: restore it from a backup.";
    RowAuthor = "row-author", "A stored message has another author than the log says.",
        "The message was put into another mouth past the log: restore it from a backup.";
    EventMissing = "event-missing", "An event of a conversation is in the log, but not stored.",
        "The event, or the held form of a message, was deleted past the log: restore it from a backup.";
    EventWithoutEntry = "event-without-entry", "A stored event of a conversation is not in the log.",
        "The event was inserted past the log: treat it as forged.";
    EventAltered = "event-altered", "A stored event says something else than the log: what, who, when or about whom.",
        "The event was altered past the log: restore it from a backup.";
    RecordMissing = "record-missing", "An organisation, setting, account, conversation or rating, or a list of blocks or reminders, is in the log, but not stored.",
        "The row was deleted past the log: restore it from a backup.";
    RecordWithoutEntry = "record-without-entry", "A stored organisation, setting, account, conversation or rating, or a list of blocks or reminders, is not in the log.",
        "The row was inserted past the log: treat it as forged.";
    RecordAltered = "record-altered", "A stored organisation, setting, account, conversation (or who served it), rating, or list of blocks or reminders is not as the log commits to it.",
        "The row was altered past the log: restore it from a backup.";
}

/// One thing that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// The leaf it is about, or the size of the tree for findings about a head.
    pub leaf: Option<u64>,
    /// The conversation it is about.
    pub conversation: Option<[u8; 16]>,
    /// The message it is about.
    pub message: Option<[u8; 16]>,
    /// The row it is about that is neither: an organisation, setting or account.
    pub record: Option<[u8; 16]>,
}

impl Finding {
    pub(crate) fn new(kind: FindingKind) -> Finding {
        Finding { kind, leaf: None, conversation: None, message: None, record: None }
    }

    pub(crate) fn at(kind: FindingKind, leaf: u64) -> Finding {
        Finding { leaf: Some(leaf), ..Finding::new(kind) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.name())?;
        if let Some(leaf) = self.leaf {
            write!(f, " leaf {leaf}")?;
        }
        if let Some(conversation) = self.conversation {
            write!(f, " conversation {}", UlidText(conversation))?;
        }
        if let Some(message) = self.message {
            write!(f, " message {}", UlidText(message))?;
        }
        if let Some(record) = self.record {
            write!(f, " record {}", UlidText(record))?;
        }
        write!(f, ": {} {}", self.kind.meaning(), self.kind.advice())
    }
}

/// Result of a verification. It says nothing about entries that were never written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries read, pending ones included.
    pub entries: u64,
    /// Entries after the checkpoint: committed, not yet signed, so not yet protected.
    pub pending: u64,
    /// Entries whose action this release does not know.
    pub unknown_actions: u64,
    /// Conversations that have a message entry or were shredded.
    pub conversations: u64,
    /// Messages in the log.
    pub messages: u64,
    /// Message rows read.
    pub rows: u64,
    /// Event rows read, those of messages included.
    pub events: u64,
    /// Organisations, settings, accounts and conversations read.
    pub records: u64,
    /// Checkpoints kept elsewhere that this log continues. With none, a roll-back of everything goes unnoticed.
    pub outside_confirmed: u64,
    /// The signed head, if its signature verifies.
    pub head: Option<TreeHead>,
    /// Findings in the order they were met, at most [`FINDINGS_KEPT`] of a kind.
    pub findings: Vec<Finding>,
    counts: BTreeMap<FindingKind, u64>,
}

impl Report {
    /// True if nothing is wrong.
    pub fn holds(&self) -> bool {
        self.counts.is_empty()
    }

    /// Number of findings of one kind, those not kept included.
    pub fn count(&self, kind: FindingKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    /// Kinds that were found, with their number.
    pub fn counts(&self) -> impl Iterator<Item = (FindingKind, u64)> + '_ {
        self.counts.iter().map(|(kind, count)| (*kind, *count))
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.kind).or_insert(0);
        *count += 1;
        if *count <= FINDINGS_KEPT {
            self.findings.push(finding);
        }
    }
}
