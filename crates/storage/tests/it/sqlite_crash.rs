//! A crash at every point around every commit, each tried both ways: the write is lost, and the write is done but reported lost.
//!
//! At the chosen moment the files are copied, which is what a crash leaves, and the group is lost or its report is. Then both must
//! hold: the store that goes on, and the copy, opened with the code that `bedside serve` runs.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bedside_audit::Action;
use bedside_domain::{Actor, ClientKey, CloseReason, MessageId, VisitorId};
use bedside_storage::{
    Change, ChangeOutcome, Conversations, FiledAs, KeyStore, NewConversation, NewMessage, OpenOutcome,
    PostOutcome, WriteError,
    sqlite::{Fault, FaultPoint, Faults, SqliteKeyStore, SqliteOptions, SqliteStore},
};

use crate::{
    conformance::Chain,
    support::{
        Chat, Clinic, Stores, TestDir, add_with_log, assert_holds, copy_directory, open, options,
        sequence_all,
    },
};

/// Fires once, at the n-th passing of a point.
struct Once {
    point: FaultPoint,
    outcome: Fault,
    left: AtomicUsize,
    from: PathBuf,
    to: PathBuf,
    fired: Mutex<bool>,
}

impl Faults for Once {
    fn at(&self, point: FaultPoint) -> Fault {
        if point != self.point || self.left.fetch_sub(1, Ordering::SeqCst) != 1 {
            return Fault::None;
        }
        copy_directory(&self.from, &self.to);
        *self.fired.lock().unwrap() = true;
        self.outcome
    }
}

/// What callers were told, in the order of being told.
#[derive(Default)]
struct Told {
    acknowledged: Vec<MessageId>,
    at_fault: Option<usize>,
}

const OUTCOMES: [Fault; 2] = [Fault::Lost, Fault::DoneButReportedLost];

#[tokio::test(flavor = "multi_thread")]
async fn no_crash_loses_or_doubles_what_was_acknowledged() {
    let mut runs = 0;
    for point in FaultPoint::ALL {
        for outcome in OUTCOMES {
            for nth in 1.. {
                if !run(point, outcome, nth).await {
                    break;
                }
                runs += 1;
            }
        }
    }
    assert!(runs > 100, "{runs}");
}

