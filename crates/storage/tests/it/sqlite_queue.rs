//! The queue in front of the writer: full is said at once, neighbours do not hurt one another, closing writes what is queued.

use std::{
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use bedside_audit::Action;
use bedside_domain::Actor;
use bedside_storage::{
    AuditTrail, KeyStore, Receipts, StoredDataKey, StoredReceipt, WriteError,
    sqlite::{Fault, FaultPoint, Faults, SqliteKeyStore, SqliteOptions, SqliteStore},
};

use crate::{
    conformance::Chain,
    support::{Clinic, Stores, TestDir, open, options, stored},
};

/// Holds the writer before each group until it is let go, once or for good.
struct Gate {
    arrived: SyncSender<()>,
    go: Mutex<Receiver<()>>,
}

impl Faults for Gate {
    fn at(&self, point: FaultPoint) -> Fault {
        if point == FaultPoint::BeforeBegin {
            let _ = self.arrived.send(());
            let _ = self.go.lock().unwrap().recv();
        }
        Fault::None
    }
}

/// Options with a gate; the receiver hears that a group waits, dropping the sender opens for good.
fn gated(queue_writes: usize) -> (SqliteOptions, Receiver<()>, SyncSender<()>) {
    let (arrived, arrivals) = sync_channel(100_000);
    let (go, going) = sync_channel(100_000);
    let gate = Gate { arrived, go: Mutex::new(going) };
    (SqliteOptions { queue_writes, faults: Some(Arc::new(gate)), ..options() }, arrivals, go)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_busy_at_once() {
    let directory = TestDir::new();
    let (options, arrivals, go) = gated(4);
    let store = SqliteStore::open(directory.path(), &options).unwrap();
    let keys = SqliteKeyStore::open(directory.path(), &crate::support::options()).unwrap();
    let stores = Stores::of(&store, &keys);
    go.send(()).unwrap();
    let clinic = Clinic::stored(&stores, 1).await;
    arrivals.recv().unwrap();

    let record = || store.record(clinic.organisation, clinic.entry(Action::AccessDenied, Actor::System));
    let first = record();
    arrivals.recv().unwrap();
    let waiting: Vec<_> = (0..4).map(|_| record()).collect();
    assert_eq!(record().await, Err(WriteError::Busy { retry_after_s: 1 }));
    drop(go);
    first.await.unwrap();
    for write in waiting {
        write.await.unwrap();
    }
    assert_eq!(store.progress(clinic.organisation).await.unwrap().0, 6);
    assert_eq!(store.counts().largest_group, 4, "what came during a flush is the next group");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_write_does_not_hurt_its_neighbours() {
    let directory = TestDir::new();
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let (options, arrivals, go) = gated(100);
    let keys = SqliteKeyStore::open(directory.path(), &options).unwrap();
    let (epoch, stored_epoch) = chain.epoch().await;
    let first = keys.add_epoch(stored_epoch);
    arrivals.recv().unwrap();
    let chat = chain.conversation();
    let (key, good) = chain.data_key(&epoch, Some(chat), 0);
    // The same key at another place: only a rule of the table notices, after a neighbour has written.
    let twice = chain.wrapped(&key, &epoch, Some(chat), 1);
    let (_, after) = chain.data_key(&epoch, Some(chat), 2);
    let misfit = StoredDataKey { id: epoch.id(), ..after.clone() };
    let writes = [good, twice, misfit, after].map(|key| keys.add_data_key(key));
    drop(go);
    first.await.unwrap();
    let mut outcomes = Vec::new();
    for write in writes {
        outcomes.push(write.await);
    }
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
    let kept = keys.data_keys(organisation, Some(chat)).await.unwrap();
    assert_eq!(kept.iter().map(|key| key.ordinal).collect::<Vec<_>>(), [0, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_after_a_commit_may_panic() {
    let directory = TestDir::new();
    let store = open(directory.path());
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let clinic = Clinic::stored(&stores, 1).await;
    let chat = clinic.open(&stores).await;
    let new = clinic.message(&chat, chat.visitor(), "hello");
    stored(stores.messages.post(new, Box::new(|_| panic!("a defect in delivery"))).await.unwrap());
    stored(clinic.post(&stores, &chat, chat.visitor(), "goes on").await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_writes_what_is_queued() {
    let directory = TestDir::new();
    let store = open(directory.path());
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let clinic = Clinic::stored(&stores, 1).await;
    let record = || store.record(clinic.organisation, clinic.entry(Action::AccessDenied, Actor::System));
    let queued: Vec<_> = (0..3_000).map(|_| record()).collect();
    store.close();
    for write in queued {
        write.await.unwrap();
    }
    assert!(matches!(record().await, Err(WriteError::Unavailable { .. })));
    assert!(store.progress(clinic.organisation).await.is_err());
    store.close();
    // Closed is closed: the directory is free although handles are left.
    assert_eq!(open(directory.path()).progress(clinic.organisation).await.unwrap().0, 3_001);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_handle_may_go_on_the_writers_thread() {
    let directory = TestDir::new();
    let clinic = Clinic::new(1);
    {
        let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
        let stores = Stores::of(&open(directory.path()), &keys);
        let entry = clinic.entry(Action::OrganisationCreated, Actor::System);
        stores.directory.add_organisation(clinic.named(), entry).await.unwrap();
        let chat = clinic.open(&stores).await;
        let last = stores.clone();
        let new = clinic.message(&chat, chat.visitor(), "hello");
        let posted = stores.messages.post(
            new,
            Box::new(move |_| {
                std::thread::sleep(Duration::from_millis(50));
                drop(last);
            }),
        );
        drop(stores);
        stored(posted.await.unwrap());
    }
    for _ in 0..100 {
        if SqliteStore::open(directory.path(), &options()).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the directory stays in use");
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_do_not_flush_each() {
    let directory = TestDir::new();
    let store = open(directory.path());
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let clinic = Clinic::stored(&stores, 1).await;
    let chat = clinic.open(&stores).await;
    let groups = store.counts().groups;
    for n in 0..1_000 {
        store.raise(
            clinic.organisation,
            chat.id,
            StoredReceipt { participant: chat.visitor(), delivered: n, read: 0 },
        );
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
    assert!(store.counts().groups - groups <= 4);
}
