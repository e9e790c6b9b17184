//! Compares rows with what the log says: each message with its newest entry, each event with the entry that took its rev, each other
//! row with the newest entry that commits to it. Holds 200 to 300 bytes a message.

use crate::action::{Action, ActorKind};
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind, Report};
use crate::hash::{Hash, ZERO_HASH};
use crate::record::{EventKind, EventRow, RecordEncoding, RecordRow, Space, fingerprint, record_of};
use crate::verify::MessageRow;
use std::collections::HashMap;

const NONE: [u8; 16] = [0; 16];
/// Entry and event are written together, but each reads the clock for itself: further apart than this is altered.
const CLOCK_APART_MS: u64 = 60_000;

/// What the log says about messages and conversations, built entry by entry.
#[derive(Default)]
pub(crate) struct Reconciler {
    // Ids apart from the facts: a hash table keeps up to half of its slots empty, so its slots should be small.
    messages: Interned<Message>,
    conversations: Interned<Conversation>,
    records: Interned<Record, (Space, [u8; 16])>,
}

/// What the newest entry that speaks of a record commits to.
struct Record {
    hash: Option<Hash>,
    leaf: u64,
    seen: bool,
}

/// What the entry that took a rev says of it.
struct Event {
    rev: u64,
    leaf: u64,
    at_ms: u64,
    fingerprint: [u8; 16],
    may_be_gone: bool,
    seen: bool,
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
    author: (ActorKind, [u8; 16]),
    state: State,
    seen: bool,
}

/// Values by id, in the order in which they came.
struct Interned<T, I = [u8; 16]> {
    places: HashMap<I, u32>,
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
    /// By ascending rev.
    events: Vec<Event>,
    shredded: bool,
}

