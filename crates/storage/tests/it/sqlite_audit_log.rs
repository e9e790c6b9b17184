//! The log on SQLite: sequenced, published, verified beside the running store, and tampering found.

use bedside_audit::{
    Committed, FindingKind, LogStore, SequenceError, SignedHead, StoredRow, TreeHead, sequence,
};
use bedside_domain::{Actor, CloseReason};
use bedside_storage::{
    Change, Directory,
    sqlite::{SqliteKeyStore, SqliteStore},
};
use rusqlite::Connection;

use crate::support::{
    Chat, Clinic, Stores, TestDir, add_with_log, copy_directory, open, options, report, sequence_all, signer,
    stored,
};

struct Scene {
    directory: TestDir,
    clinic: Clinic,
    store: SqliteStore,
    keys: SqliteKeyStore,
    stores: Stores,
}

impl Scene {
    async fn new() -> Self {
        let directory = TestDir::new();
        let clinic = Clinic::new(1);
        let store = open(directory.path());
        let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
        let stores = Stores::of(&store, &keys);
        add_with_log(&store, &clinic).await.unwrap();
        Self { directory, clinic, store, keys, stores }
    }

    /// Everything that has an entry with a place in it: posted, held, released, noted, transferred, closed.
    async fn talk(&self) -> Chat {
        let (clinic, stores) = (&self.clinic, &self.stores);
        let chat = clinic.serve(stores).await;
        for _ in 0..3 {
            stored(clinic.post(stores, &chat, chat.visitor(), "hello").await.unwrap());
        }
        let (held, kept) =
            (clinic.held(&chat, chat.visitor(), "one"), clinic.held(&chat, chat.visitor(), "two"));
        let message = held.message;
        for new in [held, kept, clinic.note(&chat, Actor::Staff(clinic.nurse), "note")] {
            stored(stores.messages.post(new, Box::new(|_| ())).await.unwrap());
        }
        let close = Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None };
        for change in [Change::Release { by: clinic.nurse, message }, close] {
            clinic.change(stores, &chat, change).await.unwrap();
        }
        chat
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_sequenced_published_and_holds() {
    let scene = Scene::new().await;
    let organisation = scene.clinic.organisation;
    let published = TestDir::new();
    std::fs::create_dir(published.path()).unwrap();
    let log = scene
        .store
        .audit_log(organisation, Some(published.path().to_owned()))
        .with_copy_in(scene.keys.clone());
    let mut talks = 0;
    for _ in 0..40 {
        scene.talk().await;
        talks += 1;
        sequence_all(&log, organisation);
    }
    let report = report(scene.directory.path(), organisation);
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.entries, report.pending), (1 + talks * 10, 0));
    assert_eq!((report.messages, report.rows), (talks * 6, talks * 6));
    // Opened, joined, six texts, released, closed; the conversations and the organisation.
    assert_eq!((report.events, report.records), (talks * 10, talks + 1));
    assert_eq!(scene.stores.audit.progress(organisation).await.unwrap(), (report.entries, report.entries));

    let head = log.committed().unwrap().unwrap();
    assert_eq!(log.published().unwrap(), Some(head.clone()));
    assert_eq!(scene.keys.newest_head(organisation).await.unwrap(), Some(head.clone()));
    let file = published.path().join(format!("{organisation}.checkpoint"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), head.note);
    assert_eq!(std::fs::read_dir(published.path()).unwrap().count(), 1, "nothing is left beside it");
    let smaller = SignedHead { head: TreeHead::EMPTY, note: "older".into(), signed_at_ms: 0 };
    log.publish(&smaller).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), head.note);
    assert_eq!(log.published().unwrap(), Some(head));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_is_swapped_only_for_the_one_it_follows() {
    let scene = Scene::new().await;
    let log = scene.store.audit_log(scene.clinic.organisation, None);
    let head =
        |size| SignedHead { head: TreeHead { size, root: [3; 32] }, note: "note".into(), signed_at_ms: 1 };
    assert_eq!(log.commit(None, &head(1)).unwrap(), Committed::Conflict);
    assert_eq!(
        log.commit(Some(&head(0).head), &head(1)).unwrap(),
        Committed::Conflict,
        "the root counts too"
    );
    assert_eq!(log.commit(Some(&TreeHead::EMPTY), &head(1)).unwrap(), Committed::Done);
    assert_eq!(log.commit(Some(&TreeHead::EMPTY), &head(2)).unwrap(), Committed::Conflict);
    assert_eq!(log.committed().unwrap(), Some(head(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_not_begun_by_itself() {
    let scene = Scene::new().await;
    let other = Clinic::new(2);
    let entry = other.entry(bedside_audit::Action::OrganisationCreated, Actor::System);
    scene.store.add_organisation(other.named(), entry).await.unwrap();
    let log = scene.store.audit_log(other.organisation, None);
    assert!(matches!(sequence(&log, &signer(other.organisation), 1), Err(SequenceError::NoHead)));
    bedside_audit::create(&log, &signer(other.organisation), 1).unwrap();
    sequence_all(&log, other.organisation);
    assert!(report(scene.directory.path(), other.organisation).holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_later_is_not_in_a_snapshot() {
    let scene = Scene::new().await;
    scene.talk().await;
    let organisation = scene.clinic.organisation;
    let snapshot = bedside_storage::sqlite::verify_snapshot(scene.directory.path(), organisation).unwrap();
    scene.talk().await;
    assert_eq!(snapshot.leaves().count(), 11);
    let messages = snapshot.rows().filter(|row| matches!(row, Ok(StoredRow::Message(_))));
    assert_eq!(messages.count(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn tampering_is_found() {
    let scene = Scene::new().await;
    let organisation = scene.clinic.organisation;
    scene.talk().await;
    scene.talk().await;
    sequence_all(&scene.store.audit_log(organisation, None), organisation);
    scene.store.close();
    let swapped = "SELECT body FROM event WHERE kind = 2 AND rev = 4 LIMIT 1";
    let first = "(SELECT min(conversation) FROM event)";
    let last = "(SELECT max(conversation) FROM event)";
    for (name, sql, kind) in [
        (
            "body",
            format!("UPDATE event SET body = ({swapped}) WHERE rev = 3 AND conversation = {first}"),
            FindingKind::RowBody,
        ),
        (
            "row removed",
            format!("DELETE FROM event WHERE rev = 4 AND conversation = {first}"),
            FindingKind::RowMissing,
        ),
        (
            "seq",
            format!("UPDATE event SET seq = 2 WHERE rev = 3 AND conversation = {first}"),
            FindingKind::RowSeq,
        ),
        (
            "row moved",
            format!(
                "UPDATE event SET conversation = {last}, rev = 99 WHERE rev = 3 AND conversation = {first}"
            ),
            FindingKind::RowConversation,
        ),
        (
            "held shown",
            "UPDATE event SET kind = 2, seq = 9 WHERE kind = 3 AND rev = 7".into(),
            FindingKind::RowHeld,
        ),
        (
            "held body",
            "UPDATE event SET body = zeroblob(80) WHERE kind = 3 AND rev = 6".into(),
            FindingKind::RowHeld,
        ),
        (
            "message made a note",
            format!("UPDATE event SET kind = 5 WHERE rev = 3 AND conversation = {first}"),
            FindingKind::RowSeq,
        ),
        ("note made a message", "UPDATE event SET kind = 2 WHERE kind = 5".into(), FindingKind::RowSeq),
        ("note body", "UPDATE event SET body = zeroblob(80) WHERE kind = 5".into(), FindingKind::RowBody),
        ("author", "UPDATE event SET author = zeroblob(16) WHERE kind = 2 AND rev = 3".into(), FindingKind::RowAuthor),
        ("instant", "UPDATE event SET at = at + 3600000 WHERE kind = 2 AND rev = 3".into(), FindingKind::EventAltered),
        ("held, then released: held row removed", "DELETE FROM event WHERE kind = 3 AND rev = 6".into(), FindingKind::EventMissing),
        ("held, not released: row removed", "DELETE FROM event WHERE kind = 3 AND rev = 7".into(), FindingKind::RowMissing),
        ("releaser", "UPDATE event SET staff = zeroblob(16) WHERE kind = 4".into(), FindingKind::EventAltered),
        ("joining removed", "DELETE FROM event WHERE kind = 6".into(), FindingKind::EventMissing),
        ("joining inserted", "INSERT INTO event SELECT organisation, conversation, 99, kind, at, author_kind, author, seq, reason, message, \
          client_key, department, staff, body FROM event WHERE kind = 6 LIMIT 1".into(), FindingKind::EventWithoutEntry),
        ("conversation reopened", "UPDATE conversation SET phase = 1".into(), FindingKind::RecordAltered),
        ("conversation moved", "UPDATE conversation SET department = zeroblob(16)".into(), FindingKind::RecordAltered),
        ("conversation's opening", "UPDATE conversation SET opened_at = opened_at - 1".into(), FindingKind::RecordAltered),
        ("conversation's end", "UPDATE conversation SET closed_at = closed_at + 1".into(), FindingKind::RecordAltered),
        ("conversation's card", "UPDATE conversation SET card = zeroblob(80)".into(), FindingKind::RecordAltered),
        ("conversation removed", format!("DELETE FROM conversation WHERE id = {first}"), FindingKind::RecordAltered),
        ("served removed", format!("DELETE FROM served WHERE conversation = {first}"), FindingKind::RecordAltered),
        ("served added", "INSERT INTO served SELECT organisation, conversation, 9, zeroblob(16) FROM served".into(), FindingKind::RecordAltered),
        ("served altered", "UPDATE served SET staff = zeroblob(16)".into(), FindingKind::RecordAltered),
        ("organisation renamed", "UPDATE organisation SET name = 'another'".into(), FindingKind::RecordAltered),
        ("note removed", "DELETE FROM event WHERE kind = 5".into(), FindingKind::RowMissing),
        (
            "entry",
            "UPDATE audit_entry SET entry = (SELECT entry FROM audit_entry WHERE leaf = 5) WHERE leaf = 4"
                .into(),
            FindingKind::RootMismatch,
        ),
        ("entry removed", "DELETE FROM audit_entry WHERE leaf = 5".into(), FindingKind::LeafOrder),
        ("entries cut off", "DELETE FROM audit_entry WHERE leaf > 15".into(), FindingKind::EntriesMissing),
        ("tile", "UPDATE audit_tile SET hashes = zeroblob(length(hashes))".into(), FindingKind::TileMismatch),
        ("head", "DELETE FROM audit_head".into(), FindingKind::CheckpointMissing),
    ] {
        let copy = TestDir::new();
        copy_directory(scene.directory.path(), copy.path());
        let changed = Connection::open(copy.path().join("data.sqlite")).unwrap().execute(&sql, []).unwrap();
        assert!(changed > 0, "{name}");
        let report = report(copy.path(), organisation);
        assert!(report.count(kind) > 0, "{name}: {:?}", report.findings);
    }
}
