//! A small clinic's log with everything in it, and the rows beside it.

use crate::memory_log::{MemoryLog, Unavailable};
use bedside_audit::entry::body_hash;
use bedside_audit::{
    Action, ActorKind, Detail, DetailCommitment, Entry, EventKind, EventRow, LeafRecord, LogSigner,
    MessageRow, Outcome, RecordKind, RecordRow, Report, StoredRow, VerifyInput, create, sequence, verify,
};
use std::collections::HashMap;

pub(crate) const ORGANISATION: [u8; 16] = [0x0a; 16];
pub(crate) const ORIGIN: &str = "bedside.invalid/log/0A51850M2GA185050M2GA18505";

pub(crate) fn id(kind: u8, number: u8) -> [u8; 16] {
    let mut id = [0; 16];
    id[0] = kind;
    id[15] = number;
    id
}

pub(crate) fn conversation(number: u8) -> [u8; 16] {
    id(0xc0, number)
}

pub(crate) fn message(number: u8) -> [u8; 16] {
    id(0xd0, number)
}

pub(crate) fn signer() -> LogSigner {
    LogSigner::from_seed(ORIGIN, &[5; 32]).unwrap()
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) log: MemoryLog,
    pub(crate) rows: Vec<MessageRow>,
    /// With the leaf of its entry.
    pub(crate) events: Vec<(u64, EventRow)>,
    pub(crate) records: Vec<RecordRow>,
    pub(crate) details: HashMap<u64, Detail>,
    /// Checkpoint notes that an auditor put away.
    pub(crate) kept: Vec<String>,
    pub(crate) max_pending: u64,
}

impl World {
    pub(crate) fn empty() -> World {
        let log = MemoryLog::default();
        create(&log, &signer(), 1).unwrap();
        World {
            log,
            rows: Vec::new(),
            events: Vec::new(),
            records: Vec::new(),
            details: HashMap::new(),
            kept: Vec::new(),
            max_pending: 10,
        }
    }

    /// Two chats with posts, a mask, a held and released message, one still held, one refused while held; a third chat
    /// that was shredded and whose rows and details are gone; reads; a checkpoint put away in the middle.
    pub(crate) fn full() -> World {
        let mut world = World::empty();
        world.commit(Action::OrganisationCreated, [0; 16], ORGANISATION, RecordKind::Organisation, 1);
        world.commit(Action::ConfigChanged, [0; 16], id(0xe0, 1), RecordKind::Setting, 2);
        world.commit(Action::StaffAdded, [0; 16], id(0xb0, 1), RecordKind::Staff, 3);
        for chat in 1..=3 {
            let (of, department) = (conversation(chat), id(0xe0, 1));
            world.commit(Action::ConversationOpened, of, department, RecordKind::Conversation, chat);
            world.detailed(Action::ConversationRead, conversation(chat), b"sealed card");
        }
        for place in 1..=3 {
            world.post(1, 10 + place, place.into(), u64::from(place) + 1);
            world.post(2, 20 + place, place.into(), u64::from(place) + 1);
            world.post(3, 30 + place, place.into(), u64::from(place) + 1);
        }
        world.detailed(Action::ConversationRead, conversation(1), b"sealed reason");
        world.publish();
        world.keep_checkpoint();

        world.act(Action::MessageMasked, conversation(1), message(12), |entry| {
            (entry.seq, entry.rev, entry.body_hash) = (2, 5, body_hash(b"masked anew"));
        });
        world.row(message(12)).body_hash = body_hash(b"masked anew");
        world.hold_at(1, 14, 6);
        world.act(Action::MessageReleased, conversation(1), message(14), |entry| {
            (entry.seq, entry.rev, entry.body_hash) = (4, 7, body_hash(&message(14)));
        });
        *world.row(message(14)) = row(1, 14, 4, 7);
        world.hold_at(2, 24, 5);
        world.hold(2, 25);
        world.act(Action::MessageRefused, conversation(2), message(25), |_| {});
        world.act(Action::MessageRefused, conversation(2), [0; 16], |_| {});
        world.act(Action::ConversationShredded, conversation(3), [0; 16], |_| {});
        world.rows.retain(|row| row.conversation != conversation(3));
        world.events.retain(|(_, event)| event.conversation != conversation(3));
        world.records.retain(|record| record.id != conversation(3));
        let shredded = world.find(Action::ConversationRead, conversation(3));
        world.details.remove(&shredded);
        world.detailed(Action::ListShown, [0; 16], b"sealed list");
        for _ in 0..300 {
            world.act(Action::StaffPresence, [0; 16], id(0xb0, 1), |_| {});
        }
        world.publish();
        world.keep_checkpoint();
        world.act(Action::StaffSignedOut, [0; 16], id(0xb0, 1), |_| {});
        world
    }