impl Reconciler {
    /// Takes one entry, in leaf order.
    pub(crate) fn entry(&mut self, leaf: u64, entry: &Entry, report: &mut Report) {
        if entry.conversation != NONE && takes_rev(entry.action) && entry.rev != 0 {
            let conversation = self.conversation(entry.conversation);
            if entry.rev <= conversation.last_rev {
                report.add(finding(FindingKind::RevOrder, leaf, entry));
            } else if let Some(kind) = EventKind::of(entry.action) {
                let actor = (entry.actor_kind, entry.actor);
                let fingerprint = fingerprint(kind, actor, &entry.subject, &entry.body_hash);
                let (rev, at_ms) = (entry.rev, entry.at_ms);
                conversation.events.push(Event {
                    rev,
                    leaf,
                    at_ms,
                    fingerprint,
                    may_be_gone: false,
                    seen: false,
                });
            }
            conversation.last_rev = conversation.last_rev.max(entry.rev);
        }
        if let Some(record) = record_of(entry) {
            self.commits(leaf, record, entry);
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
            record: None,
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

    /// Takes one event, in any order, after all entries.
    pub(crate) fn event(&mut self, row: &EventRow, report: &mut Report) {
        let message =
            matches!(row.kind, EventKind::Message | EventKind::Held | EventKind::Released | EventKind::Note);
        let of_row = |kind, leaf| Finding {
            conversation: Some(row.conversation),
            message: message.then_some(row.subject),
            leaf,
            ..Finding::new(kind)
        };
        let author = self.messages.get(&row.subject).filter(|_| message).map(|of| (of.author, of.leaf));
        if let Some((_, leaf)) = author.filter(|(author, _)| *author != row.author) {
            report.add(of_row(FindingKind::RowAuthor, Some(leaf)));
        }
        let conversation = self.conversations.get_mut(&row.conversation);
        let event = conversation.and_then(|conversation| {
            let place = conversation.events.binary_search_by_key(&row.rev, |event| event.rev).ok()?;
            conversation.events.get_mut(place).filter(|event| !event.seen)
        });
        let Some(event) = event else {
            return report.add(of_row(FindingKind::EventWithoutEntry, None));
        };
        event.seen = true;
        if event.fingerprint != fingerprint(row.kind, row.actor, &row.subject, &row.content)
            || event.at_ms.abs_diff(row.at_ms) > CLOCK_APART_MS
        {
            report.add(of_row(FindingKind::EventAltered, Some(event.leaf)));
        }
    }

    /// Takes one other row, in any order, after all entries.
    pub(crate) fn record(&mut self, row: &RecordRow, report: &mut Report) {
        let (space, id) = (row.kind.space(), row.id);
        let of_row = |kind, leaf| record_finding(kind, leaf, space, id);
        let Some(record) = self.records.get_mut(&(space, id)).filter(|record| !record.seen) else {
            return report.add(of_row(FindingKind::RecordWithoutEntry, None));
        };
        record.seen = true;
        if record.hash.is_some_and(|hash| hash != row.hash) {
            report.add(of_row(FindingKind::RecordAltered, Some(record.leaf)));
        }
    }

    /// What can be said only at the end: rows and details that never came.
    pub(crate) fn finish(self, messages_only: bool, report: &mut Report) {
        if !messages_only {
            self.events_and_records_that_never_came(report);
        }
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

    fn events_and_records_that_never_came(&self, report: &mut Report) {
        for conversation in self.conversations.values.iter().filter(|conversation| !conversation.shredded) {
            for event in conversation.events.iter().filter(|event| !event.seen && !event.may_be_gone) {
                report.add(Finding {
                    conversation: Some(conversation.id),
                    ..Finding::at(FindingKind::EventMissing, event.leaf)
                });
            }
        }
        let may_be_gone = |space: Space, id, record: &Record| match space.list() {
            // Nothing is left on it, or its newest entry does not say.
            Some(kind) => record.hash.is_none_or(|hash| hash == RecordEncoding::new(kind).hash()),
            None => space.of_conversation() && self.conversations.get(id).is_some_and(|of| of.shredded),
        };
        let mut missing: Vec<_> = self
            .records
            .iter()
            .filter(|((space, id), record)| !record.seen && !may_be_gone(*space, id, record))
            .map(|((space, id), record)| (record.leaf, *space, *id))
            .collect();
        missing.sort_unstable();
        for (leaf, space, id) in missing {
            report.add(record_finding(FindingKind::RecordMissing, Some(leaf), space, id));
        }
    }

    /// An entry that commits to no hash (some data of 0.1.0 have such) leaves a record unchecked, but there.
    fn commits(&mut self, leaf: u64, of: (Space, [u8; 16]), entry: &Entry) {
        let place = self.records.place(of, || Record { hash: None, leaf, seen: false });
        let record = &mut self.records.values[place as usize];
        let hash = (entry.body_hash != ZERO_HASH).then_some(entry.body_hash);
        if hash.is_some() || entry.action != Action::EmergencyFlagged {
            (record.hash, record.leaf) = (hash, leaf);
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
            author: (entry.actor_kind, entry.actor),
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
            Some(message) => {
                message.state = State::Refused;
                // Its event may be gone too.
                let (conversation, rev) = (message.conversation, message.placed_rev);
                let events = &mut self.conversations.values[conversation as usize].events;
                if let Ok(place) = events.binary_search_by_key(&rev, |event| event.rev) {
                    events[place].may_be_gone = true;
                }
            }
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
            events: Vec::new(),
            shredded: false,
        }
    }
}

impl<T, I> Default for Interned<T, I> {
    fn default() -> Self {
        Interned { places: HashMap::new(), values: Vec::new() }
    }
}

impl<T, I: Copy + Eq + std::hash::Hash> Interned<T, I> {
    /// The place of this id, which is given one, and the value, if it has none.
    fn place(&mut self, id: I, value: impl FnOnce() -> T) -> u32 {
        *self.places.entry(id).or_insert_with(|| {
            self.values.push(value());
            u32::try_from(self.values.len() - 1).expect("2^32 values do not fit into memory")
        })
    }

    fn at(&self, place: u32) -> &T {
        &self.values[place as usize]
    }

    fn get(&self, id: &I) -> Option<&T> {
        self.places.get(id).map(|place| self.at(*place))
    }

    fn get_mut(&mut self, id: &I) -> Option<&mut T> {
        self.places.get(id).map(|place| &mut self.values[*place as usize])
    }

    fn iter(&self) -> impl Iterator<Item = (&I, &T)> {
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
            | Action::ConversationReopened
            | Action::IdleWarned
            | Action::StillHere
    )
}

fn finding(kind: FindingKind, leaf: u64, entry: &Entry) -> Finding {
    let some = |id: [u8; 16]| (id != NONE).then_some(id);
    let (conversation, message) = (some(entry.conversation), some(entry.subject));
    Finding { conversation, message, ..Finding::at(kind, leaf) }
}

fn record_finding(kind: FindingKind, leaf: Option<u64>, space: Space, id: [u8; 16]) -> Finding {
    let some = |is: bool| is.then_some(id);
    let conversation = space.of_conversation();
    Finding { leaf, conversation: some(conversation), record: some(!conversation), ..Finding::new(kind) }
}
