//! What is kept about chats after their end: ratings, which go with their conversation, and figures, which say nothing of it.

use bedside_domain::{ConversationId, DepartmentId, MessageBody, Millis, OrganisationId, StaffId};
use bedside_keys::{BoxFuture, Sealed};

use crate::{EntryDraft, ReadError, WriteError};

/// A quarter of an hour, in milliseconds: figures know the opening of a chat no better.
pub const QUARTER_MS: u64 = 15 * 60_000;

/// How a patient found a chat.
#[derive(Clone)]
pub struct StoredRating {
    /// Its id, chosen by the caller; the comment's envelope is bound to it.
    pub id: [u8; 16],
    /// 1 to 5, 5 is best.
    pub score: u8,
    /// When.
    pub at: Millis,
    /// What they wrote, sealed under the conversation's key.
    pub comment: Option<Sealed<MessageBody>>,
}

/// How a chat came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody served it.
    Served,
    /// The visitor ended it while they waited.
    GaveUp,
    /// The visitor was lost while they waited.
    Lost,
    /// It was left as a message.
    LeftMessage,
}

/// One chat that has ended, as numbers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The quarter of an hour in which it opened, since the Unix epoch.
    pub quarter: u64,
    /// The department that had it last.
    pub department: DepartmentId,
    /// Who served it last.
    pub staff: Option<StaffId>,
    /// How it came out.
    pub outcome: Outcome,
    /// Seconds from its opening until somebody joined; not of left messages.
    pub wait_s: Option<u32>,
    /// Seconds from its opening to the first message of staff; not of left messages.
    pub reply_s: Option<u32>,
    /// Seconds in which somebody served it.
    pub handling_s: Option<u32>,
    /// Chats that who served it had as it ended, this one among them.
    pub at_once: Option<u32>,
    /// 1 to 5.
    pub rating: Option<u8>,
}

/// Which figures to read.
#[derive(Clone, Debug)]
pub struct FiguresOf {
    /// From this quarter of an hour on.
    pub from: u64,
    /// And before this one.
    pub before: u64,
    /// Of these departments.
    pub departments: Vec<DepartmentId>,
    /// Of one member of staff alone.
    pub staff: Option<StaffId>,
}

/// Ratings and figures. A figure is written by the close of its conversation, in the same transaction; closed again, it is replaced.
pub trait Figures: Send + Sync {
    /// Keeps how a visitor found a conversation that has ended, instead of what they said before, with its audit entry. `false`, and
    /// nothing written, when it has not ended or is not there.
    fn rate(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        rating: StoredRating,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>>;
    /// How its visitor found a conversation.
    fn rating(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> BoxFuture<'_, Result<Option<StoredRating>, ReadError>>;
    /// Figures, oldest opening first, at most `limit`; where there are more, some of them.
    fn figures(
        &self,
        organisation: OrganisationId,
        of: FiguresOf,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Figure>, ReadError>>;
    /// Cuts figures off from conversations that ended before `ended`, and removes those that opened before `opened`.
    fn forget(
        &self,
        organisation: OrganisationId,
        ended: Millis,
        opened: Millis,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
}
