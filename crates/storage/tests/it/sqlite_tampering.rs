//! What the log says of blocks, reminders, ratings, warnings and reopenings is compared with the rows.

use bedside_audit::{Action, FindingKind};
use bedside_domain::{
    Actor, BanReason, CloseReason, ConversationId, MessageBody, Millis, PersonId, StaffId, VisitorId,
};
use bedside_keys::Sealable;
use bedside_storage::{
    Bans, Change, Figures, Reminders, StoredBan, StoredRating, StoredReminder, sqlite::SqliteKeyStore,
    sqlite::SqliteStore,
};
use rusqlite::Connection;

use crate::support::{
    Chat, Clinic, Stores, TestDir, add_with_log, assert_holds, copy_directory, open, options, report, text,
};

/// Each way, and what is found.
const TAMPERINGS: &[(&str, FindingKind)] = &[
    ("UPDATE rating SET score = 5", FindingKind::RecordAltered),
    ("UPDATE rating SET comment = NULL", FindingKind::RecordAltered),
    ("UPDATE rating SET at = at + 1", FindingKind::RecordAltered),
    ("DELETE FROM rating", FindingKind::RecordMissing),
    (
        "INSERT INTO rating SELECT organisation, zeroblob(16), id, score, at, comment FROM rating",
        FindingKind::RecordWithoutEntry,
    ),
    ("UPDATE ban SET until = until - 1", FindingKind::RecordAltered),
    ("UPDATE ban SET reason = 'threat'", FindingKind::RecordAltered),
    ("DELETE FROM ban WHERE person = (SELECT min(person) FROM ban)", FindingKind::RecordAltered),
    ("DELETE FROM ban", FindingKind::RecordMissing),
    ("UPDATE reminder SET due_at = due_at + 1", FindingKind::RecordAltered),
    ("DELETE FROM reminder", FindingKind::RecordMissing),
    (
        "INSERT INTO reminder SELECT organisation, zeroblob(16), conversation, due_at FROM reminder",
        FindingKind::RecordWithoutEntry,
    ),
    ("UPDATE event SET reason = 1 WHERE kind = 9", FindingKind::EventAltered),
    ("UPDATE event SET reason = NULL WHERE kind = 9", FindingKind::EventAltered),
    ("UPDATE event SET staff = zeroblob(16) WHERE kind = 11", FindingKind::EventAltered),
    ("UPDATE event SET staff = NULL WHERE kind = 11", FindingKind::EventAltered),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_block_reminder_rating_warning_or_reopening_is_found() {
    let directory = TestDir::new();
    let clinic = Clinic::new(1);
    fill(&directory, &clinic).await;
    assert_holds(directory.path(), clinic.organisation);
    for (number, (sql, finding)) in TAMPERINGS.iter().enumerate() {
        let copy = TestDir::new();
        copy_directory(directory.path(), copy.path());
        let db = Connection::open(copy.path().join("data.sqlite")).unwrap();
        assert_ne!(db.execute(sql, []).unwrap(), 0, "{number}: nothing was altered by {sql}");
        drop(db);
        let report = report(copy.path(), clinic.organisation);
        let found: Vec<_> = report.findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(found, [*finding], "{sql}");
    }
}

/// Each of them, one that was undone or moved, and lists that are empty again.
async fn fill(directory: &TestDir, clinic: &Clinic) {
    let store = open(directory.path());
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    add_with_log(&store, clinic).await.unwrap();
    let chat = clinic.serve(&stores).await;
    clinic.change(&stores, &chat, Change::WarnIdle { seconds: 120 }).await.unwrap();
    close(clinic, &stores, &chat).await;
    let again = Change::Reopen { by: chat.visitor, preferred: Some(clinic.nurse) };
    clinic.change(&stores, &chat, again).await.unwrap();
    close(clinic, &stores, &chat).await;
    let other = clinic.open(&stores).await;
    close(clinic, &stores, &other).await;
    let again = Change::Reopen { by: other.visitor, preferred: None };
    clinic.change(&stores, &other, again).await.unwrap();

    for (id, score) in [([1; 16], 1), ([2; 16], 2)] {
        let body = MessageBody::decode(&text("it was slow")).unwrap();
        let comment = Some(clinic.seal(chat.id, id, &body));
        let rating = StoredRating { id, score, at: Millis(5), comment };
        let entry = clinic.entry(Action::ConversationRated, chat.visitor());
        assert!(store.rate(clinic.organisation, chat.id, rating, entry).await.unwrap());
    }
    for (person, until) in [(1, 10), (2, 500), (3, 500), (4, 500)] {
        block(clinic, &store, chat.id, person, until).await;
    }
    block(clinic, &store, chat.id, 3, 600).await;
    let lift = clinic.entry(Action::VisitorUnblocked, Actor::Staff(clinic.nurse));
    assert!(store.lift(clinic.organisation, PersonId::from_bytes([2; 16]), lift).await.unwrap());
    let over = clinic.entry(Action::VisitorBlocksEnded, Actor::System);
    assert_eq!(store.sweep(clinic.organisation, Millis(100), over).await.unwrap(), 1);

    remind(clinic, &store, clinic.nurse, chat.id, 1_000).await;
    remind(clinic, &store, clinic.nurse, chat.id, 2_000).await;
    remind(clinic, &store, clinic.doctor, chat.id, 1_000).await;
    let done = clinic.entry(Action::ReminderDone, Actor::Staff(clinic.doctor));
    assert!(store.remove(clinic.organisation, clinic.doctor, chat.id, done).await.unwrap());
    store.close();
    keys.close();
}

async fn close(clinic: &Clinic, stores: &Stores, chat: &Chat) {
    let close = Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None };
    clinic.change(stores, chat, close).await.unwrap();
}

async fn block(clinic: &Clinic, store: &SqliteStore, conversation: ConversationId, person: u8, until: u64) {
    let ban = StoredBan {
        organisation: clinic.organisation,
        person: PersonId::from_bytes([person; 16]),
        visitor: VisitorId::from_bytes([person; 16]),
        conversation,
        department: clinic.department,
        reason: BanReason::Spam,
        by: clinic.nurse,
        at: Millis(5),
        until: Millis(until),
    };
    let entry = clinic.entry(Action::VisitorBlocked, Actor::Staff(clinic.nurse));
    Bans::put(store, ban, entry).await.unwrap();
}

async fn remind(clinic: &Clinic, store: &SqliteStore, staff: StaffId, conversation: ConversationId, at: u64) {
    let reminder = StoredReminder { conversation, due_at: Millis(at) };
    let entry = clinic.entry(Action::ReminderSet, Actor::Staff(staff));
    assert!(Reminders::put(store, clinic.organisation, staff, reminder, 10, entry).await.unwrap());
}
