//! Supervisors: watching a chat unseen, a private word to who serves it, taking it over, and a colleague's availability.

use std::{sync::mpsc, time::Duration};

use bedside_audit::Action;
use bedside_domain::Role;
use bedside_storage::sqlite::FaultPoint;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::app::{PATIENCE, Staff, TestApp, key, post, said};

impl Staff {
    async fn watch(&mut self, chat: &str) -> Value {
        self.request(json!({ "type": "watch", "conversation": chat })).await
    }

    async fn whisper(&mut self, chat: &str, text: &str) -> Value {
        let client_key = key();
        let note =
            json!({ "type": "note", "conversation": chat, "client_key": client_key, "text": said(text) });
        self.socket.send(note).await;
        self.socket.find("an answer", |frame| frame["client_key"] == *client_key).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_watches_unseen_and_each_opening_is_an_entry_before_it() {
    let app = TestApp::start().await;
    let (mut visitor, mut agent, chat) = app.chat().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    visitor.socket.post(&chat, &said("call me at 415-555-0132")).await;
    agent.socket.event("message").await;
    visitor.socket.settle().await;
    agent.socket.settle().await;

    let watching = supervisor.watch(&chat).await;
    assert_eq!(watching["type"], "watching", "{watching}");
    let first = supervisor.socket.event("message").await;
    let text = first["event"]["text"].as_str().unwrap().to_owned();
    assert!(!text.contains("415-555"), "what is hidden is hidden from who only watches: {text}");
    supervisor.socket.expect("resumed").await;
    assert_eq!(app.done_by(&supervisor.id, Some(&chat)), [Action::ConversationRead]);

    // Live, masked as before, and nobody is told.
    visitor.socket.post(&chat, &said("or at 415-555-0199")).await;
    let live = supervisor.socket.event("message").await["event"]["text"].as_str().unwrap().to_owned();
    assert!(!live.contains("415-555"), "{live}");
    supervisor.socket.send(json!({ "type": "typing", "conversation": chat, "on": true })).await;
    supervisor.socket.send(json!({ "type": "receipt", "conversation": chat, "read": 2 })).await;
    supervisor.socket.send(json!({ "type": "unwatch", "conversation": chat })).await;
    supervisor.socket.settle().await;
    for heard in [visitor.socket.settle().await, agent.socket.settle().await] {
        let names = heard.iter().any(|frame| frame.to_string().contains(&supervisor.id));
        assert!(!names, "nobody hears of who watches: {heard:#?}");
    }
    visitor.socket.post(&chat, &said("after")).await;
    agent.socket.event("message").await;
    assert!(supervisor.socket.settle().await.iter().all(|frame| frame["type"] != "event"));

    // Without the entry nothing is sent.
    app.disk.cut();
    assert_ne!(supervisor.watch(&chat).await["type"], "watching");
    assert!(supervisor.socket.settle().await.iter().all(|frame| frame["type"] != "event"));
    app.disk.restore();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_supervise_watches_nothing() {
    let app = TestApp::start().await;
    let (_visitor, mut serving, chat) = app.chat().await;
    let mut colleague = app.agent().await;
    let mut elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;
    for staff in [&mut colleague, &mut elsewhere] {
        assert_eq!(staff.watch(&chat).await["code"], "not_found");
        let taken = staff.request(json!({ "type": "accept", "conversation": chat, "take_over": true })).await;
        assert_eq!(taken["code"], "not_found");
        assert_eq!(staff.whisper(&chat, "psst").await["code"], "not_found");
        let of = format!("/api/v1/staff/board/chats?department={}", app.department("Front desk"));
        assert_eq!(staff.get(&of).await.refusal(), (403, "forbidden".to_owned()));
        let set = json!({ "type": "presence", "state": "away", "staff": serving.id });
        assert_eq!(staff.request(set).await["code"], "forbidden");
    }
    assert!(app.done_by(&colleague.id, Some(&chat)).iter().all(|action| *action == Action::AccessDenied));
    assert_eq!(serving.socket.post(&chat, &said("still here")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_watch_while_the_chat_is_passed_on_is_not_let_in_behind_it() {
    let app = TestApp::start().await;
    let (mut visitor, mut agent, chat) = app.chat().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    agent.socket.settle().await;
    supervisor.socket.settle().await;
    // The writer stands still with the first write, and the others queue up behind it: the transfer, then the entry of the reading.
    let (going, begun) = mpsc::channel();
    let (go, wait) = mpsc::channel::<()>();
    app.disk.watch(Some(Box::new(move |point| {
        if point == FaultPoint::BeforeCommit && going.send(()).is_ok() {
            let _ = wait.recv();
        }
    })));
    visitor.socket.send(post(&chat, &key(), &said("wait"))).await;
    tokio::task::block_in_place(|| begun.recv_timeout(PATIENCE)).expect("a write has begun");
    drop(begun);
    agent
        .socket
        .send(json!({ "type": "transfer", "conversation": chat, "department": app.department("Billing") }))
        .await;
    // Nobody hears what is queued. Should it come to be queued too late, there is nothing to be seen here, and nothing fails.
    sleep(Duration::from_millis(500)).await;
    supervisor.socket.send(json!({ "type": "watch", "conversation": chat, "ref": 3 })).await;
    sleep(Duration::from_millis(500)).await;
    drop(go);
    agent.socket.event("transferred").await;
    supervisor.socket.answer(3).await;
    app.disk.watch(None);
    supervisor.socket.settle().await;
    visitor.socket.post(&chat, &said("for billing only")).await;
    let heard = supervisor.socket.settle().await;
    assert!(heard.iter().all(|frame| frame["type"] != "event"), "{heard:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whisper_reaches_who_serves_and_never_the_patient() {
    let app = TestApp::start().await;
    let (mut visitor, mut agent, chat) = app.chat().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    assert_eq!(supervisor.whisper(&chat, "too soon").await["code"], "not_found", "only who watches");
    assert_eq!(supervisor.watch(&chat).await["type"], "watching");
    assert_eq!(supervisor.whisper(&chat, "offer her Tuesday").await["type"], "ack");
    let note = agent.socket.event("note").await;
    assert_eq!(note["event"]["author"]["id"], supervisor.id);
    assert!(note["event"]["text"].as_str().unwrap().contains("offer her Tuesday"));
    assert_eq!(visitor.socket.event("empty").await["rev"], note["rev"]);
    let done = app.done_by(&supervisor.id, Some(&chat));
    let of = |wanted| done.iter().filter(|action| **action == wanted).count();
    assert_eq!((of(Action::ConversationRead), of(Action::NoteAdded)), (1, 1), "{done:?}");
    let post = supervisor.socket.post(&chat, &said("to the patient")).await;
    assert_eq!(post["code"], "not_found", "a watcher never writes to the patient");
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_over_tells_the_patient_and_leaves_the_former_nothing_more() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut agent, chat) = app.chat().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    let of = format!("/api/v1/staff/board/chats?department={}", app.department("Front desk"));
    assert_eq!(supervisor.get(&of).await.json()["cards"][0]["conversation"], chat);
    supervisor.watch(&chat).await;
    let taken = json!({ "type": "accept", "conversation": chat, "take_over": true });
    assert_eq!(supervisor.request(taken.clone()).await["type"], "joined");
    let joined =
        |frame: &Value| frame["event"]["kind"] == "joined" && frame["event"]["staff"]["id"] == supervisor.id;
    visitor.socket.find("the patient is told", joined).await;
    agent.socket.find("the former is told", joined).await;
    agent.socket.expect("card_gone").await;
    visitor.socket.post(&chat, &said("hello, 415-555-0132")).await;
    let text = supervisor.socket.event("message").await["event"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("415-555-0132"), "who serves reads what is hidden from others: {text}");
    assert!(agent.socket.settle().await.iter().all(|frame| frame["event"]["kind"] != "message"));
    assert_eq!(agent.socket.post(&chat, &said("I am still here")).await["code"], "not_found");
    assert_eq!(supervisor.socket.post(&chat, &said("I am here now")).await["type"], "ack");
    assert_eq!(supervisor.request(taken).await["type"], "joined", "safe to repeat");
    // It is so after a restart, too.
    app.restart().await;
    visitor.reconnect(app.door(), &[]).await;
    supervisor.reconnect(app.door(), &[]).await;
    assert_eq!(supervisor.socket.post(&chat, &said("and after")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_sets_a_colleagues_availability_and_they_hear_by_whom() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    let set = |state: &str| json!({ "type": "presence", "state": state, "staff": agent.id });
    let (away, online) = (set("away"), set("online"));
    assert_eq!(supervisor.request(away.clone()).await["type"], "done");
    let by = |frame: &Value| frame["type"] == "presence" && frame["by"]["id"] == supervisor.id;
    assert_eq!(agent.socket.find("by whom", by).await["state"], "away");
    assert_eq!(supervisor.request(away).await["type"], "done", "so already");
    assert_eq!(supervisor.request(online.clone()).await["type"], "done");
    let set = app.done_by(&supervisor.id, None).into_iter().filter(|it| *it == Action::StaffPresence);
    assert_eq!(set.count(), 2, "what was so already is no entry");
    supervisor.socket.settle().await;
    drop(agent);
    supervisor.socket.find("gone", |frame| frame["type"] == "presence" && frame["state"] == "away").await;
    assert_eq!(supervisor.request(online).await["code"], "not_now");
}
