//! Rows that are no message: what an entry commits to of them, and the one encoding that is hashed.
//!
//! The encoding of a row is `"bedside.audit.record.v1\0" ‖ kind` (`v2` where it has a value in a column that version 1 does not have),
//! then each of its columns in the order that
//! `docs/formats/audit-log.md` fixes: `00` for none, `01 ‖ i64`, `02 ‖ u64 length ‖ bytes`, `03 ‖ u64 length ‖ UTF-8`.

use crate::action::{Action, ActorKind};
use crate::entry::Entry;
use crate::hash::{Hash, sha256};

const DOMAIN: &[u8] = b"bedside.audit.record.v1\0";
const DOMAIN_2: &[u8] = b"bedside.audit.record.v2\0";
const WARNING_DOMAIN: &[u8] = b"bedside.audit.warning.v1\0";

/// What kind of row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RecordKind {
    /// An organisation.
    Organisation = 1,
    /// A site or a department with its settings.
    Setting = 2,
    /// An account of a member of staff.
    Staff = 3,
    /// A conversation and who served it.
    Conversation = 4,
    /// How a visitor found a conversation; its id is the conversation's.
    Rating = 5,
    /// Every block of visitors of an organisation; its id is the organisation's.
    Blocks = 6,
    /// Every reminder of a member of staff; its id is theirs.
    Reminders = 7,
}

impl RecordKind {
    pub(crate) const fn space(self) -> Space {
        match self {
            RecordKind::Organisation | RecordKind::Setting | RecordKind::Staff => Space::Directory,
            RecordKind::Conversation => Space::Conversation,
            RecordKind::Rating => Space::Rating,
            RecordKind::Blocks => Space::Blocks,
            RecordKind::Reminders => Space::Reminders,
        }
    }
}

/// Records among which an id is of one. An entry tells no organisation from a setting or an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Space {
    Directory,
    Conversation,
    Rating,
    Blocks,
    Reminders,
}

impl Space {
    /// The kind of record that is a list: it is stored while something is on it.
    pub(crate) const fn list(self) -> Option<RecordKind> {
        match self {
            Space::Blocks => Some(RecordKind::Blocks),
            Space::Reminders => Some(RecordKind::Reminders),
            Space::Directory | Space::Conversation | Space::Rating => None,
        }
    }

    /// Whether it goes with its conversation, whose id it has.
    pub(crate) const fn of_conversation(self) -> bool {
        matches!(self, Space::Conversation | Space::Rating)
    }
}

/// One such row, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// What kind of row.
    pub kind: RecordKind,
    /// Its id.
    pub id: [u8; 16],
    /// What [`RecordEncoding::hash`] gives for it, computed from the stored columns.
    pub hash: Hash,
}

/// What kind of event a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum EventKind {
    /// The conversation was opened.
    Opened = 1,
    /// A message.
    Message = 2,
    /// A message that was withheld.
    Held = 3,
    /// A held message that was delivered.
    Released = 4,
    /// A note of staff.
    Note = 5,
    /// A member of staff joined.
    Joined = 6,
    /// The conversation was transferred.
    Transferred = 7,
    /// The conversation ended.
    Closed = 8,
    /// The visitor was warned that it will end.
    IdleWarned = 9,
    /// The visitor said that they are still here.
    StillHere = 10,
    /// The visitor went on with it after its end.
    Reopened = 11,
    /// A row of a kind that is none of these: it fits no entry.
    Other = 0,
}

impl EventKind {
    /// The kind of row that an entry of this action stands for; `None` if it stands for none.
    pub(crate) const fn of(action: Action) -> Option<EventKind> {
        Some(match action {
            Action::ConversationOpened => EventKind::Opened,
            Action::MessagePosted => EventKind::Message,
            Action::MessageHeld => EventKind::Held,
            Action::MessageReleased => EventKind::Released,
            Action::NoteAdded => EventKind::Note,
            Action::ConversationJoined => EventKind::Joined,
            Action::ConversationTransferred => EventKind::Transferred,
            Action::ConversationClosed | Action::ConversationExpired => EventKind::Closed,
            Action::IdleWarned => EventKind::IdleWarned,
            Action::StillHere => EventKind::StillHere,
            Action::ConversationReopened => EventKind::Reopened,
            _ => return None,
        })
    }
}

