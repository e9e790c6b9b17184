//! Compares message rows with the newest entry of each message. Holds 100 to 180 bytes a message.

use crate::action::Action;
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind, Report};
use crate::hash::{Hash, ZERO_HASH};
use crate::verify::MessageRow;
use std::collections::HashMap;

const NONE: [u8; 16] = [0; 16];

/// What the log says about messages and conversations, built entry by entry.
#[derive(Default)]
pub(crate) struct Reconciler {
    // Ids apart from the facts: a hash table keeps up to half of its slots empty, so its slots should be small.
    messages: Interned<Message>,
    conversations: Interned<Conversation>,
}

struct Message {
    body_hash: Hash,
    /// Newest leaf that speaks of this message.
    leaf: u64,
    seq: u64,
    /// Rev under which the row got its place: posted, held or released.
    placed_rev: u64,
    /// Rev of the newest change.
    newest_rev: u64,
    conversation: u32,
    state: State,
    seen: bool,
}

/// Values by id, in the order in which they came.
struct Interned<T> {
    places: HashMap<[u8; 16], u32>,
    values: Vec<T>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Posted,
    Held,
    /// Held, then refused: the row may stay, withheld as it was, or go.
    Refused,
}

struct Conversation {
    id: [u8; 16],
    last_seq: u64,
    last_rev: u64,
    details_missing: u64,
    first_detail_missing: u64,
    shredded: bool,
}

impl Reconciler {
    /// Takes one entry, in leaf order.
    pub(crate) fn entry(&mut self, leaf: u64, entry: &Entry, report: &mut Report) {
        if entry.conversation != NONE && takes_rev(entry.action) && entry.rev != 0 {
            let conversation = self.conversation(entry.conversation);
            if entry.rev <= conversation.last_rev {
                report.add(finding(FindingKind::RevOrder, leaf, entry));
            }
            conversation.last_rev = conversation.last_rev.max(entry.rev);
        }
        match entry.action {
            Action::MessagePosted
            | Action::MessageHeld
            | Action::MessageReleased
            | Action::MessageMasked
            | Action::NoteAdded => {
                self.message_entry(leaf, entry, report);
            }
            Action::MessageRefused => self.refused(leaf, entry, report),
            Action::ConversationShredded if entry.conversation == NONE => {
                report.add(finding(FindingKind::EntryIncomplete, leaf, entry));
            }
            Action::ConversationShredded => self.conversation(entry.conversation).shredded = true,
            _ => {}
        }
    }

    /// Notes that the detail of an entry is gone, which is right only if its conversation is shredded, now or later.
    pub(crate) fn detail_missing(&mut self, leaf: u64, conversation: [u8; 16], report: &mut Report) {
        if conversation == NONE {
            report.add(Finding::at(FindingKind::DetailMissing, leaf));
            return;
        }
        let conversation = self.conversation(conversation);
        if conversation.details_missing == 0 {
            conversation.first_detail_missing = leaf;
        }
        conversation.details_missing += 1;
    }

    /// Takes one row, in any order, after all entries.
    pub(crate) fn row(&mut self, row: &MessageRow, report: &mut Report) {
        let of_row = |kind, leaf| Finding {
            kind,
            leaf,
            conversation: Some(row.conversation),
            message: Some(row.message),
        };
        let Some(message) = self.messages.get_mut(&row.message) else {
            report.add(of_row(FindingKind::RowWithoutEntry, None));
            return;
        };
        let home = self.conversations.at(message.conversation).id;
        for (wrong, kind) in [
            (message.seen, FindingKind::RowDuplicate),
            (home != row.conversation, FindingKind::RowConversation),
            (message.seq != row.seq, FindingKind::RowSeq),
            (message.placed_rev != row.rev && message.newest_rev != row.rev, FindingKind::RowRev),
            ((message.state != State::Posted) != row.held, FindingKind::RowHeld),
            (message.body_hash != row.body_hash, FindingKind::RowBody),
        ] {
            if wrong {
                report.add(of_row(kind, Some(message.leaf)));
            }
        }
        message.seen = true;
    }

    /// What can be said only at the end: rows and details that never came.
    pub(crate) fn finish(self, report: &mut Report) {
        report.conversations = self.conversations.values.len() as u64;
        report.messages = self.messages.values.len() as u64;
        let mut rows: Vec<_> = self
            .messages
            .iter()
            .filter(|(_, message)| !message.seen && message.state != State::Refused)
            .filter(|(_, message)| !self.conversations.at(message.conversation).shredded)
            .map(|(id, message)| (message.leaf, *id))
            .collect();
        rows.sort_unstable();
        for (leaf, message) in rows {
            report.add(Finding { message: Some(message), ..Finding::at(FindingKind::RowMissing, leaf) });
        }
        for conversation in self.conversations.values.iter().filter(|c| !c.shredded) {
            for _ in 0..conversation.details_missing {
                report.add(Finding {
                    conversation: Some(conversation.id),
                    ..Finding::at(FindingKind::DetailMissing, conversation.first_detail_missing)
                });
            }
        }
    }

