//! What the use cases work with: stores, keys, directory, rooms, desk. Made once, at start-up.

use std::sync::Arc;

use bedside_domain::{Clock, Rng, limits};
use bedside_storage::{
    AuditTrail, Bans as BanStore, CannedUses, Conversations, Directory as DirectoryStore, Figures, Messages,
    Receipts, Reminders, Sessions, Timeline,
};

use crate::{
    assign::Assignments,
    bans::Bans,
    catch_up::Doubts,
    custodian::KeyCustodian,
    desk::Desk,
    directory::Directory,
    entries::Entries,
    hub::{Peers, Rooms},
    identity::FailedSignIns,
    metrics::Metrics,
    recent::RecentRate,
    refusals::DENIALS_PER_MINUTE,
    searches::{Searches, TextSearchBounds},
    watch::Ended,
};

/// The stores, each behind its own small trait.
#[derive(Clone)]
pub struct Stores {
    /// Messages and notes.
    pub messages: Arc<dyn Messages>,
    /// Conversations.
    pub conversations: Arc<dyn Conversations>,
    /// Events of conversations.
    pub timeline: Arc<dyn Timeline>,
    /// Delivered and read.
    pub receipts: Arc<dyn Receipts>,
    /// Organisations, sites, departments, staff.
    pub directory: Arc<dyn DirectoryStore>,
    /// Sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Blocked visitors.
    pub bans: Arc<dyn BanStore>,
    /// Ratings and figures.
    pub figures: Arc<dyn Figures>,
    /// How often canned replies were sent.
    pub canned: Arc<dyn CannedUses>,
    /// Of what staff want to be reminded.
    pub reminders: Arc<dyn Reminders>,
    /// Audit entries.
    pub audit: Arc<dyn AuditTrail>,
}

/// What an operator may set and use cases need.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Messages a visitor may post in a minute.
    pub visitor_messages_per_minute: u32,
    /// How long a conversation waits for a visitor whose connection was lost.
    pub visitor_grace_ms: u64,
    /// How much one search of what was written looks through; not for operators to set.
    pub text_search: TextSearchBounds,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            visitor_messages_per_minute: limits::VISITOR_MESSAGES_PER_MINUTE,
            visitor_grace_ms: limits::VISITOR_GRACE_MS,
            text_search: TextSearchBounds::default(),
        }
    }
}

/// Everything a use case can need; each takes the parts it names.
pub struct Services {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) stores: Stores,
    pub(crate) custodian: Arc<KeyCustodian>,
    pub(crate) directory: Directory,
    pub(crate) rooms: Rooms,
    pub(crate) peers: Peers,
    pub(crate) desk: Desk,
    pub(crate) assignments: Assignments,
    pub(crate) bans: Bans,
    pub(crate) entries: Entries,
    pub(crate) doubts: Doubts,
    /// Denied accesses that get an audit entry, by session: nobody fills the disk with them, however often they connect.
    pub(crate) denials: RecentRate<[u8; 32]>,
    pub(crate) settings: Settings,
    /// Searches of what was written that run.
    pub(crate) searches: Searches,
    pub(crate) metrics: Metrics,
    pub(crate) failed_sign_ins: FailedSignIns,
    /// Held while the set-up is changed: what a change was based on is looked at and written under it.
    pub(crate) changing: tokio::sync::Mutex<()>,
    pub(crate) statements: crate::identity::Statements,
    /// Long-running parts that have ended.
    pub(crate) ended: Ended,
    /// Whether open conversations are back in memory after the start.
    pub(crate) restored: tokio::sync::watch::Sender<bool>,
}

impl Services {
    /// Puts them together. [`Services::start`](crate::Services) reads the directory before anything is served.
    #[must_use]
    pub fn new(
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        stores: Stores,
        custodian: Arc<KeyCustodian>,
        settings: Settings,
    ) -> Self {
        Self {
            entries: Entries { clock: Arc::clone(&clock), rng: Arc::clone(&rng) },
            statements: crate::identity::Statements::new(clock.now()),
            clock,
            rng,
            stores,
            custodian,
            directory: Directory::default(),
            rooms: Rooms::default(),
            peers: Peers::default(),
            desk: Desk::default(),
            assignments: Assignments::default(),
            bans: Bans::default(),
            doubts: Doubts::default(),
            denials: RecentRate::new(DENIALS_PER_MINUTE),
            settings,
            searches: Searches::default(),
            metrics: Metrics::default(),
            failed_sign_ins: FailedSignIns::default(),
            changing: tokio::sync::Mutex::default(),
            ended: Ended::default(),
            restored: tokio::sync::watch::Sender::new(false),
        }
    }
}
