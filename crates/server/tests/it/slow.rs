//! Readers that do not read, and peers that are gone without a word.

use std::time::Instant;

use serde_json::{Value, json};
use tokio::time::{Duration, sleep};

use bedside_domain::Role;

use crate::app::{Door, PASSWORD, TestApp, Visitor, key, post, said};

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_ended_told_why_and_resumes_with_nothing_missing() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let narrow = Door { receive_bytes: Some(4_096), ..app.door() };
    staff.reconnect(narrow, &[(&id, 0)]).await;
    staff.socket.expect("resumed").await;
    // It reads nothing from here on, while more comes than fits between the two.
    let long = said(&"\u{1F44B}".repeat(3_900));
    let mut sent = 0;
    while app.metric("bedside_slow_readers_total").await == 0 && sent < 2_000 {
        for _ in 0..100 {
            visitor.socket.send(post(&id, &key(), &long)).await;
        }
        sent += 100;
        let last = sent;
        visitor.socket.find("acks", |frame| frame["type"] == "ack" && frame["seq"] == last).await;
        visitor.socket.settle().await;
        if sent >= 600 {
            break;
        }
    }
    staff.socket.waiting.clear();
    let (frames, code) = staff.socket.until_closed().await;
    let bye = frames.last().expect("a bye");
    assert_eq!((bye["type"].as_str(), bye["code"].as_str(), code), (Some("bye"), Some("slow_reader"), 4429));
    assert_eq!((bye["resumable"].as_bool(), bye["retry_after_s"].as_u64()), (Some(true), Some(1)));
    assert_eq!(app.metric("bedside_slow_readers_total").await, 1);
    // What it had read is without gaps, and the rest comes with a resume.
    let mut revs: Vec<u64> = revs_of(&frames);
    let had = revs.len() as u64;
    assert!(had < sent);
    assert_eq!(revs, (3..3 + had).collect::<Vec<_>>());
    staff.reconnect(app.door(), &[]).await;
    let mut more = true;
    while more {
        let page;
        (page, more) = staff.socket.resume(&id, revs.last().copied().unwrap_or(2)).await;
        revs.extend(revs_of(&page));
    }
    assert_eq!(revs, (3..3 + sent).collect::<Vec<_>>());
}

fn revs_of(frames: &[Value]) -> Vec<u64> {
    frames
        .iter()
        .filter(|frame| frame["type"] == "event")
        .map(|frame| frame["rev"].as_u64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_live_while_a_replay_waits_does_not_end_the_connection() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut chats = Vec::new();
    let long = said(&"\u{1F44B}".repeat(2_000));
    for _ in 0..3 {
        let mut visitor = app.visitor().await;
        let id = visitor.open(&app.department("Front desk")).await;
        staff.accept(&id).await;
        for _ in 0..190 {
            visitor.socket.send(post(&id, &key(), &long)).await;
        }
        visitor.socket.find("acks", |frame| frame["type"] == "ack" && frame["seq"] == 190).await;
        staff.socket.settle().await;
        chats.push((visitor, id));
    }
    let resume: Vec<(&str, u64)> = chats.iter().map(|(_, id)| (&**id, 0)).collect();
    let narrow = Door { receive_bytes: Some(4_096), ..app.door() };
    let mut slow = narrow.socket(&staff.ticket().await, &resume).await;
    // More is replayed than the queue holds, and it is read slowly; meanwhile people type.
    for round in 0..60 {
        for (visitor, id) in &mut chats {
            visitor.socket.send(json!({ "type": "typing", "conversation": id, "on": round % 2 == 0 })).await;
        }
        let frames = slow.listen(Duration::from_millis(5)).await;
        slow.waiting.extend(frames);
    }
    for (_, id) in &chats {
        slow.find("the end of a replay", |frame| frame["type"] == "resumed" && frame["conversation"] == **id)
            .await;
    }
    assert_eq!(app.metric("bedside_slow_readers_total").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_peer_is_noticed_within_thirty_seconds() {
    let app = TestApp::start().await;
    let (visitor, mut staff, _id) = app.chat().await;
    // The socket stays open and nobody answers on it: no pong, no frame. The other side stays alive.
    let begun = Instant::now();
    loop {
        let gone = |frame: &Value| frame["type"] == "here" && frame["here"] == false;
        if staff.socket.listen(Duration::from_secs(1)).await.iter().any(gone) {
            break;
        }
        staff.socket.ping().await;
        assert!(begun.elapsed() < Duration::from_secs(30), "the dead peer is still there");
    }
    assert!(begun.elapsed() > Duration::from_secs(20), "it was given time: {:?}", begun.elapsed());
    drop(visitor);
    sleep(Duration::from_millis(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_waiting_list_reaches_a_console_that_connects() {
    let app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut waiting = Vec::new();
    // More than any buffer of the connection holds, in one frame.
    for _ in 0..450 {
        let mut visitor = app.visitor().await;
        let mut opening = Visitor::opening(&department, &key(), "cough");
        opening["name"] = format!("Quillfeather {}", "\u{1F44B}".repeat(100)).into();
        opening["topic"] = said(&"\u{1F44B}".repeat(90)).into();
        visitor.socket.send(opening).await;
        visitor.socket.expect("opened").await;
        waiting.push(visitor);
    }
    let (_, email) = app.add_staff_to(app.tenant(), Role::Agent, &["Front desk"]).await;
    let body = json!({ "email": email, "password": PASSWORD });
    let signed_in = app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await;
    let cookie = signed_in.cookie();
    let with = Some(("cookie", cookie.as_str()));
    let ticket = app.door().ask("POST", "/api/v1/staff/tickets", with, &Value::Null).await.json();
    let mut console = app.door().socket(ticket["ticket"].as_str().unwrap(), &[]).await;
    console.expect("welcome").await;
    let list = console.expect("cards").await;
    assert_eq!(list["cards"].as_array().unwrap().len(), waiting.len());
    assert!(list.to_string().len() > 400_000, "{}", list.to_string().len());
}