/// One event of a conversation as it is stored: every row that took a rev, messages among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Conversation it stands in.
    pub conversation: [u8; 16],
    /// Its number in it.
    pub rev: u64,
    /// What it is.
    pub kind: EventKind,
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// Who did it: the author, of a released message whoever released it.
    pub actor: (ActorKind, [u8; 16]),
    /// Who wrote the message or note; the actor otherwise.
    pub author: (ActorKind, [u8; 16]),
    /// Message or note id; department of an opening; person or else department of a transfer or reopening; zero for none.
    pub subject: [u8; 16],
    /// Of a warning what [`warning_hash`] gives for it; zero for all others.
    pub content: Hash,
}

/// The hash by which an entry commits to the seconds that a visitor was warned of.
pub fn warning_hash(seconds: u32) -> Hash {
    sha256(&[WARNING_DOMAIN, &seconds.to_be_bytes()])
}

/// Short fingerprint of what an entry says of its event, so that a verifier holds 16 bytes an event.
pub(crate) fn fingerprint(
    kind: EventKind,
    actor: (ActorKind, [u8; 16]),
    subject: &[u8; 16],
    content: &Hash,
) -> [u8; 16] {
    // The hash in the entry of another event is that of its message, or of its conversation.
    let content: &[u8] = if kind == EventKind::IdleWarned { content } else { &[] };
    let hash = sha256(&[&[kind as u8, actor.0.number()], &actor.1, subject, content]);
    let (short, _) = hash.split_first_chunk().expect("a hash has 32 bytes");
    *short
}

/// Which record an entry speaks of; `None` if of none.
pub(crate) fn record_of(entry: &Entry) -> Option<(Space, [u8; 16])> {
    let (space, id) = match entry.action {
        Action::OrganisationCreated
        | Action::ConfigChanged
        | Action::StaffAdded
        | Action::StaffDisabled
        | Action::StaffChanged => (Space::Directory, entry.subject),
        Action::ConversationOpened
        | Action::ConversationJoined
        | Action::ConversationTransferred
        | Action::ConversationClosed
        | Action::ConversationExpired
        | Action::ConversationReopened
        | Action::EmergencyFlagged
        | Action::MessageLeft => (Space::Conversation, entry.conversation),
        Action::ConversationRated => (Space::Rating, entry.conversation),
        Action::VisitorBlocked | Action::VisitorUnblocked | Action::VisitorBlocksEnded => {
            (Space::Blocks, entry.organisation)
        }
        Action::ReminderSet | Action::ReminderDone => (Space::Reminders, entry.actor),
        _ => return None,
    };
    (id != [0; 16]).then_some((space, id))
}

/// The encoding of one row, column by column.
pub struct RecordEncoding(Vec<u8>);

impl RecordEncoding {
    /// Begins a row.
    pub fn new(kind: RecordKind) -> RecordEncoding {
        RecordEncoding([DOMAIN, &[kind as u8]].concat())
    }

    /// Begins a row with a value in a column that version 1 does not have.
    pub fn second(kind: RecordKind) -> RecordEncoding {
        RecordEncoding([DOMAIN_2, &[kind as u8]].concat())
    }

    /// A column without a value.
    pub fn none(&mut self) {
        self.0.push(0);
    }

    /// A number.
    pub fn integer(&mut self, value: i64) {
        self.0.push(1);
        self.0.extend(value.to_be_bytes());
    }

    /// Bytes.
    pub fn bytes(&mut self, value: &[u8]) {
        self.counted(2, value);
    }

    /// Text, as UTF-8.
    pub fn text(&mut self, value: &[u8]) {
        self.counted(3, value);
    }

    /// SHA-256 of what was encoded.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.0])
    }

    fn counted(&mut self, tag: u8, value: &[u8]) {
        self.0.push(tag);
        self.0.extend((value.len() as u64).to_be_bytes());
        self.0.extend(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_do_not_run_into_each_other() {
        let hash = |parts: &[&[u8]]| {
            let mut row = RecordEncoding::new(RecordKind::Setting);
            parts.iter().for_each(|part| row.bytes(part));
            row.hash()
        };
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_ne!(hash(&[b"ab"]), hash(&[b"ab", b""]));
        let mut text = RecordEncoding::new(RecordKind::Setting);
        text.text(b"ab");
        assert_ne!(text.hash(), hash(&[b"ab"]));
        let (mut none, mut zero) =
            (RecordEncoding::new(RecordKind::Staff), RecordEncoding::new(RecordKind::Staff));
        none.none();
        zero.integer(0);
        assert_ne!(none.hash(), zero.hash());
    }
}
