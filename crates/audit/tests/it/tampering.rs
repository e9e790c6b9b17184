//! The table of tamperings: what somebody could do to a stored log, what finds it, and which ones need a checkpoint
//! that was kept elsewhere.

use crate::world::{ORGANISATION, World, conversation, id, message, signer};
use bedside_audit::entry::body_hash;
use bedside_audit::{Action, ActorKind, EventKind, EventRow, FindingKind, LeafRecord, MessageRow, RecordRow};

/// What it takes to notice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Noticed {
    /// The store and the verifier key.
    Alone,
    /// A checkpoint kept elsewhere; without it everything seems to hold.
    WithOutsideCheckpoint,
}
use Noticed::{Alone, WithOutsideCheckpoint};

#[track_caller]
fn check(noticed: Noticed, kind: FindingKind, tamper: impl FnOnce(&mut World)) {
    let mut world = World::full();
    tamper(&mut world);
    let alone = world.verify(false);
    match noticed {
        Alone => assert!(alone.count(kind) > 0, "expected {kind:?}, found {:?}", alone.findings),
        WithOutsideCheckpoint => assert!(alone.holds(), "it should hold without: {:?}", alone.findings),
    }
    let with_outside = world.verify(true);
    assert!(with_outside.count(kind) > 0, "expected {kind:?}, found {:?}", with_outside.findings);
}

#[test]
fn untouched_it_holds() {
    let world = World::full();
    let report = world.verify(true);
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.pending, report.outside_confirmed), (1, 2));
    assert_eq!((report.conversations, report.messages, report.rows), (3, 12, 9));
    assert_eq!(report.head.unwrap().size + 1, report.entries);
    assert_eq!(World::empty().verify(false).head.unwrap().size, 0);
    assert!(World::empty().verify(false).holds());
}

// --- the log ---

#[test]
fn every_byte_of_a_leaf_counts() {
    for byte in 0..bedside_audit::ENTRY_BYTES {
        check(Alone, FindingKind::RootMismatch, |world| world.log.entries.borrow_mut()[5][byte] ^= 1);
    }
}

#[test]
fn a_flipped_leaf_is_named() {
    let world = World::full();
    world.log.entries.borrow_mut()[261][40] ^= 1;
    let report = world.verify(false);
    let mismatch = report.findings.iter().find(|finding| finding.kind == FindingKind::TileMismatch).unwrap();
    assert_eq!(mismatch.leaf, Some(261));
}

#[test]
fn entry_removed_and_the_rest_renumbered() {
    check(Alone, FindingKind::RootMismatch, |world| {
        let leaf = world.find(Action::ConversationRead, conversation(1));
        world.log.entries.borrow_mut().remove(usize::try_from(leaf).unwrap());
    });
}

#[test]
fn entry_removed_leaving_a_hole() {
    let world = World::full();
    let entries = world.log.entries.borrow().clone();
    let leaves = (0..).zip(entries).filter(|(number, _)| *number != 4);
    let leaves = leaves
        .map(|(number, leaf)| Ok(LeafRecord { number, leaf, detail: world.details.get(&number).cloned() }));
    let report = world.verify_leaves(leaves, false);
    assert_eq!(report.count(FindingKind::LeafOrder), 1);
    assert_eq!(report.count(FindingKind::RootMismatch), 1);
}

#[test]
fn entries_cut_off_at_the_end() {
    check(Alone, FindingKind::EntriesMissing, |world| {
        let keep = world.log.entries.borrow().len() - 3;
        world.log.entries.borrow_mut().truncate(keep);
    });
}

#[test]
fn entries_reordered() {
    check(Alone, FindingKind::RootMismatch, |world| world.log.entries.borrow_mut().swap(100, 101));
}

#[test]
fn entry_inserted() {
    check(Alone, FindingKind::RootMismatch, |world| {
        let copy = world.log.entries.borrow()[3].clone();
        world.log.entries.borrow_mut().insert(3, copy);
    });
}