    fn message_entry(&mut self, leaf: u64, entry: &Entry, report: &mut Report) {
        if entry.conversation == NONE || entry.subject == NONE || entry.body_hash == ZERO_HASH {
            report.add(finding(FindingKind::EntryIncomplete, leaf, entry));
            return;
        }
        if self.conversation(entry.conversation).shredded {
            report.add(finding(FindingKind::AfterShredding, leaf, entry));
        }
        let place = self.conversations.place(entry.conversation, || Conversation::new(entry.conversation));
        let known = self.messages.get(&entry.subject).map(|m| (m.state, m.seq, m.conversation == place));
        let follows = match (entry.action, known) {
            (Action::MessagePosted, None) => true,
            (Action::MessageHeld | Action::NoteAdded, None) => entry.seq == 0,
            (Action::MessageReleased, Some((State::Held, _, true))) => true,
            (Action::MessageMasked, Some((State::Posted | State::Held, seq, true))) => entry.seq == seq,
            _ => false,
        };
        if !follows {
            report.add(finding(FindingKind::EntryContradicts, leaf, entry));
            return;
        }
        if matches!(entry.action, Action::MessagePosted | Action::MessageReleased) {
            let conversation = &mut self.conversations.values[place as usize];
            if Some(entry.seq) != conversation.last_seq.checked_add(1) {
                report.add(finding(FindingKind::SeqGap, leaf, entry));
            }
            conversation.last_seq = conversation.last_seq.max(entry.seq);
        }
        self.apply(leaf, entry, place);
    }

    fn apply(&mut self, leaf: u64, entry: &Entry, conversation: u32) {
        let place = self.messages.place(entry.subject, || Message {
            body_hash: entry.body_hash,
            leaf,
            seq: entry.seq,
            placed_rev: entry.rev,
            newest_rev: entry.rev,
            conversation,
            state: State::Posted,
            seen: false,
        });
        let message = &mut self.messages.values[place as usize];
        message.body_hash = entry.body_hash;
        message.leaf = leaf;
        message.seq = entry.seq;
        if entry.rev != 0 {
            message.newest_rev = entry.rev;
        }
        match entry.action {
            Action::MessageMasked => return,
            Action::MessageHeld => message.state = State::Held,
            _ => message.state = State::Posted,
        }
        message.placed_rev = entry.rev;
    }

    /// A refusal of a text that was never stored concerns no row.
    fn refused(&mut self, leaf: u64, entry: &Entry, report: &mut Report) {
        match self.messages.get_mut(&entry.subject) {
            Some(message) if message.state == State::Posted => {
                report.add(finding(FindingKind::EntryContradicts, leaf, entry));
            }
            Some(message) => message.state = State::Refused,
            None => {}
        }
    }

    fn conversation(&mut self, id: [u8; 16]) -> &mut Conversation {
        let place = self.conversations.place(id, || Conversation::new(id));
        &mut self.conversations.values[place as usize]
    }
}

impl Conversation {
    fn new(id: [u8; 16]) -> Conversation {
        Conversation {
            id,
            last_seq: 0,
            last_rev: 0,
            details_missing: 0,
            first_detail_missing: 0,
            shredded: false,
        }
    }
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Interned { places: HashMap::new(), values: Vec::new() }
    }
}

impl<T> Interned<T> {
    /// The place of this id, which is given one, and the value, if it has none.
    fn place(&mut self, id: [u8; 16], value: impl FnOnce() -> T) -> u32 {
        *self.places.entry(id).or_insert_with(|| {
            self.values.push(value());
            u32::try_from(self.values.len() - 1).expect("2^32 values do not fit into memory")
        })
    }

    fn at(&self, place: u32) -> &T {
        &self.values[place as usize]
    }

    fn get(&self, id: &[u8; 16]) -> Option<&T> {
        self.places.get(id).map(|place| self.at(*place))
    }

    fn get_mut(&mut self, id: &[u8; 16]) -> Option<&mut T> {
        self.places.get(id).map(|place| &mut self.values[*place as usize])
    }

    fn iter(&self) -> impl Iterator<Item = (&[u8; 16], &T)> {
        self.places.iter().map(|(id, place)| (id, self.at(*place)))
    }
}

/// Actions whose entry, if it carries a rev, took it. A rev in any other entry tells how far something was seen.
fn takes_rev(action: Action) -> bool {
    matches!(
        action,
        Action::MessagePosted
            | Action::MessageHeld
            | Action::MessageReleased
            | Action::MessageMasked
            | Action::NoteAdded
            | Action::ConversationOpened
            | Action::ConversationJoined
            | Action::ConversationTransferred
            | Action::ConversationClosed
            | Action::ConversationExpired
    )
}

fn finding(kind: FindingKind, leaf: u64, entry: &Entry) -> Finding {
    let some = |id: [u8; 16]| (id != NONE).then_some(id);
    Finding { kind, leaf: Some(leaf), conversation: some(entry.conversation), message: some(entry.subject) }
}