/// Whether the fault came to pass.
async fn run(point: FaultPoint, outcome: Fault, nth: usize) -> bool {
    let (directory, crashed) = (TestDir::new(), TestDir::new());
    let once = Arc::new(Once {
        point,
        outcome,
        left: AtomicUsize::new(nth),
        from: directory.path().to_owned(),
        to: crashed.path().to_owned(),
        fired: Mutex::new(false),
    });
    let faults: Arc<dyn Faults> = Arc::<Once>::clone(&once);
    let store =
        SqliteStore::open(directory.path(), &SqliteOptions { faults: Some(faults), ..options() }).unwrap();
    let key_directory = TestDir::new();
    let keys = SqliteKeyStore::open(key_directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let clinic = Clinic::new(1);
    let mut told = Told::default();
    talk(&store, &stores, &clinic, &once, &mut told).await;
    let fired = *once.fired.lock().unwrap();
    let context = format!("{point:?} {outcome:?} {nth}");

    // The store that went on: every write was retried until it was acknowledged, so all is there, once.
    store.close();
    drop((stores, store));
    let report = assert_holds(directory.path(), clinic.organisation);
    assert_eq!(report.rows, told.acknowledged.len() as u64, "{context}");
    if fired {
        let before_fault = &told.acknowledged[..told.at_fault.unwrap_or(told.acknowledged.len())];
        after_crash(crashed.path(), &clinic, before_fault, &context).await;
    }
    fired
}

/// The copy: everything acknowledged before the fault is there exactly once, and log and rows agree.
async fn after_crash(crashed: &Path, clinic: &Clinic, acknowledged: &[MessageId], context: &str) {
    let store = open(crashed);
    let keys = SqliteKeyStore::open(crashed, &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let known = stores.directory.organisations().await.unwrap();
    let conversations = store.open_conversations(clinic.organisation, 10).await.unwrap();
    let mut there = Vec::new();
    for conversation in conversations.iter().map(|c| c.id).chain(closed(&store, clinic).await) {
        let events = stores.timeline.events(clinic.organisation, conversation, 0, 1_000).await.unwrap();
        let revs: Vec<u64> = events.iter().map(|event| event.rev.get()).collect();
        assert_eq!(revs, (1..=events.len() as u64).collect::<Vec<_>>(), "{context}");
        there.extend(events.iter().filter(|event| !is_release(event)).filter_map(|event| event.message));
    }
    for message in acknowledged {
        assert_eq!(there.iter().filter(|there| *there == message).count(), 1, "{context}");
    }
    drop((stores, store));
    if known.is_empty() {
        assert!(acknowledged.is_empty(), "{context}");
    } else {
        assert_holds(crashed, clinic.organisation);
    }
}

fn is_release(event: &bedside_storage::StoredEvent) -> bool {
    matches!(event.kind, bedside_storage::StoredEventKind::Released { .. })
}

async fn closed(store: &SqliteStore, clinic: &Clinic) -> Vec<bedside_domain::ConversationId> {
    let departments = vec![clinic.department, clinic.other_department];
    let found = store
        .closed_conversations(clinic.organisation, departments, None, FiledAs::default(), None, 10)
        .await
        .unwrap();
    found.into_iter().map(|conversation| conversation.id).collect()
}

/// A whole chat, each write tried again with the same key until it is acknowledged, as clients do.
async fn talk(store: &SqliteStore, stores: &Stores, clinic: &Clinic, once: &Once, told: &mut Told) {
    let lost = |error: &WriteError| {
        assert!(matches!(error, WriteError::Unavailable { .. } | WriteError::Unconfirmed), "{error}");
    };
    if let Err(error) = add_with_log(store, clinic).await {
        lost(&error);
        told.at_fault = Some(0);
        if let Err(error) = add_with_log(store, clinic).await {
            assert!(matches!(error, WriteError::Inconsistent { .. }), "it was done: {error}");
        }
    }
    let visitor = VisitorId::new(clinic.now(), &clinic.rng);
    let first = clinic.conversation(visitor);
    let mut id = first.id;
    let client_key = first.client_key;
    let mut next = Some(first);
    while let Some(new) = next.take() {
        match stores.conversations.open(new, Box::new(|_| ())).await {
            Ok(OpenOutcome::Opened) => {}
            Ok(OpenOutcome::Repeat(first) | OpenOutcome::AlreadyOpen(first)) => id = first,
            Err(error) => {
                lost(&error);
                told.at_fault = Some(0);
                let again = NewConversation { client_key, ..clinic.conversation(visitor) };
                id = again.id;
                next = Some(again);
            }
        }
    }
    let chat = Chat { id, visitor };
    let scene = Scene { clinic, stores, chat };
    scene.change(Change::Accept { staff: clinic.nurse }, told).await;
    for _ in 0..2 {
        scene.post(told, |chat| clinic.message(chat, chat.visitor(), "hello")).await;
    }
    let held = scene.post(told, |chat| clinic.held(chat, chat.visitor(), "held")).await;
    scene.change(Change::Release { by: clinic.nurse, message: held }, told).await;
    sequence_all(&store.audit_log(clinic.organisation, None), clinic.organisation);
    scene.post(told, |chat| clinic.message(chat, Actor::Staff(clinic.nurse), "answer")).await;
    if told.at_fault.is_none() && *once.fired.lock().unwrap() {
        // It fell into the sequencer's writes: what was acknowledged before still counts.
        told.at_fault = Some(3);
    }
    scene
        .change(Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None }, told)
        .await;
    sequence_all(&store.audit_log(clinic.organisation, None), clinic.organisation);
}

struct Scene<'a> {
    clinic: &'a Clinic,
    stores: &'a Stores,
    chat: Chat,
}