#[test]
fn entry_of_another_organisation_in_what_is_signed() {
    check(Alone, FindingKind::LeafOrganisation, |world| {
        world.rewrite(2, |entry| entry.organisation = [1; 16]);
        assert_ne!([1; 16], ORGANISATION);
        world.sign_again();
    });
}

#[test]
fn tile_altered() {
    check(Alone, FindingKind::TileMismatch, |world| {
        world.log.tiles.borrow_mut().get_mut(&(0, 0)).unwrap()[33] ^= 1
    });
    check(Alone, FindingKind::TileMismatch, |world| {
        world.log.tiles.borrow_mut().get_mut(&(1, 0)).unwrap()[0] ^= 1
    });
}

#[test]
fn tile_removed() {
    check(Alone, FindingKind::TileMissing, |world| drop(world.log.tiles.borrow_mut().remove(&(0, 1))));
}

#[test]
fn checkpoint_removed() {
    check(Alone, FindingKind::CheckpointMissing, |world| drop(world.log.committed.take()));
}

#[test]
fn checkpoint_altered() {
    check(Alone, FindingKind::CheckpointInvalid, |world| {
        let mut committed = world.log.committed.borrow_mut();
        let head = committed.as_mut().unwrap();
        head.note = head.note.replacen(&head.head.size.to_string(), "9", 1);
    });
}

#[test]
fn checkpoint_of_another_log() {
    check(Alone, FindingKind::CheckpointInvalid, |world| {
        let other = bedside_audit::LogSigner::from_seed("bedside.invalid/log/other", &[5; 32]).unwrap();
        world.log.committed.borrow_mut().as_mut().unwrap().note =
            bedside_audit::sequence::genesis(&other, 1).note;
    });
}

#[test]
fn entries_that_are_never_signed() {
    check(Alone, FindingKind::TooManyPending, |world| {
        for _ in 0..world.max_pending {
            world.act(Action::ListShown, [0; 16], [0; 16], |_| {});
        }
    });
}

#[test]
fn detail_altered_removed_or_added() {
    let card = |world: &World| world.find(Action::ConversationRead, conversation(1));
    check(Alone, FindingKind::DetailMismatch, |world| {
        let leaf = card(world);
        world.details.get_mut(&leaf).unwrap().sealed[0] ^= 1;
    });
    check(Alone, FindingKind::DetailMismatch, |world| {
        let leaf = card(world);
        world.details.get_mut(&leaf).unwrap().salt[0] ^= 1;
    });
    check(Alone, FindingKind::DetailMissing, |world| {
        let leaf = card(world);
        world.details.remove(&leaf);
    });
    check(Alone, FindingKind::DetailMissing, |world| {
        let leaf = world.find(Action::ListShown, [0; 16]);
        world.details.remove(&leaf);
    });
    check(Alone, FindingKind::DetailUnexpected, |world| {
        let detail = world.details.values().next().unwrap().clone();
        world.details.insert(0, detail);
    });
}

// --- the rows ---

#[test]
fn row_body_flipped() {
    check(Alone, FindingKind::RowBody, |world| world.row(message(11)).body_hash[31] ^= 1);
}

#[test]
fn row_body_put_back_to_before_masking() {
    check(Alone, FindingKind::RowBody, |world| world.row(message(12)).body_hash = body_hash(&message(12)));
}

#[test]
fn row_removed() {
    check(Alone, FindingKind::RowMissing, |world| world.rows.retain(|row| row.message != message(21)));
}

#[test]
fn held_row_removed() {
    check(Alone, FindingKind::RowMissing, |world| world.rows.retain(|row| row.message != message(24)));
}

#[test]
fn held_row_delivered() {
    check(Alone, FindingKind::RowHeld, |world| world.row(message(24)).held = false);
}

#[test]
fn row_inserted() {
    check(Alone, FindingKind::RowWithoutEntry, |world| {
        let row = MessageRow { message: message(99), seq: 9, ..*world.row(message(11)) };
        world.rows.push(row);
    });
}

