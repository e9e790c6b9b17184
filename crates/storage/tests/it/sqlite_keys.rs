//! What only the SQLite key store promises: destroyed bytes are gone from its files, heads are remembered.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bedside_audit::{SignedHead, TreeHead};
use bedside_storage::{
    KeyStore,
    sqlite::{Fault, FaultPoint, Faults, SqliteKeyStore, SqliteOptions},
};

use crate::{
    conformance::Chain,
    support::{TestDir, copy_directory, options},
};

fn found_in(directory: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(directory).unwrap().any(|file| {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn destroyed_keys_are_in_no_file() {
    let directory = TestDir::new();
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let ((old, old_stored), (new, new_stored)) = (chain.epoch().await, chain.epoch().await);
    keys.add_epoch(old_stored.clone()).await.unwrap();
    keys.add_epoch(new_stored.clone()).await.unwrap();
    let chats = [chain.conversation(), chain.conversation()];
    let [(first, first_stored), (_, second_stored)] = chats.map(|chat| chain.data_key(&old, Some(chat), 0));
    let neighbours: Vec<_> =
        (0..200).map(|_| chain.data_key(&new, Some(chain.conversation()), 0).1).collect();
    for key in [&first_stored, &second_stored].into_iter().chain(&neighbours) {
        keys.add_data_key(key.clone()).await.unwrap();
    }
    // The secret part of each record; the search is worth something only if it finds what is there.
    let secret = |bytes: &[u8]| bytes[20..bytes.len() - 16].to_vec();
    let (first_bytes, second_bytes) =
        (secret(first_stored.wrapped.as_bytes()), secret(second_stored.wrapped.as_bytes()));
    let epoch_bytes = secret(old_stored.wrapped.as_bytes());
    for bytes in [&first_bytes, &second_bytes, &epoch_bytes] {
        assert!(found_in(directory.path(), bytes));
    }

    let wrapped = chain.wrapped(&first, &new, Some(chats[0]), 0).wrapped;
    keys.rewrap(organisation, vec![(first.id(), new.id(), wrapped)]).await.unwrap();
    assert!(!found_in(directory.path(), &first_bytes), "the old wrapping of a key that was wrapped anew");
    keys.destroy_data_keys(organisation, chats[1]).await.unwrap();
    assert!(!found_in(directory.path(), &second_bytes), "the key of a destroyed conversation");
    keys.destroy_epoch(organisation, old.id()).await.unwrap();
    assert!(!found_in(directory.path(), &epoch_bytes), "a destroyed epoch key");
    assert!(found_in(directory.path(), &secret(neighbours[7].wrapped.as_bytes())), "the living stay");
}

/// The machine stops between the commit of a destruction and the emptying of the write-ahead log.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_of_destroyed_keys_is_gone_after_the_next_opening() {
    let (directory, crashed) = (TestDir::new(), TestDir::new());
    let chain = Chain::new(1);
    let crash = Arc::new(CrashAfterCommit::new(directory.path(), crashed.path()));
    let faults: Arc<dyn Faults> = crash.clone();
    let keys =
        SqliteKeyStore::open(directory.path(), &SqliteOptions { faults: Some(faults), ..options() }).unwrap();
    let (epoch, stored) = chain.epoch().await;
    keys.add_epoch(stored).await.unwrap();
    let chat = chain.conversation();
    let (_, key) = chain.data_key(&epoch, Some(chat), 0);
    keys.add_data_key(key.clone()).await.unwrap();
    crash.armed.store(true, Ordering::SeqCst);
    keys.destroy_data_keys(chain.clinic.organisation, chat).await.unwrap();

    let wrapped = key.wrapped.as_bytes();
    let secret = &wrapped[20..wrapped.len() - 16];
    assert!(found_in(crashed.path(), secret), "the search finds what the crash left");
    let keys = SqliteKeyStore::open(crashed.path(), &options()).unwrap();
    assert!(!found_in(crashed.path(), secret), "a destroyed key lingers");
    assert_eq!(keys.data_keys(chain.clinic.organisation, Some(chat)).await.unwrap().len(), 0);
}

/// Copies the files at the first commit after it is armed, before anything else is done to them.
struct CrashAfterCommit {
    from: PathBuf,
    to: PathBuf,
    armed: AtomicBool,
}

impl CrashAfterCommit {
    fn new(from: &Path, to: &Path) -> Self {
        Self { from: from.to_owned(), to: to.to_owned(), armed: AtomicBool::new(false) }
    }
}

impl Faults for CrashAfterCommit {
    fn at(&self, point: FaultPoint) -> Fault {
        if point == FaultPoint::AfterCommit && self.armed.swap(false, Ordering::SeqCst) {
            copy_directory(&self.from, &self.to);
        }
        Fault::None
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_head_is_remembered() {
    let directory = TestDir::new();
    let organisation = Chain::new(1).clinic.organisation;
    let head = |size, note: &str| SignedHead {
        head: TreeHead { size, root: [1; 32] },
        note: note.into(),
        signed_at_ms: 5,
    };
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    assert_eq!(keys.newest_head(organisation).await.unwrap(), None);
    for (size, note) in [(3, "three"), (9, "nine"), (4, "four")] {
        keys.remember_head(organisation, head(size, note)).await.unwrap();
    }
    drop(keys);
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    assert_eq!(keys.newest_head(organisation).await.unwrap(), Some(head(9, "nine")));
    assert_eq!(keys.newest_head(Chain::new(2).clinic.organisation).await.unwrap(), None);
}
