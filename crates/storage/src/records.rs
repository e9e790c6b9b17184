//! What goes into storage and comes out: plain records, every text in them sealed.

use bedside_audit::Action;
use bedside_domain::{
    Actor, BanReason, Card, ClientKey, CloseReason, Conversation, ConversationId, DepartmentId, Filing,
    MessageBody, MessageId, Millis, NoteBody, OrganisationId, PersonId, PrivacyPolicy, Quiet, Rev, Role, Seq,
    SiteId, StaffId, StaffProfile, TransitionError, VisitorDetails, VisitorId,
};
use bedside_keys::{KeyId, Sealed, WrappedDataKey, WrappedEpochKey};

/// The detail of an audit entry: sealed, with the random salt of its commitment.
pub struct SealedDetail {
    /// Random, so that the commitment says nothing about the detail.
    pub salt: [u8; bedside_audit::SALT_BYTES],
    /// The envelope.
    pub sealed: Vec<u8>,
}

/// An audit entry before it is committed: storage fills in leaf number, `Seq`, `Rev` and the body's hash.
pub struct EntryDraft {
    /// 16 bytes in ULID form, chosen by the caller.
    pub id: [u8; 16],
    /// When.
    pub at: Millis,
    /// What happened.
    pub action: Action,
    /// Who did it.
    pub actor: Actor,
    /// In which conversation, if in one.
    pub conversation: Option<ConversationId>,
    /// Which message, member of staff or department it is about; zero = none.
    pub subject: [u8; 16],
    /// More about it.
    pub detail: Option<SealedDetail>,
}

/// A conversation to be opened. Its data key is in the key store already.
pub struct NewConversation {
    /// Tenant.
    pub organisation: OrganisationId,
    /// Id, chosen by the caller.
    pub id: ConversationId,
    /// A retry of the same visitor with the same key finds the first.
    pub client_key: ClientKey,
    /// Where the visitor came from.
    pub site: SiteId,
    /// First queue.
    pub department: DepartmentId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// The person behind the session.
    pub person: PersonId,
    /// What is promised, as it was at this moment.
    pub policy: PrivacyPolicy,
    /// When.
    pub at: Millis,
    /// Its card, subject = the conversation's own id.
    pub card: Sealed<Card>,
    /// Form answers, if any; subject = the conversation's own id.
    pub details: Option<Sealed<VisitorDetails>>,
    /// Where it is a left message: the message, committed with it.
    pub left: Option<NewMessage>,
    /// Audit entry, committed with it.
    pub entry: EntryDraft,
    /// Audit entry of its key, committed with it and before it.
    pub key_entry: Option<EntryDraft>,
}

/// What became of opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenOutcome {
    /// Opened: `Rev` 1 is its opening.
    Opened,
    /// The same visitor has opened one with this client key before: that one.
    Repeat(ConversationId),
    /// The visitor has as many open conversations as allowed: this one.
    AlreadyOpen(ConversationId),
}

/// A body and what it is.
pub enum NewBody {
    /// A message; takes a `Seq`.
    Message(Sealed<MessageBody>),
    /// A message that waits for release, with the reason's number; takes no `Seq` yet.
    Held(Sealed<MessageBody>, u8),
    /// A private note of staff; never takes a `Seq`.
    Note(Sealed<NoteBody>),
    /// The same by a supervisor who does not serve the conversation.
    Whisper(Sealed<NoteBody>),
}

/// A message or note to be stored.
pub struct NewMessage {
    /// Tenant.
    pub organisation: OrganisationId,
    /// Where.
    pub conversation: ConversationId,
    /// Id, chosen by the caller; the envelope is bound to it.
    pub message: MessageId,
    /// Unique per author and conversation.
    pub client_key: ClientKey,
    /// Who wrote it.
    pub author: Actor,
    /// When.
    pub at: Millis,
    /// What it says, sealed.
    pub body: NewBody,
    /// SHA-256 of the envelope, computed by the caller on its own thread.
    pub body_hash: [u8; 32],
    /// Shortcuts of the canned replies it was begun from, of the department that has the conversation: each counts as sent, once a
    /// message. Of messages alone.
    pub canned: Vec<String>,
    /// Audit entry, committed with it.
    pub entry: EntryDraft,
}

/// What became of a message.
pub enum PostOutcome {
    /// Durable.
    Stored {
        /// Its place; `None` for held messages and notes.
        seq: Option<Seq>,
        /// The change it is.
        rev: Rev,
    },
    /// This author used the client key here before: that message, as stored. The caller tells a retry from a reuse.
    Repeat(Box<StoredEvent>),
    /// The conversation does not allow it now.
    Refused(TransitionError),
    /// There is no such conversation in this organisation.
    NotFound,
}

