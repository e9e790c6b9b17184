//! Any lawful history of a few chats verifies, with a crash in between or not; any change to a row of it does not.

use crate::world::{World, conversation, message};
use bedside_audit::entry::body_hash;
use bedside_audit::{Action, MessageRow};
use proptest::prelude::*;

const CHATS: u8 = 3;

#[derive(Clone, Debug)]
enum Step {
    Post(u8),
    Hold(u8),
    Release(prop::sample::Index),
    RefuseHeld(prop::sample::Index, bool),
    Mask(prop::sample::Index),
    Read(u8),
    Shred(u8),
    Publish,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let chat = 0..CHATS;
    let step = prop_oneof![
        6 => chat.clone().prop_map(Step::Post),
        3 => chat.clone().prop_map(Step::Hold),
        2 => any::<prop::sample::Index>().prop_map(Step::Release),
        1 => any::<(prop::sample::Index, bool)>().prop_map(|(row, erase)| Step::RefuseHeld(row, erase)),
        2 => any::<prop::sample::Index>().prop_map(Step::Mask),
        2 => chat.clone().prop_map(Step::Read),
        1 => chat.prop_map(Step::Shred),
        2 => Just(Step::Publish),
    ];
    prop::collection::vec(step, 1..60)
}

#[derive(Default)]
struct Chat {
    seq: u64,
    rev: u64,
    shredded: bool,
}

/// What the server would do: the entry and the row, together.
fn play(steps: &[Step]) -> World {
    let mut world = World::empty();
    let mut chats: Vec<Chat> = (0..CHATS).map(|_| Chat::default()).collect();
    let mut refused = Vec::new();
    for (number, step) in (0_u8..).zip(steps) {
        match step {
            Step::Post(chat) | Step::Hold(chat) if chats[usize::from(*chat)].shredded => {}
            Step::Post(place) => {
                let chat = &mut chats[usize::from(*place)];
                (chat.seq, chat.rev) = (chat.seq + 1, chat.rev + 1);
                world.post(*place, number, chat.seq, chat.rev);
            }
            Step::Hold(place) => world.hold(*place, number),
            Step::Release(row) => {
                if let Some(row) = pick(&world, row, |row| row.held) {
                    let chat = &mut chats[usize::from(row.conversation[15])];
                    (chat.seq, chat.rev) = (chat.seq + 1, chat.rev + 1);
                    let (seq, rev) = (chat.seq, chat.rev);
                    world.act(Action::MessageReleased, row.conversation, row.message, |entry| {
                        (entry.seq, entry.rev, entry.body_hash) = (seq, rev, row.body_hash);
                    });
                    *world.row(row.message) = MessageRow { seq, rev, held: false, ..row };
                }
            }
            Step::RefuseHeld(row, erase) => {
                if let Some(row) = pick(&world, row, |row| row.held) {
                    world.act(Action::MessageRefused, row.conversation, row.message, |_| {});
                    world.rows.retain(|other| other.message != row.message);
                    if !erase {
                        refused.push(row);
                    }
                }
            }
            Step::Mask(row) => {
                if let Some(row) = pick(&world, row, |_| true) {
                    let chat = &mut chats[usize::from(row.conversation[15])];
                    chat.rev += 1;
                    let (rev, body) = (chat.rev, body_hash(&[number, 1]));
                    world.act(Action::MessageMasked, row.conversation, row.message, |entry| {
                        (entry.seq, entry.rev, entry.body_hash) = (row.seq, rev, body);
                    });
                    world.row(row.message).body_hash = body;
                }
            }
            Step::Read(chat) => world.detailed(Action::ConversationRead, conversation(*chat), &[number]),
            Step::Shred(place) => {
                chats[usize::from(*place)].shredded = true;
                world.act(Action::ConversationShredded, conversation(*place), [0; 16], |_| {});
                world.rows.retain(|row| row.conversation != conversation(*place));
            }
            Step::Publish => {
                world.publish();
                world.keep_checkpoint();
            }
        }
    }
    // A refused row may stay as it was, but nothing is done with it any more.
    world.rows.extend(refused);
    world.max_pending = 1000;
    world
}

fn pick(
    world: &World,
    index: &prop::sample::Index,
    wanted: impl Fn(&MessageRow) -> bool,
) -> Option<MessageRow> {
    let rows: Vec<MessageRow> = world.rows.iter().copied().filter(|row| wanted(row)).collect();
    (!rows.is_empty()).then(|| rows[index.index(rows.len())])
}

proptest! {
    #[test]
    fn lawful_histories_hold(steps in steps()) {
        let world = play(&steps);
        let report = world.verify(true);
        prop_assert!(report.holds(), "{:?}", report.findings);
        prop_assert_eq!(report.outside_confirmed, world.kept.len() as u64);
        prop_assert_eq!(report.rows, world.rows.len() as u64);
    }

    #[test]
    fn no_row_can_be_changed(steps in steps(), at: prop::sample::Index, field in 0u8..7, by in 1u8..200) {
        let mut world = play(&steps);
        if world.rows.is_empty() {
            return Ok(());
        }
        let place = at.index(world.rows.len());
        let row = &mut world.rows[place];
        match field {
            0 => row.conversation[15] ^= by,
            1 => row.message = message(255),
            2 => row.seq ^= u64::from(by),
            3 => row.rev += 1000 + u64::from(by),
            4 => row.held = !row.held,
            5 => row.body_hash[usize::from(by) % 32] ^= by,
            // A refused row may go.
            _ if row.held => return Ok(()),
            _ => drop(world.rows.remove(place)),
        }
        prop_assert!(!world.verify(false).holds());
    }

    #[test]
    fn no_signed_leaf_can_be_changed(steps in steps(), at: prop::sample::Index, byte in 0usize..172, by in 1u8..=255) {
        let world = play(&steps);
        world.publish();
        let mut entries = world.log.entries.borrow_mut();
        if entries.is_empty() {
            return Ok(());
        }
        let place = at.index(entries.len());
        entries[place][byte] ^= by;
        drop(entries);
        prop_assert!(!world.verify(false).holds());
    }
}