    pub(crate) fn act(
        &mut self,
        action: Action,
        conversation: [u8; 16],
        subject: [u8; 16],
        more: impl FnOnce(&mut Entry),
    ) {
        let number = self.log.entries.borrow().len() as u64;
        let mut entry = Entry {
            organisation: ORGANISATION,
            id: u128::from(number + 1).to_be_bytes(),
            at_ms: 1_764_000_000_000 + number,
            action,
            actor_kind: ActorKind::Staff,
            actor: id(0xb0, 1),
            conversation,
            subject,
            seq: 0,
            rev: 0,
            body_hash: [0; 32],
            detail: DetailCommitment::none(),
        };
        more(&mut entry);
        self.log.append(entry.encode());
        let kind = match action {
            Action::ConversationOpened => EventKind::Opened,
            Action::ConversationJoined => EventKind::Joined,
            Action::MessagePosted => EventKind::Message,
            Action::MessageHeld => EventKind::Held,
            Action::MessageReleased => EventKind::Released,
            _ => return,
        };
        if entry.rev > 0 {
            let who = (entry.actor_kind, entry.actor);
            let (rev, at_ms) = (entry.rev, entry.at_ms);
            let row = EventRow {
                conversation,
                rev,
                kind,
                at_ms,
                actor: who,
                author: who,
                subject,
                content: [0; 32],
            };
            self.events.push((number, row));
        }
    }

    /// An entry that commits to a row, and the row.
    pub(crate) fn commit(
        &mut self,
        action: Action,
        conversation: [u8; 16],
        subject: [u8; 16],
        kind: RecordKind,
        content: u8,
    ) {
        let hash = [content; 32];
        let of_conversation = kind == RecordKind::Conversation;
        let id = if of_conversation { conversation } else { subject };
        self.act(action, conversation, subject, |entry| {
            (entry.rev, entry.body_hash) = (u64::from(of_conversation), hash);
        });
        self.records.retain(|record| record.id != id);
        self.records.push(RecordRow { kind, id, hash });
    }

    pub(crate) fn detailed(&mut self, action: Action, conversation: [u8; 16], sealed: &[u8]) {
        let detail = Detail { salt: [0x55; 16], sealed: sealed.to_vec() };
        let commitment = DetailCommitment::of(&detail.salt, &detail.sealed);
        self.details.insert(self.log.entries.borrow().len() as u64, detail);
        self.act(action, conversation, [0; 16], |entry| entry.detail = commitment);
    }

    pub(crate) fn post(&mut self, chat: u8, number: u8, seq: u64, rev: u64) {
        self.act(Action::MessagePosted, conversation(chat), message(number), |entry| {
            (entry.seq, entry.rev, entry.body_hash) = (seq, rev, body_hash(&message(number)));
        });
        self.rows.push(row(chat, number, seq, rev));
    }

    pub(crate) fn hold(&mut self, chat: u8, number: u8) {
        self.hold_at(chat, number, 0);
    }