/// A change to a conversation that is no message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Staff takes it.
    Accept {
        /// Who.
        staff: StaffId,
    },
    /// A supervisor takes it from the colleague who serves it.
    TakeOver {
        /// Who.
        staff: StaffId,
        /// In which department they may: they find nothing where it is in another by then.
        department: DepartmentId,
    },
    /// It is passed on.
    Transfer {
        /// By whom.
        by: StaffId,
        /// To which department.
        department: DepartmentId,
        /// To whom there.
        to: Option<StaffId>,
    },
    /// It goes back to its department's queue, where it keeps its place by waiting time; the server does that.
    GiveBack {
        /// Who served it, or was offered it.
        from: StaffId,
    },
    /// Nobody in its department has room, and somebody in another takes it: it waits there, and keeps its place by waiting time. The
    /// server does that.
    Overflow {
        /// To which department.
        department: DepartmentId,
    },
    /// It ends.
    Close {
        /// By whom.
        by: Actor,
        /// Why.
        reason: CloseReason,
        /// How staff file it, if they do.
        filed: Option<Filing>,
    },
    /// It ends since its visitor has been quiet for too long; unchanged where something happened in it since. The server does that.
    EndQuiet {
        /// The number of the newest event when that was found.
        rev: u64,
    },
    /// The visitor is told that it ends if they write nothing more. The server does that.
    WarnIdle {
        /// Seconds from now until then.
        seconds: u32,
    },
    /// The visitor says that they are still here, while somebody serves it.
    StillHere {
        /// Who says so.
        by: VisitorId,
    },
    /// Its visitor goes on with it after its end: it waits in the department that had it last. Refused while the visitor has another
    /// one open.
    Reopen {
        /// Who goes on.
        by: VisitorId,
        /// To whom alone it is offered at first.
        preferred: Option<StaffId>,
    },
    /// A held message is let through.
    Release {
        /// By whom; must serve the conversation.
        by: StaffId,
        /// Which.
        message: MessageId,
    },
}

/// What became of a change.
pub enum ChangeOutcome {
    /// Durable. The conversation's new state; the event as it is stored now.
    Changed {
        /// State machine after the change.
        conversation: Conversation,
        /// The event.
        event: Box<StoredEvent>,
    },
    /// It was so already, or what asks for it is out of date; nothing was written (staff accepts what they serve, a message is released
    /// twice).
    Unchanged(Conversation),
    /// Not possible from here.
    Refused(TransitionError),
    /// There is no such conversation, not in that department, or no such held message in it.
    NotFound,
}

/// What an event is.
#[derive(Clone)]
pub enum StoredEventKind {
    /// Opened in a department.
    Opened {
        /// Which.
        department: DepartmentId,
    },
    /// A message.
    Message {
        /// Its place.
        seq: Seq,
        /// What it says.
        body: Sealed<MessageBody>,
    },
    /// A message that waits.
    Held {
        /// The reason's number.
        reason: u8,
        /// What it says.
        body: Sealed<MessageBody>,
    },
    /// A held message that was let through. Its author is the event's author.
    Released {
        /// Its place.
        seq: Seq,
        /// By whom.
        by: StaffId,
        /// What it says; the same envelope as when it was held.
        body: Sealed<MessageBody>,
    },
    /// A private note.
    Note {
        /// What it says.
        body: Sealed<NoteBody>,
    },
    /// Staff (the event's author) joined.
    Joined,
    /// Passed on.
    Transferred {
        /// To which department.
        department: DepartmentId,
        /// To whom there.
        to: Option<StaffId>,
    },
    /// Ended.
    Closed {
        /// Why.
        reason: CloseReason,
    },
    /// The visitor was told that it ends if they write nothing more.
    IdleWarned {
        /// Seconds from then until the end.
        seconds: u32,
    },
    /// The visitor (the event's author) said that they are still here.
    StillHere,
    /// The visitor (the event's author) went on with it after its end.
    Reopened {
        /// In which department it waits.
        department: DepartmentId,
        /// To whom alone it is offered at first.
        to: Option<StaffId>,
    },
}

/// One row of a conversation's timeline.
#[derive(Clone)]
pub struct StoredEvent {
    /// Its number.
    pub rev: Rev,
    /// When.
    pub at: Millis,
    /// Who did it; for messages, who wrote it.
    pub author: Actor,
    /// The message or note it is about.
    pub message: Option<MessageId>,
    /// The client key it came with.
    pub client_key: Option<ClientKey>,
    /// What it is.
    pub kind: StoredEventKind,
}

/// Delivered and read of one participant; they only grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredReceipt {
    /// Whose.
    pub participant: Actor,
    /// Newest `Seq` that arrived; 0 = none.
    pub delivered: u64,
    /// Newest `Seq` on the screen; 0 = none.
    pub read: u64,
}

