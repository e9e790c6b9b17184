//! Parts of the server that end while it runs, a place for checkpoints that goes away, keys and data that do not belong together:
//! each is seen, said, and made good.

use bedside_storage::sqlite::{SqliteKeyStore, SqliteOptions, verify_snapshot};
use tokio::time::{Duration, Instant, sleep};

use crate::app::{PATIENCE, TestApp, said};

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_ends_is_seen_and_begun_again() {
    let app = TestApp::start().await;
    app.until_ready_says(200, "ready").await;
    for (sequencer, word) in [(true, "sequencer"), (false, "housekeeping")] {
        let ended = app.metric("bedside_parts_ended_total").await;
        app.clock.break_on(sequencer);
        app.until_ready_says(503, word).await;
        app.clock.mend();
        app.until_ready_says(200, "ready").await;
        assert!(app.metric("bedside_parts_ended_total").await > ended);
    }
    // What runs again does its work: entries are signed, and that is looked at when the app is dropped, too.
    let (mut visitor, _staff, id) = app.chat().await;
    assert_eq!(visitor.socket.post(&id, &said("as before")).await["seq"], 1);
    until_signed(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_dies_makes_the_server_unready_and_loses_nothing() {
    let mut app = TestApp::start().await;
    let (mut visitor, staff, id) = app.chat().await;
    assert_eq!(visitor.socket.post(&id, &said("kept")).await["seq"], 1);
    app.disk.kill_data_writer();
    assert_eq!(visitor.socket.post(&id, &said("not kept")).await["type"], "busy");
    app.until_ready_says(503, "data-writer").await;
    assert!(app.metric("bedside_parts_ended_total").await >= 1);
    drop(staff);
    app.disk.restore();
    app.restart().await;
    app.until_ready_says(200, "ready").await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    assert_eq!(visitor.welcome["conversations"][0]["seq"], 1);

    app.disk.kill_key_writer();
    let mut other = app.visitor().await;
    let open = serde_json::json!({
        "type": "open", "client_key": crate::app::key(), "department": app.department("Front desk"),
        "consent_version": 1,
    });
    other.socket.send(open).await;
    assert_eq!(other.socket.expect("busy").await["queue"], "store");
    app.until_ready_says(503, "key-writer").await;
    app.disk.restore();
    app.restart().await;
    app.until_ready_says(200, "ready").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chats_and_the_log_go_on_while_checkpoints_cannot_be_published() {
    let mut app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    let (directory, away) = (app.config.data_dir.join("audit"), app.scratch("away"));
    std::fs::rename(&directory, &away).unwrap();
    let mut acknowledged = 0;
    for _ in 0..5 {
        acknowledged += 1;
        assert_eq!(visitor.socket.post(&id, &said("on")).await["seq"], acknowledged);
        until_signed(&app).await;
    }
    app.until_ready_says(200, "ready degraded:audit-unpublished").await;
    assert_eq!(app.metric("bedside_audit_logs_unpublished").await, 1);
    app.stop().await;
    // The key store heard of each signed head all the same: a roll-back would show.
    let signed = verify_snapshot(&app.config.data_dir, app.tenant().id).unwrap().committed().cloned();
    let options = SqliteOptions::at(bedside_domain::Millis(1));
    let keys = SqliteKeyStore::open(&app.config.data_dir, &options).unwrap();
    assert_eq!(keys.newest_head(app.tenant().id).await.unwrap(), signed);
    keys.close();
    // Nor does the start refuse.
    std::fs::write(&directory, "not a directory").unwrap();
    app.start_again().await;
    app.until_ready_says(200, "ready degraded:audit-unpublished").await;
    std::fs::remove_file(&directory).unwrap();
    std::fs::rename(&away, &directory).unwrap();
    app.until_ready_says(200, "ready").await;
    assert_eq!(app.metric("bedside_audit_logs_unpublished").await, 0);
    let organisation = app.tenant().id;
    let published = std::fs::read_to_string(directory.join(format!("{organisation}.checkpoint"))).unwrap();
    let snapshot = verify_snapshot(&app.config.data_dir, organisation).unwrap();
    assert!(published.lines().nth(1).unwrap().parse::<u64>().unwrap() > acknowledged);
    assert!(snapshot.committed().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_history_of_the_same_length_is_noticed_at_the_start() {
    let mut app = TestApp::start().await;
    until_signed(&app).await;
    app.stop().await;
    flip_remembered_root(&app).await;
    let error = app.restart_refused().await;
    assert!(error.contains("not those that the key store remembers"), "{error}");
    flip_remembered_root(&app).await;
    app.start_again().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_store_that_is_lost_is_not_replaced_by_a_new_one() {
    let mut app = TestApp::start().await;
    let (mut visitor, staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("sealed")).await;
    drop(staff);
    app.stop().await;
    let (keys, kept) = (app.config.data_dir.join("keys.sqlite"), app.scratch("kept"));
    std::fs::rename(&keys, &kept).unwrap();
    for _ in 0..2 {
        let error = app.restart_refused().await;
        assert!(
            error.contains("keys.sqlite has no key of organisation") && error.contains("backup"),
            "{error}"
        );
    }
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", keys.display()));
    }
    std::fs::rename(&kept, &keys).unwrap();
    app.start_again().await;
    visitor.reconnect(app.door(), &[(&id, 2)]).await;
    assert_eq!(visitor.socket.event("message").await["event"]["seq"], 1);
}

async fn flip_remembered_root(app: &TestApp) {
    let options = SqliteOptions::at(bedside_domain::Millis(1));
    let keys = SqliteKeyStore::open(&app.config.data_dir, &options).unwrap();
    let mut head = keys.newest_head(app.tenant().id).await.unwrap().expect("it is remembered");
    head.head.root[7] ^= 1;
    keys.remember_head(app.tenant().id, head).await.unwrap();
    keys.close();
}

/// Waits until every entry is under a signed head, published or not.
async fn until_signed(app: &TestApp) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let snapshot = verify_snapshot(&app.config.data_dir, app.tenant().id).unwrap();
        let signed = snapshot.committed().map_or(0, |head| head.head.size);
        if signed == snapshot.leaves().count() as u64 {
            return;
        }
        assert!(Instant::now() < deadline, "entries are not signed");
        sleep(Duration::from_millis(20)).await;
    }
}