    pub(crate) fn hold_at(&mut self, chat: u8, number: u8, rev: u64) {
        self.act(Action::MessageHeld, conversation(chat), message(number), |entry| {
            (entry.rev, entry.body_hash) = (rev, body_hash(&message(number)));
        });
        self.rows.push(MessageRow { held: true, ..row(chat, number, 0, rev) });
    }

    pub(crate) fn event(&mut self, conversation: [u8; 16], rev: u64) -> &mut EventRow {
        let mut events = self.events.iter_mut().map(|(_, event)| event);
        events.find(|event| (event.conversation, event.rev) == (conversation, rev)).unwrap()
    }

    pub(crate) fn record(&mut self, id: [u8; 16]) -> &mut RecordRow {
        self.records.iter_mut().find(|record| record.id == id).unwrap()
    }

    pub(crate) fn publish(&self) {
        while !matches!(sequence(&self.log, &signer(), 2).unwrap(), Outcome::Idle) {}
    }

    pub(crate) fn keep_checkpoint(&mut self) {
        let note = self.log.published.borrow().as_ref().unwrap().note.clone();
        self.kept.push(note);
    }

    pub(crate) fn row(&mut self, message: [u8; 16]) -> &mut MessageRow {
        self.rows.iter_mut().find(|row| row.message == message).unwrap()
    }

    /// Leaf number of the first entry with this action and conversation.
    pub(crate) fn find(&self, action: Action, conversation: [u8; 16]) -> u64 {
        let entries = self.log.entries.borrow();
        let wanted = |leaf: &Vec<u8>| {
            let entry = Entry::decode(leaf).unwrap();
            entry.action == action && entry.conversation == conversation
        };
        entries.iter().position(wanted).unwrap() as u64
    }

    /// Changes one stored entry in place, the way somebody with write access to the store could.
    pub(crate) fn rewrite(&self, leaf: u64, change: impl FnOnce(&mut Entry)) {
        let place = usize::try_from(leaf).unwrap();
        let mut entry = Entry::decode(&self.log.entries.borrow()[place]).unwrap();
        change(&mut entry);
        self.log.entries.borrow_mut()[place] = entry.encode().to_vec();
    }

    /// Builds tiles and head anew and signs them, the way somebody with the signing key could.
    pub(crate) fn sign_again(&self) {
        self.log.tiles.borrow_mut().clear();
        self.log.committed.take();
        self.log.published.take();
        create(&self.log, &signer(), 3).unwrap();
        self.publish();
    }

    pub(crate) fn verify(&self, with_outside: bool) -> Report {
        let leaves = self.log.entries.borrow();
        let leaves = (0..).zip(leaves.iter()).map(|(number, leaf)| {
            let detail = self.details.get(&number).cloned();
            Ok(LeafRecord { number, leaf: leaf.clone(), detail })
        });
        self.verify_leaves(leaves, with_outside)
    }

    pub(crate) fn verify_leaves(
        &self,
        leaves: impl Iterator<Item = Result<LeafRecord, Unavailable>>,
        with_outside: bool,
    ) -> Report {
        let committed = self.log.committed.borrow();
        let kept: Vec<&str> = self.kept.iter().map(String::as_str).collect();
        let input = VerifyInput {
            verifier: &signer().verifier(),
            organisation: ORGANISATION,
            checkpoint: committed.as_ref().map(|head| head.note.as_str()),
            outside: if with_outside { &kept } else { &[] },
            tiles: &self.log,
            leaves,
            rows: self
                .rows
                .iter()
                .map(|row| StoredRow::Message(*row))
                .chain(self.events.iter().map(|(_, event)| StoredRow::Event(*event)))
                .chain(self.records.iter().map(|record| StoredRow::Record(*record)))
                .map(Ok),
            messages_only: false,
            max_pending: self.max_pending,
        };
        verify(input).unwrap()
    }
}

fn row(chat: u8, number: u8, seq: u64, rev: u64) -> MessageRow {
    MessageRow {
        conversation: conversation(chat),
        message: message(number),
        seq,
        rev,
        held: false,
        body_hash: body_hash(&message(number)),
    }
}
