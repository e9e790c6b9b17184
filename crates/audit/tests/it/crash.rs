//! Every write of the sequencer fails in turn, both ways; the next pass of the same code must make it good.

use crate::memory_log::{Fault, MemoryLog, Unavailable};
use crate::world::{World, signer};
use bedside_audit::{Action, LogStore, Outcome, SequenceError, TreeHead, create, sequence};

const FAULTS: [Fault; 2] = [Fault::Lost, Fault::DoneButReportedLost];

fn add(world: &mut World, count: u64) {
    for _ in 0..count {
        world.act(Action::ServerStarted, [0; 16], [0; 16], |_| {});
    }
}

/// A log of `before` published entries takes `batch` more; the write `point` of that pass fails. Then `meanwhile`
/// entries come, and the server starts again. False if the pass has no such write.
fn crash_and_restart(before: u64, batch: u64, meanwhile: u64, point: u32, fault: Fault) -> bool {
    let mut world = World::empty();
    add(&mut world, before);
    world.publish();
    add(&mut world, batch);

    world.log.fail(point, fault);
    let crashed = sequence(&world.log, &signer(), 2);
    if !world.log.restart() {
        assert!(matches!(crashed, Ok(Outcome::Advanced { .. })));
        return false;
    }
    assert!(matches!(
        crashed,
        Err(SequenceError::Store(Unavailable)
            | SequenceError::Unpublished { error: Unavailable, more: false })
    ));

    add(&mut world, meanwhile);
    world.publish();
    let published = world.log.published().unwrap().unwrap();
    assert_eq!(Some(&published), world.log.committed().unwrap().as_ref());
    assert_eq!(published.head.size, before + batch + meanwhile);
    // Whatever anybody may have seen, before or after the crash, is a beginning of this log.
    world.kept = world.log.seen.borrow().iter().map(|head| head.note.clone()).collect();
    let report = world.verify(true);
    assert!(report.holds(), "{point} {fault:?}: {:?}", report.findings);
    assert_eq!(report.outside_confirmed, world.kept.len() as u64);
    true
}

#[test]
fn every_crash_point_of_a_pass_recovers() {
    for (before, batch) in [(0, 1), (0, 256), (1, 300), (255, 1), (256, 1), (250, 520), (65_530, 10)] {
        for fault in FAULTS {
            for meanwhile in [0, 7] {
                let points = (0..)
                    .take_while(|point| crash_and_restart(before, batch, meanwhile, *point, fault))
                    .count();
                assert!(points >= 3, "at least a tile, the commit and the publication are writes");
            }
        }
    }
}

#[test]
fn every_crash_point_of_the_creation_recovers() {
    for fault in FAULTS {
        for point in 0..2 {
            let log = MemoryLog::default();
            log.fail(point, fault);
            assert_eq!(create(&log, &signer(), 1), Err(SequenceError::Store(Unavailable)));
            assert!(log.restart());
            match create(&log, &signer(), 1) {
                Ok(_) | Err(SequenceError::Exists) => {}
                Err(other) => panic!("{other}"),
            }
            log.append([1]);
            assert!(matches!(
                sequence(&log, &signer(), 2),
                Ok(Outcome::Advanced { added: 1, more: false, .. })
            ));
        }
    }
}

#[test]
fn recovery_crashes_too() {
    for fault in FAULTS {
        let mut world = World::empty();
        add(&mut world, 3);
        let mut crashes = 0;
        // The last two writes of a pass are the commit and the publication; fail everything for a while.
        for round in 0..6 {
            world.log.fail(round % 3, fault);
            let _ = sequence(&world.log, &signer(), 2);
            crashes += u32::from(world.log.restart());
            add(&mut world, 1);
        }
        assert!(crashes >= 3);
        world.publish();
        world.kept = world.log.seen.borrow().iter().map(|head| head.note.clone()).collect();
        assert!(world.verify(true).holds());
    }
}