#[test]
fn row_doubled() {
    check(Alone, FindingKind::RowDuplicate, |world| {
        let row = *world.row(message(11));
        world.rows.push(row);
    });
}

#[test]
fn two_rows_swapped_between_chats() {
    check(Alone, FindingKind::RowConversation, |world| {
        world.row(message(11)).conversation = conversation(2);
        world.row(message(21)).conversation = conversation(1);
    });
}

#[test]
fn two_bodies_swapped_between_chats() {
    check(Alone, FindingKind::RowBody, |world| {
        world.row(message(11)).body_hash = body_hash(&message(21));
        world.row(message(21)).body_hash = body_hash(&message(11));
    });
}

#[test]
fn two_rows_reordered_in_a_chat() {
    check(Alone, FindingKind::RowSeq, |world| {
        world.row(message(11)).seq = 2;
        world.row(message(12)).seq = 1;
    });
}

#[test]
fn row_event_number_altered() {
    check(Alone, FindingKind::RowRev, |world| world.row(message(11)).rev = 40);
}

// --- events and other rows ---

#[test]
fn row_put_into_another_mouth() {
    check(Alone, FindingKind::RowAuthor, |world| {
        world.event(conversation(1), 2).author = (ActorKind::Visitor, id(0xf0, 1))
    });
    check(Alone, FindingKind::EventAltered, |world| {
        world.event(conversation(1), 1).actor = (ActorKind::Visitor, id(0xf0, 1));
    });
}

#[test]
fn event_removed_inserted_or_altered() {
    let gone = |world: &mut World, chat, rev| {
        world.events.retain(|(_, event)| (event.conversation, event.rev) != (conversation(chat), rev));
    };
    check(Alone, FindingKind::EventMissing, |world| gone(world, 1, 1));
    // The held form of a message that was released later, and of one that never was.
    check(Alone, FindingKind::EventMissing, |world| gone(world, 1, 6));
    check(Alone, FindingKind::EventMissing, |world| gone(world, 2, 5));
    check(Alone, FindingKind::EventWithoutEntry, |world| {
        let event = EventRow { rev: 40, ..*world.event(conversation(1), 1) };
        world.events.push((0, event));
    });
    check(Alone, FindingKind::EventWithoutEntry, |world| {
        let event = *world.event(conversation(1), 1);
        world.events.push((0, event));
    });
    check(Alone, FindingKind::EventAltered, |world| world.event(conversation(1), 1).kind = EventKind::Joined);
    check(Alone, FindingKind::EventAltered, |world| world.event(conversation(1), 1).subject = id(0xe0, 2));
    check(Alone, FindingKind::EventAltered, |world| world.event(conversation(1), 1).at_ms += 3_600_000);
}

#[test]
fn record_removed_inserted_or_altered() {
    for which in [ORGANISATION, id(0xe0, 1), id(0xb0, 1), conversation(1)] {
        check(Alone, FindingKind::RecordAltered, |world| world.record(which).hash[9] ^= 1);
        check(Alone, FindingKind::RecordMissing, |world| world.records.retain(|record| record.id != which));
        check(Alone, FindingKind::RecordWithoutEntry, |world| {
            let record = RecordRow { id: id(0xee, 1), ..*world.record(which) };
            world.records.push(record);
        });
    }
}

/// The rows of data that were written before entries committed to them hold: they are known, and unchecked.
#[test]
fn a_record_whose_entry_commits_to_nothing_is_only_known() {
    let mut world = World::full();
    world.act(Action::ConfigChanged, [0; 16], id(0xe0, 1), |_| {});
    world.publish();
    world.record(id(0xe0, 1)).hash[9] ^= 1;
    assert!(world.verify(true).holds());
    world.records.retain(|record| record.id != id(0xe0, 1));
    assert_eq!(world.verify(true).count(FindingKind::RecordMissing), 1);
}

// --- older states put back ---

#[test]
fn log_rolled_back_alone_leaves_rows_without_entries() {
    check(Alone, FindingKind::RowWithoutEntry, roll_back_log);
}