/// A conversation as stored.
#[derive(Clone)]
pub struct StoredConversation {
    /// Tenant.
    pub organisation: OrganisationId,
    /// Id.
    pub id: ConversationId,
    /// State machine.
    pub state: Conversation,
    /// Where the visitor came from.
    pub site: SiteId,
    /// The person behind the session.
    pub person: PersonId,
    /// What was promised when it opened.
    pub policy: PrivacyPolicy,
    /// When it opened.
    pub opened_at: Millis,
    /// Since when it waits, or waited last.
    pub waiting_since: Millis,
    /// When and why it ended.
    pub closed: Option<(Millis, CloseReason)>,
    /// How staff filed it.
    pub filed: Option<Filing>,
    /// Newest `Rev`.
    pub rev: Rev,
    /// Newest `Seq`, if there is a message.
    pub seq: Option<Seq>,
    /// Whether the emergency list found something.
    pub urgent: bool,
    /// Since when it is a left message, if it is one: it has no place in the queue.
    pub left_at: Option<Millis>,
    /// Card.
    pub card: Sealed<Card>,
    /// Form answers.
    pub details: Option<Sealed<VisitorDetails>>,
    /// Everyone who served it, in order of joining.
    pub served_by: Vec<StaffId>,
    /// Whether it is the visitor's turn, where it is served.
    pub quiet: Quiet,
    /// Receipts of its participants.
    pub receipts: Vec<StoredReceipt>,
}

/// Which closed conversations to list: those filed so, and opened in that time.
#[derive(Clone, Debug, Default)]
pub struct FiledAs {
    /// Under this outcome.
    pub outcome: Option<String>,
    /// With this tag.
    pub tag: Option<String>,
    /// Opened at this instant or later.
    pub opened_from: Option<Millis>,
    /// Opened before this instant.
    pub opened_before: Option<Millis>,
}

/// A member of staff as stored.
#[derive(Clone)]
pub struct StoredStaff {
    /// Tenant.
    pub organisation: OrganisationId,
    /// Id.
    pub id: StaffId,
    /// Keyed hash of the e-mail address, for finding it.
    pub email_index: [u8; 32],
    /// Name, e-mail, password hash; subject = the staff id, conversation = zero.
    pub profile: Sealed<StaffProfile>,
    /// Role.
    pub role: Role,
    /// Departments served.
    pub departments: Vec<DepartmentId>,
    /// Since when the account is disabled.
    pub disabled_at: Option<Millis>,
    /// When it was added.
    pub created_at: Millis,
}

/// A visitor who may not open chats for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredBan {
    /// Tenant.
    pub organisation: OrganisationId,
    /// Who.
    pub person: PersonId,
    /// From which session.
    pub visitor: VisitorId,
    /// In which chat.
    pub conversation: ConversationId,
    /// In which department.
    pub department: DepartmentId,
    /// Why.
    pub reason: BanReason,
    /// By whom.
    pub by: StaffId,
    /// Since when.
    pub at: Millis,
    /// Until when.
    pub until: Millis,
}

/// When a member of staff is to be reminded of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredReminder {
    /// Of which.
    pub conversation: ConversationId,
    /// When.
    pub due_at: Millis,
}

/// Whose a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionOwner {
    /// A visitor on a site.
    Visitor {
        /// The session's visitor.
        visitor: VisitorId,
        /// The person behind it.
        person: PersonId,
        /// The site.
        site: SiteId,
        /// Version of the consent notice agreed to.
        consent_version: u32,
    },
    /// A member of staff.
    Staff(StaffId),
}

/// A session as stored: never its token, only the token's hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// Tenant.
    pub organisation: OrganisationId,
    /// SHA-256 of the 256-bit token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub owner: SessionOwner,
    /// Since when.
    pub created_at: Millis,
    /// Until when at most.
    pub expires_at: Millis,
    /// Last use, for the idle time-out.
    pub used_at: Millis,
}

/// An epoch key as stored: wrapped to a master key.
#[derive(Clone)]
pub struct StoredEpoch {
    /// Tenant.
    pub organisation: OrganisationId,
    /// The epoch key's id.
    pub id: KeyId,
    /// Wrapped to a master key.
    pub wrapped: WrappedEpochKey,
    /// When it was made.
    pub created_at: Millis,
}

/// A data key as stored: wrapped to an epoch key.
#[derive(Clone)]
pub struct StoredDataKey {
    /// Tenant.
    pub organisation: OrganisationId,
    /// Its conversation; `None` for the organisation's own key (staff profiles, audit details, look-up hashes).
    pub conversation: Option<ConversationId>,
    /// Place in the conversation's list of keys, from 0.
    pub ordinal: u32,
    /// The data key's id.
    pub id: KeyId,
    /// The epoch key it is wrapped to.
    pub epoch: KeyId,
    /// Wrapped.
    pub wrapped: WrappedDataKey,
    /// When it was made.
    pub created_at: Millis,
}
