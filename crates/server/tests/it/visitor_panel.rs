//! What staff see of a visitor beside the chat: page and device, sealed like the answers, and past chats of the same person.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::json;

use crate::app::{TestApp, Visitor, key};

#[tokio::test(flavor = "multi_thread")]
async fn page_and_device_reach_who_serves_it_and_a_reader_and_no_query_is_kept() {
    let mut app = TestApp::start().await;
    let mut agent = app.agent().await;
    let mut visitor = app.visitor().await;
    let mut open = Visitor::opening(&app.department("Front desk"), &key(), "cough");
    open["page"] = "https://clinic.example/hours?ref=secret-word#part".into();
    open["device"] = json!({ "kind": "phone", "browser": "firefox" });
    visitor.socket.send(open).await;
    let opened = visitor.socket.expect("opened").await;
    assert!(!opened.to_string().contains("clinic.example/hours"), "it is for staff");
    let chat = opened["state"]["conversation"].as_str().unwrap().to_owned();
    let about = |body: &serde_json::Value, what: &str| {
        let all = body["details"].as_array().unwrap();
        all.iter().find(|detail| detail["about"] == what).map(|detail| detail["text"].clone())
    };
    let joined = agent.accept(&chat).await;
    assert_eq!(about(&joined, "page").unwrap(), "https://clinic.example/hours");
    assert_eq!(about(&joined, "device").unwrap(), "phone firefox");
    assert_eq!(joined["details"][0]["label"], "Call-back number", "answers come first, as ever");
    app.restart().await;
    agent.reconnect(app.door(), &[]).await;
    assert_eq!(about(&agent.accept(&chat).await, "device").unwrap(), "phone firefox");
    agent.close_and_read(&chat).await;
    let read = agent.get(&format!("/api/v1/staff/conversations/{chat}")).await.json();
    assert_eq!(about(&read, "page").unwrap(), "https://clinic.example/hours");

    // What is no address opens a chat all the same, and is not kept.
    let mut open = Visitor::opening(&app.department("Front desk"), &key(), "cough");
    open["page"] = "javascript:alert(1)".into();
    let mut other = app.visitor().await;
    other.socket.send(open).await;
    let opened = other.socket.expect("opened").await;
    let joined = agent.accept(opened["state"]["conversation"].as_str().unwrap()).await;
    assert_eq!(about(&joined, "page"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn past_chats_of_the_same_person_are_for_who_may_read_them() {
    let app = TestApp::start().await;
    let (mut visitor, mut first, old) = app.chat().await;
    first.close_and_read(&old).await;
    visitor.socket.settle().await;
    let new = visitor.open(&app.department("Front desk")).await;
    let mut colleague = app.agent().await;
    colleague.accept(&new).await;
    let path = format!("/api/v1/staff/conversations/{new}/person");

    let past = colleague.get(&path).await.json();
    assert_eq!(
        (past["cards"].as_array().unwrap().len(), past["others"].as_u64()),
        (0, Some(1)),
        "not theirs"
    );
    assert_eq!(first.get(&path).await.refusal().1, "not_found", "who does not serve the present chat");
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    assert_eq!(supervisor.get(&path).await.refusal().1, "not_found", "an open chat is not theirs to read");
    let transfer = json!({ "type": "close", "conversation": new });
    assert_eq!(colleague.request(transfer).await["type"], "done");
    let past = supervisor.get(&path).await.json();
    assert_eq!((&past["cards"][0]["conversation"], past["others"].as_u64()), (&json!(old), Some(0)));
    assert_eq!(app.done_by(&supervisor.id, None).last(), Some(&Action::ListShown));

    // Of somebody else nothing is there.
    let mut stranger = app.visitor().await;
    let theirs = stranger.open(&app.department("Front desk")).await;
    colleague.accept(&theirs).await;
    let none = colleague.get(&format!("/api/v1/staff/conversations/{theirs}/person")).await.json();
    assert_eq!(none, json!({ "cards": [], "others": 0 }));
}
