//! What only the SQLite key store promises: destroyed bytes are gone from its files, heads are remembered.

use std::path::Path;

use bedside_audit::{SignedHead, TreeHead};
use bedside_storage::{KeyStore, sqlite::SqliteKeyStore};

use crate::{
    conformance::Chain,
    support::{TestDir, options},
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