impl Scene<'_> {
    /// Posts until acknowledged; the id under which it is stored.
    async fn post(&self, told: &mut Told, new: impl Fn(&Chat) -> NewMessage) -> MessageId {
        let mut next = new(&self.chat);
        let client_key: ClientKey = next.client_key;
        for _ in 0..3 {
            let message = next.message;
            let stored = match self.stores.messages.post(next, Box::new(|_| ())).await {
                Ok(PostOutcome::Stored { .. }) => message,
                Ok(PostOutcome::Repeat(first)) => first.message.unwrap(),
                Ok(_) => panic!("refused"),
                Err(error) => {
                    assert!(matches!(error, WriteError::Unavailable { .. } | WriteError::Unconfirmed));
                    told.at_fault = Some(told.acknowledged.len());
                    next = NewMessage { client_key, ..new(&self.chat) };
                    continue;
                }
            };
            told.acknowledged.push(stored);
            return stored;
        }
        panic!("one fault fails one write");
    }

    async fn change(&self, change: Change, told: &mut Told) {
        for _ in 0..3 {
            match self.clinic.change(self.stores, &self.chat, change.clone()).await {
                Ok(ChangeOutcome::Changed { .. } | ChangeOutcome::Unchanged(_)) => return,
                // A close that was done, but reported lost.
                Ok(ChangeOutcome::Refused(_)) if told.at_fault.is_some() => return,
                Ok(_) => panic!("refused"),
                Err(_) => told.at_fault = Some(told.acknowledged.len()),
            }
        }
        panic!("one fault fails one write");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_store_keeps_a_key_or_not() {
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let (epoch, stored_epoch) = chain.epoch().await;
    for point in FaultPoint::ALL {
        for outcome in OUTCOMES {
            let (directory, crashed) = (TestDir::new(), TestDir::new());
            let once = Arc::new(Once {
                point,
                outcome,
                left: AtomicUsize::new(2),
                from: directory.path().to_owned(),
                to: crashed.path().to_owned(),
                fired: Mutex::new(false),
            });
            let faults = SqliteOptions { faults: Some(once), ..options() };
            let keys = SqliteKeyStore::open(directory.path(), &faults).unwrap();
            keys.add_epoch(stored_epoch.clone()).await.unwrap();
            let chat = chain.conversation();
            let (_, key) = chain.data_key(&epoch, Some(chat), 0);
            let error = keys.add_data_key(key.clone()).await.unwrap_err();
            let done = outcome == Fault::DoneButReportedLost || point == FaultPoint::AfterCommit;
            assert_eq!(error == WriteError::Unconfirmed, done, "{point:?} {outcome:?}: {error}");
            let kept = keys.data_keys(organisation, Some(chat)).await.unwrap();
            assert_eq!(kept.len(), usize::from(done), "{point:?} {outcome:?}");
            if !done {
                keys.add_data_key(key).await.unwrap();
            }
            let keys = SqliteKeyStore::open(crashed.path(), &options()).unwrap();
            assert_eq!(keys.epochs(organisation).await.unwrap().len(), 1);
            let kept = keys.data_keys(organisation, Some(chat)).await.unwrap();
            assert_eq!(kept.len(), usize::from(point == FaultPoint::AfterCommit), "{point:?} {outcome:?}");
        }
    }
}

/// The entry of a read is there or the read fails: never is content sent on an entry that was lost.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_lost_is_reported() {
    let (directory, crashed) = (TestDir::new(), TestDir::new());
    let once = Arc::new(Once {
        point: FaultPoint::BeforeCommit,
        outcome: Fault::Lost,
        left: AtomicUsize::new(2),
        from: directory.path().to_owned(),
        to: crashed.path().to_owned(),
        fired: Mutex::new(false),
    });
    let store =
        SqliteStore::open(directory.path(), &SqliteOptions { faults: Some(once), ..options() }).unwrap();
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let clinic = Clinic::stored(&stores, 1).await;
    let entry = || clinic.entry(Action::ConversationRead, Actor::Staff(clinic.nurse));
    assert!(stores.audit.record(clinic.organisation, entry()).await.is_err());
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap().0, 1);
    stores.audit.record(clinic.organisation, entry()).await.unwrap();
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap().0, 2);
}