#[test]
fn log_rolled_back_is_behind_the_outside_checkpoint() {
    let mut world = World::full();
    roll_back_log(&mut world);
    assert_eq!(world.verify(true).count(FindingKind::OutsideRolledBack), 1);
    assert_eq!(world.verify(true).outside_confirmed, 1);
}

#[test]
fn rows_rolled_back_alone_miss_messages() {
    check(Alone, FindingKind::RowMissing, |world| world.rows.retain(|row| row.message != message(14)));
}

#[test]
fn rows_and_log_rolled_back_together() {
    check(WithOutsideCheckpoint, FindingKind::OutsideRolledBack, |world| {
        let whole = all_events();
        roll_back_log(world);
        let then = World { rows: Vec::new(), ..world.clone() };
        world.rows.retain(|row| ![message(14), message(24), message(25)].contains(&row.message));
        world.row(message(12)).body_hash = body_hash(&message(12));
        // The third chat was not shredded yet.
        for place in 1..=3 {
            let leaf = then
                .log
                .entries
                .borrow()
                .iter()
                .position(|leaf| leaf[76..92] == message(30 + place))
                .unwrap();
            let entry = bedside_audit::Entry::decode(&then.log.entries.borrow()[leaf]).unwrap();
            world.rows.push(MessageRow {
                conversation: entry.conversation,
                message: entry.subject,
                seq: entry.seq,
                rev: entry.rev,
                held: false,
                body_hash: entry.body_hash,
            });
        }
        let card = world.find(Action::ConversationRead, conversation(3));
        let detail = world.details[&world.find(Action::ConversationRead, conversation(1))].clone();
        world.details.insert(card, detail);
        let length = world.log.entries.borrow().len() as u64;
        world.details.retain(|leaf, _| *leaf < length);
        world.events = whole.events.iter().filter(|(leaf, _)| *leaf < length).copied().collect();
        world.records = whole.records.clone();
    });
}

#[test]
fn history_rewritten_and_signed_again() {
    check(WithOutsideCheckpoint, FindingKind::OutsideFork, |world| {
        let read = world.find(Action::ConversationRead, conversation(1));
        world.rewrite(read, |entry| entry.actor = id(0xb0, 2));
        world.sign_again();
    });
}

#[test]
fn message_and_entry_rewritten_and_signed_again() {
    check(WithOutsideCheckpoint, FindingKind::OutsideFork, |world| {
        let leaf = world.find(Action::MessagePosted, conversation(2));
        world.rewrite(leaf, |entry| entry.body_hash = body_hash(b"forged"));
        world.row(message(21)).body_hash = body_hash(b"forged");
        world.sign_again();
    });
}

#[test]
fn outside_checkpoint_of_another_key() {
    let mut world = World::full();
    let other = bedside_audit::LogSigner::from_seed(crate::world::ORIGIN, &[6; 32]).unwrap();
    world.kept = vec![bedside_audit::sequence::genesis(&other, 1).note];
    assert_eq!(world.verify(true).count(FindingKind::OutsideInvalid), 1);
    world.kept = vec![bedside_audit::sequence::genesis(&signer(), 1).note];
    assert_eq!(world.verify(true).outside_confirmed, 1);
}

// --- entries that do not follow from each other, signed as if they did ---

#[track_caller]
fn check_signed(kind: FindingKind, write: impl FnOnce(&mut World)) {
    let mut world = World::full();
    write(&mut world);
    world.publish();
    let report = world.verify(true);
    assert_eq!(report.count(kind), 1, "expected {kind:?}, found {:?}", report.findings);
}

