//! A full disk: writes are refused with nothing stored, reads go on, and writing goes on when there is room again.

use bedside_audit::Action;
use bedside_domain::Actor;
use bedside_storage::{
    PostOutcome, WriteError,
    sqlite::{SqliteKeyStore, SqliteOptions, SqliteStore},
};

use crate::{
    sqlite_open::Mount,
    support::{Chat, Clinic, Stores, TestDir, add_with_log, assert_holds, options, stored},
};

const FULL: WriteError = WriteError::Unavailable { reason: "the disk is full" };
const LONG: usize = 12_000;

/// Posts until the disk is full; how many were stored.
async fn fill(clinic: &Clinic, stores: &Stores, chat: &Chat) -> usize {
    let said = "x".repeat(LONG);
    for stored_before in 0..100_000 {
        match clinic.post(stores, chat, chat.visitor(), &said).await {
            Ok(PostOutcome::Stored { .. }) => {}
            Ok(_) => panic!("refused"),
            Err(error) => {
                assert!(matches!(error, WriteError::Unavailable { .. }), "{error}");
                return stored_before;
            }
        }
    }
    panic!("the disk is never full");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_takes_up_again() {
    let directory = TestDir::new();
    let clinic = Clinic::new(1);
    let options_of = |max_bytes| SqliteOptions { max_bytes, ..options() };
    let small = options_of(Some(1_000_000));
    let store = SqliteStore::open(directory.path(), &small).unwrap();
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    add_with_log(&store, &clinic).await.unwrap();
    let chat = clinic.open(&stores).await;
    let fitted = fill(&clinic, &stores, &chat).await;
    assert!(fitted > 30);
    let late = clinic.message(&chat, chat.visitor(), &"x".repeat(LONG));
    let key = late.client_key;
    assert_eq!(stores.messages.post(late, Box::new(|_| panic!("told"))).await.err(), Some(FULL));
    assert_eq!(clinic.events(&stores, &chat, 0).await.len(), 1 + fitted);
    store.close();
    drop((stores, store));

    let store = SqliteStore::open(directory.path(), &options_of(None)).unwrap();
    let stores = Stores::of(&store, &keys);
    let retry =
        bedside_storage::NewMessage { client_key: key, ..clinic.message(&chat, chat.visitor(), "again") };
    let outcome = stores.messages.post(retry, Box::new(|_| ())).await.unwrap();
    assert_eq!(stored(outcome), (Some(1 + fitted as u64), 2 + fitted as u64));
    store.close();
    drop((stores, store));
    assert_eq!(assert_holds(directory.path(), clinic.organisation).rows, 1 + fitted as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_takes_up_again_by_itself() {
    let Some(mount) = Mount::tmpfs("6m") else {
        eprintln!("skipped: this account may not mount");
        return;
    };
    let directory = mount.path().join("data");
    let clinic = Clinic::new(1);
    let store = SqliteStore::open(&directory, &options()).unwrap();
    let keys = SqliteKeyStore::open(&directory, &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    add_with_log(&store, &clinic).await.unwrap();
    let chat = clinic.open(&stores).await;
    let filler = mount.path().join("filler");
    std::fs::write(&filler, vec![0; 2_000_000]).unwrap();

    let fitted = fill(&clinic, &stores, &chat).await;
    let entry = clinic.entry(Action::ConversationRead, Actor::System);
    let recorded = stores.audit.record(clinic.organisation, entry).await;
    assert!(recorded.is_ok() || matches!(recorded, Err(WriteError::Unavailable { .. })));
    assert_eq!(clinic.events(&stores, &chat, 0).await.len(), 1 + fitted);
    std::fs::remove_file(&filler).unwrap();
    for _ in 0..5 {
        stored(clinic.post(&stores, &chat, chat.visitor(), &"x".repeat(LONG)).await.unwrap());
    }
    assert_eq!(clinic.events(&stores, &chat, 0).await.len(), 6 + fitted);
    store.close();
    drop((stores, store));
    assert_eq!(assert_holds(&directory, clinic.organisation).rows, 5 + fitted as u64);
}
