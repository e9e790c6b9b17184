//! The traits of storage, with what each promises about durability, atomicity, idempotency and concurrency.
//!
//! Writes of the data database go through one queue; each promises: *returns only once durable; the write, its audit entry
//! and its outbox row commit together or not at all; safe to call concurrently; `on_commit` runs exactly once, in commit
//! order over all writes, after the commit and before the returned future resolves, and not at all when the write fails.*
//! A write is queued when its method is called, not when its future is first polled; the future only reports. Dropping the
//! future does not undo the write.

use bedside_domain::{
    Actor, ClientKey, ConversationId, Department, DepartmentId, Millis, Organisation, OrganisationId,
    PersonId, Rev, Site, StaffId, VisitorId,
};
use bedside_keys::{BoxFuture, KeyId, WrappedDataKey};

use crate::{
    Change, ChangeOutcome, EntryDraft, FiledAs, NewConversation, NewMessage, OpenOutcome, PostOutcome,
    ReadError, StoredBan, StoredConversation, StoredDataKey, StoredEpoch, StoredEvent, StoredReceipt,
    StoredReminder, StoredSession, StoredStaff, WriteError,
};

/// Runs after the commit, in commit order, on the writer's thread: must be quick and must not block.
pub type OnCommit<T> = Box<dyn FnOnce(&T) + Send>;

/// Messages and notes.
pub trait Messages: Send + Sync {
    /// Stores a message or note. Gives the next `Rev`, and the next `Seq` to a message that is not held. The state machine is
    /// asked inside the transaction, so a message never follows the end of its conversation.
    /// A second call with the same author, conversation and `client_key` returns [`PostOutcome::Repeat`] and writes nothing.
    fn post(
        &self,
        new: NewMessage,
        on_commit: OnCommit<PostOutcome>,
    ) -> BoxFuture<'static, Result<PostOutcome, WriteError>>;
}

/// Conversations and what happens to them.
pub trait Conversations: Send + Sync {
    /// Opens a conversation, waiting, with event `opened` as `Rev` 1; a left message is `Rev` 2, or all of it is not there.
    fn open(
        &self,
        new: NewConversation,
        on_commit: OnCommit<OpenOutcome>,
    ) -> BoxFuture<'_, Result<OpenOutcome, WriteError>>;

    /// Applies a change if the state machine allows it; writes its event and audit entry.
    fn change(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        change: Change,
        at: Millis,
        entry: EntryDraft,
        on_commit: OnCommit<ChangeOutcome>,
    ) -> BoxFuture<'_, Result<ChangeOutcome, WriteError>>;

