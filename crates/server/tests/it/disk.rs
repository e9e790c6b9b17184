//! Disks that are full or broken, keyrings that are missing or wrong: a clear word, and nothing acknowledged is lost.

use std::os::unix::fs::PermissionsExt;

use bedside_keys::Keyring;
use bedside_server::{Installation, SystemRng};
use serde_json::json;

use crate::app::{Setup, TestApp, key, said};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_busy_and_loses_nothing_acknowledged() {
    let mut app = TestApp::with(Setup { max_bytes: Some(700 * 1024), ..Setup::default() }).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let mut acknowledged = 0;
    let (busy, unsent, text) = loop {
        let (key, text) = (key(), said(&format!("{} {}", acknowledged, "x".repeat(3_900))));
        let answer = visitor.socket.post_as(&id, &key, &text).await;
        match answer["type"].as_str().unwrap() {
            "ack" => {
                acknowledged += 1;
                assert_eq!(answer["seq"], acknowledged);
                assert!(acknowledged < 1_000, "the disk never fills");
            }
            _ => break (answer, key, text),
        }
    };
    assert_eq!((busy["type"].as_str(), busy["queue"].as_str()), (Some("busy"), Some("store")));
    assert!(busy["retry_after_s"].as_u64().unwrap() > 0);
    assert!(acknowledged > 5);
    // Reading goes on as far as it needs no entry; nothing that was refused is shown.
    let seen = staff.socket.settle().await.iter().filter(|frame| frame["event"]["kind"] == "message").count();
    assert_eq!(seen as u64, acknowledged);
    // With room again everything is there, and what was not sent can be sent.
    app.restart_with_room(None).await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    assert_eq!(visitor.welcome["conversations"][0]["seq"], acknowledged);
    assert_eq!(visitor.socket.post_as(&id, &unsent, &text).await["seq"], acknowledged + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_and_comes_back() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    assert_eq!(visitor.socket.post(&id, &said("before")).await["seq"], 1);
    app.disk.cut();
    let (first, second) = (key(), key());
    for (key, text) in [(&first, "one"), (&second, "two")] {
        let answer = visitor.socket.post_as(&id, key, &said(text)).await;
        assert_eq!((answer["type"].as_str(), answer["queue"].as_str()), (Some("busy"), Some("store")));
    }
    let note = json!({ "type": "note", "conversation": id, "client_key": key(), "text": said("note") });
    staff.socket.send(note).await;
    assert_eq!(staff.socket.expect("busy").await["queue"], "store");
    staff.socket.send(json!({ "type": "close", "conversation": id, "ref": 4 })).await;
    assert_eq!(staff.socket.answer(4).await["type"], "busy");
    let header = visitor.authorization();
    let body = json!({ "site": app.tenant().site, "consent_version": 1 });
    let answer =
        app.door().ask("POST", "/api/v1/visitor/sessions", Some(("authorization", &header)), &body).await;
    assert_eq!(answer.refusal(), (503, "unavailable".to_owned()));
    assert!(answer.headers.contains_key("retry-after"));
    app.disk.restore();
    assert_eq!(visitor.socket.post_as(&id, &first, &said("one")).await["seq"], 2);
    assert_eq!(visitor.socket.post_as(&id, &second, &said("two")).await["seq"], 3);
    for seq in 1..=3 {
        assert_eq!(staff.socket.event("message").await["event"]["seq"], seq);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_done_but_reported_lost_is_found_by_its_key() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let key = key();
    app.disk.mute();
    let answer = visitor.socket.post_as(&id, &key, &said("is it there")).await;
    assert_eq!(answer["type"], "busy", "{answer}");
    app.disk.restore();
    let ack = visitor.socket.post_as(&id, &key, &said("is it there")).await;
    assert_eq!((ack["type"].as_str(), ack["seq"].as_u64()), (Some("ack"), Some(1)));
    assert_eq!(visitor.socket.post(&id, &said("next")).await["seq"], 2);
    // Whoever was connected must learn of it too: the hole in the revs makes a client ask.
    let (events, _) = staff.socket.resume(&id, 2).await;
    let seqs: Vec<u64> = events.iter().filter_map(|event| event["event"]["seq"].as_u64()).collect();
    assert!(seqs.contains(&1) && seqs.contains(&2), "{events:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_is_missing_or_wrong_stops_the_start_and_says_so() {
    let mut app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("hello")).await;
    let config = app.config.clone();
    let keyring = std::fs::read_to_string(&config.keyring_file).unwrap();
    // The files are in use while the server runs, so look at a copy of the configuration with another data directory.
    let elsewhere = app.scratch("elsewhere");
    let other = bedside_server::config::Config { data_dir: elsewhere, ..config.clone() };
    let refused = async |config: &bedside_server::config::Config, words: &[&str]| {
        let error = Installation::open(config).await.err().expect("it does not open").to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
        assert!(
            !error.contains(keyring.lines().last().unwrap().split(' ').next_back().unwrap()),
            "no key in an error"
        );
    };
    std::fs::remove_file(&config.keyring_file).unwrap();
    refused(&other, &["does not exist", "bedside keys init"]).await;
    for (text, words) in [("", ["line 1", "backup"]), ("bedside-keyring v1\n", ["keyring", "backup"])] {
        std::fs::write(&config.keyring_file, text).unwrap();
        std::fs::set_permissions(&config.keyring_file, std::fs::Permissions::from_mode(0o600)).unwrap();
        refused(&other, &words).await;
    }
    std::fs::write(&config.keyring_file, &keyring).unwrap();
    std::fs::set_permissions(&config.keyring_file, std::fs::Permissions::from_mode(0o644)).unwrap();
    refused(&other, &["0644", "chmod 600"]).await;
    std::fs::set_permissions(&config.keyring_file, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::create_dir_all(&other.data_dir).unwrap();
    let inside = other.data_dir.join("keyring");
    std::fs::copy(&config.keyring_file, &inside).unwrap();
    refused(&bedside_server::config::Config { keyring_file: inside, ..other.clone() }, &["data directory"])
        .await;

    // Another keyring than the one that the data were sealed under.
    let wrong = app.scratch("wrong-keyring");
    std::fs::write(&wrong, Keyring::generate(&SystemRng, 0).to_text().as_bytes()).unwrap();
    std::fs::set_permissions(&wrong, std::fs::Permissions::from_mode(0o600)).unwrap();
    let right = std::mem::replace(&mut app.config.keyring_file, wrong);
    let error = app.restart_refused().await;
    assert!(error.contains("keyring"), "{error}");
    app.config.keyring_file = right;
    app.start_again().await;
    visitor.reconnect(app.door(), &[(&id, 2)]).await;
    assert_eq!(visitor.socket.event("message").await["event"]["seq"], 1);
}