#[test]
fn entries_that_contradict_each_other() {
    check_signed(FindingKind::SeqGap, |world| world.post(1, 15, 6, 9));
    check_signed(FindingKind::SeqGap, |world| world.post(1, 15, 4, 9));
    check_signed(FindingKind::RevOrder, |world| {
        world.post(1, 15, 5, 7);
        world.events.pop();
    });
    check_signed(FindingKind::EntryContradicts, |world| world.post(1, 11, 5, 9));
    check_signed(FindingKind::EntryContradicts, |world| {
        world.act(Action::MessageReleased, conversation(1), message(11), |entry| entry.body_hash = [1; 32]);
    });
    check_signed(FindingKind::EntryContradicts, |world| {
        world.act(Action::MessageMasked, conversation(2), message(11), |entry| entry.body_hash = [1; 32]);
    });
    check_signed(FindingKind::EntryContradicts, |world| {
        world.act(Action::MessageRefused, conversation(1), message(11), |_| {});
    });
    check_signed(FindingKind::EntryIncomplete, |world| {
        world.act(Action::MessageHeld, conversation(1), message(77), |_| {});
    });
    check_signed(FindingKind::AfterShredding, |world| world.post(3, 34, 4, 9));
    check_signed(FindingKind::LeafUnreadable, |world| world.log.append([9, 9]));
}

#[test]
fn an_unknown_action_is_no_fault() {
    let mut world = World::full();
    world.act(Action::from_number(60_000), conversation(1), [0; 16], |_| {});
    world.publish();
    let report = world.verify(true);
    assert!(report.holds());
    assert_eq!(report.unknown_actions, 1);
}

#[test]
fn findings_are_bounded_but_all_counted() {
    let mut world = World::full();
    world.rows.clear();
    for number in 100..200 {
        world.rows.push(MessageRow {
            conversation: conversation(1),
            message: message(number),
            seq: 1,
            rev: 1,
            held: false,
            body_hash: [1; 32],
        });
    }
    let report = world.verify(false);
    assert_eq!(report.count(FindingKind::RowWithoutEntry), 100);
    let kept = report.findings.iter().filter(|finding| finding.kind == FindingKind::RowWithoutEntry).count();
    assert_eq!(kept as u64, bedside_audit::finding::FINDINGS_KEPT);
    assert!(report.findings.iter().all(|finding| finding.to_string().contains(finding.kind.advice())));
}

/// The world with the events and records of the third chat, as they were before it was shredded.
fn all_events() -> World {
    let mut world = World::full();
    let entries = world.log.entries.borrow().clone();
    for (leaf, bytes) in (0..).zip(&entries) {
        let entry = bedside_audit::Entry::decode(bytes).unwrap();
        let kind = match entry.action {
            Action::ConversationOpened => EventKind::Opened,
            Action::MessagePosted => EventKind::Message,
            _ => continue,
        };
        if entry.conversation == conversation(3) {
            let who = (entry.actor_kind, entry.actor);
            let event = EventRow {
                conversation: entry.conversation,
                rev: entry.rev,
                kind,
                at_ms: entry.at_ms,
                actor: who,
                author: who,
                subject: entry.subject,
                content: [0; 32],
            };
            world.events.push((leaf, event));
        }
    }
    let record = RecordRow { id: conversation(3), hash: [3; 32], ..*world.record(conversation(1)) };
    world.records.push(record);
    world
}

/// Puts entries, tiles and heads back to the first checkpoint that was kept.
fn roll_back_log(world: &mut World) {
    let first = world.log.seen.borrow().iter().find(|head| head.note == world.kept[0]).cloned().unwrap();
    world.log.entries.borrow_mut().truncate(usize::try_from(first.head.size).unwrap());
    *world.log.committed.borrow_mut() = Some(first.clone());
    *world.log.published.borrow_mut() = Some(first);
    world.log.tiles.borrow_mut().clear();
    let hashes: Vec<_> =
        world.log.entries.borrow().iter().map(|leaf| bedside_audit::leaf_hash(leaf)).collect();
    let staged = bedside_audit::integrate(&world.log, &bedside_audit::TreeHead::EMPTY, &hashes).unwrap();
    for (coord, bytes) in staged.tiles {
        world.log.tiles.borrow_mut().insert((coord.level, coord.index), bytes);
    }
}