    /// Marks a conversation as urgent, with its audit entry; nothing when it is so already.
    fn mark_urgent(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>>;

    /// Makes a waiting conversation a left message, with its audit entry; nothing when it is one already. `false` when it does not
    /// wait (any more).
    fn leave(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        at: Millis,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>>;

    /// One conversation.
    fn conversation(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> BoxFuture<'_, Result<Option<StoredConversation>, ReadError>>;

    /// All that have not ended, of one organisation; for start-up and queues. At most `limit`, oldest first.
    fn open_conversations(
        &self,
        organisation: OrganisationId,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>>;

    /// The one that a visitor opened under a client key, ended or not.
    fn opened(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
        client_key: ClientKey,
    ) -> BoxFuture<'_, Result<Option<StoredConversation>, ReadError>>;

    /// Those of one visitor that have not ended.
    fn open_of_visitor(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>>;

    /// Those of one person that have not ended, whoever of their sessions began them.
    fn open_of_person(
        &self,
        organisation: OrganisationId,
        person: PersonId,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>>;

    /// Those of one person, newest id first, at most `limit`.
    fn of_person(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>>;

    /// Who served a person's newest conversation last, if anybody did.
    fn served_last(
        &self,
        organisation: OrganisationId,
        person: PersonId,
    ) -> BoxFuture<'_, Result<Option<StaffId>, ReadError>>;

    /// The newest that the visitor left as a message and others have ended: there may be an answer in it.
    fn answered_of_visitor(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
    ) -> BoxFuture<'_, Result<Option<StoredConversation>, ReadError>>;

    /// Closed ones of these departments, newest id first, below `before`; only those `served_by` if given, and filed so.
    fn closed_conversations(
        &self,
        organisation: OrganisationId,
        departments: Vec<DepartmentId>,
        served_by: Option<StaffId>,
        filed: FiledAs,
        before: Option<ConversationId>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>>;
}

/// What a conversation shows, in order.
pub trait Timeline: Send + Sync {
    /// Events with a `Rev` above `after` (0 = from the start), in order, at most `limit`. Empty when there is no such
    /// conversation in the organisation.
    fn events(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEvent>, ReadError>>;

    /// The event of one `Rev`.
    fn event(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        rev: Rev,
    ) -> BoxFuture<'_, Result<Option<StoredEvent>, ReadError>>;

    /// The message or note that an author wrote under a client key, as it stands now: what a retry hears of.
    fn written(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        author: Actor,
        client_key: ClientKey,
    ) -> BoxFuture<'_, Result<Option<StoredEvent>, ReadError>>;
}

/// Delivered and read.
pub trait Receipts: Send + Sync {
    /// Raises a participant's numbers; lower ones change nothing. State, not an event: no `Rev`, no audit entry, and it may be
    /// committed with a later group; a crash may lose the newest.
    fn raise(&self, organisation: OrganisationId, conversation: ConversationId, receipt: StoredReceipt);
}

/// Organisations, sites, departments and staff. Few, small, and read at start-up into memory.
pub trait Directory: Send + Sync {
    /// Every organisation.
    fn organisations(&self) -> BoxFuture<'_, Result<Vec<Organisation>, ReadError>>;
    /// Every site of an organisation.
    fn sites(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<Site>, ReadError>>;
    /// Every department of an organisation.
    fn departments(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<Department>, ReadError>>;
    /// All staff of an organisation, disabled ones included.
    fn staff(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<StoredStaff>, ReadError>>;
    /// Adds an organisation, with its audit entry.
    fn add_organisation(
        &self,
        organisation: Organisation,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Adds a site or replaces the one with its id, with its audit entry.
    fn put_site(
        &self,
        organisation: OrganisationId,
        site: Site,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Adds a department or replaces the one with its id, with its audit entry.
    fn put_department(
        &self,
        organisation: OrganisationId,
        department: Department,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Adds a member of staff or replaces the one with its id, with its audit entry. `false`, and nothing written, when another one
    /// has the same e-mail index.
    fn put_staff(&self, staff: StoredStaff, entry: EntryDraft) -> BoxFuture<'_, Result<bool, WriteError>>;
}

/// Sessions of visitors and staff.
pub trait Sessions: Send + Sync {
    /// Stores a session, with its audit entry for staff.
    fn add(&self, session: StoredSession, entry: Option<EntryDraft>)
    -> BoxFuture<'_, Result<(), WriteError>>;
    /// The session of a token, whatever its age: the caller checks the times.
    fn find(&self, token_hash: [u8; 32]) -> BoxFuture<'_, Result<Option<StoredSession>, ReadError>>;
    /// Notes a use; may be committed with a later group.
    fn touch(&self, token_hash: [u8; 32], at: Millis);
    /// Ends a session, with its audit entry for staff. `false` when there was none.
    fn end(&self, token_hash: [u8; 32], entry: Option<EntryDraft>)
    -> BoxFuture<'_, Result<bool, WriteError>>;
    /// The living sessions of a visitor end no sooner than that.
    fn prolong_of_visitor(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
        until: Millis,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Ends all of a member of staff's sessions, with its audit entry; nothing when there is none.
    fn end_all_of_staff(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Sessions of staff that expired before `before`, oldest first, at most 1000: each is to be ended with an entry.
    fn expired_of_staff(&self, before: Millis) -> BoxFuture<'_, Result<Vec<StoredSession>, ReadError>>;
    /// Removes sessions of visitors that ended before `before`. At most 1000 a call; returns how many.
    fn sweep(&self, before: Millis) -> BoxFuture<'_, Result<usize, WriteError>>;
}

/// Visitors who may not open chats for a time.
pub trait Bans: Send + Sync {
    /// Blocks, or changes the block there is, with its audit entry. The visitor's session lives on until the block ends: it is by the
    /// session that they are known.
    fn put(&self, ban: StoredBan, entry: EntryDraft) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Undoes a block, with its audit entry. `false`, and nothing written, when there is none.
    fn lift(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>>;
    /// Every block of an organisation, those that are over included until they are swept.
    fn all(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<StoredBan>, ReadError>>;
    /// Removes blocks of an organisation that ended before `before`; with its audit entry where there are any.
    fn sweep(
        &self,
        organisation: OrganisationId,
        before: Millis,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<usize, WriteError>>;
}

/// Of which conversations staff want to be reminded, and when.
pub trait Reminders: Send + Sync {
    /// Sets or moves the reminder of a conversation, with its audit entry, whose actor `staff` is. `false`, and nothing written, when it would be one more than
    /// `most`.
    fn put(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        reminder: StoredReminder,
        most: usize,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>>;
    /// Takes a reminder away, with its audit entry, whose actor `staff` is. `false`, and nothing written, when there is none.
    fn remove(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        conversation: ConversationId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>>;
    /// Those of one member of staff, the earliest first.
    fn of_staff(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
    ) -> BoxFuture<'_, Result<Vec<StoredReminder>, ReadError>>;
}

/// Audit entries that describe no change to the data: reads, refusals, sign-ins, starts.
pub trait AuditTrail: Send + Sync {
    /// Durable before it returns.
    fn record(
        &self,
        organisation: OrganisationId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Number of entries committed, and of those under the newest checkpoint.
    fn progress(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<(u64, u64), ReadError>>;
}

/// Wrapped keys, in a database of their own with a backup stream of its own. A key is committed here before the first
/// ciphertext under it and destroyed here before the rows are erased.
pub trait KeyStore: Send + Sync {
    /// The newest epoch of an organisation.
    fn newest_epoch(
        &self,
        organisation: OrganisationId,
    ) -> BoxFuture<'_, Result<Option<StoredEpoch>, ReadError>>;
    /// One epoch by the id of its key.
    fn epoch(
        &self,
        organisation: OrganisationId,
        id: KeyId,
    ) -> BoxFuture<'_, Result<Option<StoredEpoch>, ReadError>>;
    /// All epochs that still exist, oldest first.
    fn epochs(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<StoredEpoch>, ReadError>>;
    /// Adds an epoch. Durable before it returns.
    fn add_epoch(&self, epoch: StoredEpoch) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Destroys an epoch. Refused as inconsistent while a data key is wrapped to it.
    fn destroy_epoch(&self, organisation: OrganisationId, id: KeyId)
    -> BoxFuture<'_, Result<(), WriteError>>;
    /// Adds a data key. Durable before it returns; groups with others.
    fn add_data_key(&self, key: StoredDataKey) -> BoxFuture<'_, Result<(), WriteError>>;
    /// The data keys of a conversation, or of the organisation itself, by ordinal.
    fn data_keys(
        &self,
        organisation: OrganisationId,
        conversation: Option<ConversationId>,
    ) -> BoxFuture<'_, Result<Vec<StoredDataKey>, ReadError>>;
    /// Data keys wrapped to an epoch, at most `limit`; for re-wrapping.
    fn data_keys_of_epoch(
        &self,
        organisation: OrganisationId,
        epoch: KeyId,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredDataKey>, ReadError>>;
    /// Replaces wrappings: data key id, new epoch, new wrapping. All or nothing; durable before it returns.
    fn rewrap(
        &self,
        organisation: OrganisationId,
        rewrapped: Vec<(KeyId, KeyId, WrappedDataKey)>,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Destroys the data keys of a conversation; the row's bytes are overwritten (secure delete). Durable before it returns.
    fn destroy_data_keys(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> BoxFuture<'_, Result<(), WriteError>>;
    /// Conversations with a key made before `made_before`, for finding keys whose conversation was never committed; pages
    /// by conversation id above `after`.
    fn conversations_with_keys(
        &self,
        organisation: OrganisationId,
        made_before: Millis,
        after: Option<ConversationId>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<ConversationId>, ReadError>>;
}