#[test]
fn a_committed_head_is_published_by_the_next_pass() {
    let mut world = World::empty();
    add(&mut world, 1);
    world.log.fail(2, Fault::Lost);
    assert!(sequence(&world.log, &signer(), 2).is_err());
    let committed = world.log.committed().unwrap().unwrap();
    assert_ne!(world.log.published().unwrap().unwrap(), committed);
    assert_eq!(sequence(&world.log, &signer(), 3), Ok(Outcome::Recovered(committed)));
    assert_eq!(sequence(&world.log, &signer(), 3), Ok(Outcome::Idle));
}

#[test]
fn sequencing_goes_on_while_nothing_can_be_published() {
    let mut world = World::empty();
    let before = world.log.published().unwrap();
    world.log.unpublishable.set(true);
    for size in 1..=5 {
        add(&mut world, 1);
        let pass = sequence(&world.log, &signer(), 2);
        assert_eq!(pass, Err(SequenceError::Unpublished { error: Unavailable, more: false }));
        assert_eq!(world.log.committed().unwrap().unwrap().head.size, size);
    }
    // Nothing new, and still nothing published: it says so again.
    let pass = sequence(&world.log, &signer(), 2);
    assert_eq!(pass, Err(SequenceError::Unpublished { error: Unavailable, more: false }));
    assert_eq!(world.log.published().unwrap(), before);
    world.log.unpublishable.set(false);
    assert!(
        matches!(sequence(&world.log, &signer(), 3), Ok(Outcome::Recovered(head)) if head.head.size == 5)
    );
    assert_eq!(sequence(&world.log, &signer(), 3), Ok(Outcome::Idle));
    assert!(world.verify(false).holds());
}

#[test]
fn a_log_is_never_begun_again_by_itself() {
    let mut world = World::empty();
    add(&mut world, 5);
    world.publish();
    assert_eq!(create(&world.log, &signer(), 3), Err(SequenceError::Exists));
    world.log.committed.take();
    assert_eq!(sequence(&world.log, &signer(), 3), Err(SequenceError::NoHead));
}

#[test]
fn a_head_that_was_put_back_is_refused() {
    let mut world = World::empty();
    add(&mut world, 5);
    world.publish();
    let old = world.log.committed.borrow().clone();
    add(&mut world, 5);
    world.publish();
    *world.log.committed.borrow_mut() = old;
    assert_eq!(sequence(&world.log, &signer(), 3), Err(SequenceError::RolledBack));
}

#[test]
fn a_head_that_says_something_else_than_its_note_is_refused() {
    let mut world = World::empty();
    add(&mut world, 5);
    world.publish();
    world.log.committed.borrow_mut().as_mut().unwrap().head.size = 4;
    assert_eq!(sequence(&world.log, &signer(), 3), Err(SequenceError::RolledBack));
    world.log.committed.borrow_mut().as_mut().unwrap().note.push('x');
    assert!(matches!(sequence(&world.log, &signer(), 3), Err(SequenceError::ForeignHead(_))));
}

#[test]
fn two_sequencers_never_make_two_histories() {
    let mut world = World::empty();
    add(&mut world, 2);
    world.publish();
    let slow = world.log.committed().unwrap().unwrap();
    add(&mut world, 2);
    world.publish();
    // The slow one now tries to commit what it prepared from the older head.
    let answer = world.log.commit(Some(&slow.head), &slow).unwrap();
    assert_eq!(answer, bedside_audit::Committed::Conflict);
    assert_ne!(slow.head, TreeHead::EMPTY);
}

#[test]
fn a_full_pass_asks_to_be_called_again() {
    let mut world = World::empty();
    add(&mut world, sequence::PASS_ENTRIES as u64 + 1);
    assert!(matches!(sequence(&world.log, &signer(), 2), Ok(Outcome::Advanced { more: true, .. })));
    assert!(matches!(
        sequence(&world.log, &signer(), 2),
        Ok(Outcome::Advanced { added: 1, more: false, .. })
    ));
}
