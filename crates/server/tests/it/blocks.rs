//! A blocked visitor opens no chats until the block ends, keeps the session by which they are known, and is not left alone in an
//! emergency.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{EMERGENCY, Staff, TestApp, Visitor, key, said};

const PATH: &str = "/api/v1/staff/blocks";
const HOUR_MS: u64 = 3_600_000;

async fn block(staff: &Staff, chat: &str, hours: u32) -> (u16, String) {
    let body = json!({ "conversation": chat, "reason": "abusive", "hours": hours });
    let answer = staff.ask("POST", PATH, &body).await;
    (answer.status, answer.text)
}

async fn blocked(staff: &Staff) -> Value {
    staff.get(PATH).await.json()["blocked"].clone()
}

async fn open(app: &TestApp, visitor: &mut Visitor, topic: &str) -> Value {
    let key = key();
    visitor.socket.send(Visitor::opening(&app.department("Front desk"), &key, topic)).await;
    visitor.socket.find("an answer to open", |frame| frame["client_key"] == key.as_str()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn blocked_until_it_ends_over_restarts_and_new_sessions_and_reached_by_emergencies() {
    let mut app = TestApp::start().await;
    let (mut visitor, staff, chat) = app.chat().await;
    assert_eq!(block(&staff, &chat, 0).await.0, 400);
    assert_eq!(block(&staff, &chat, 721).await.0, 400);
    assert_eq!(block(&staff, &chat, 48).await, (204, String::new()));
    visitor.socket.event("closed").await;
    let reopen = json!({ "type": "reopen", "client_key": key(), "conversation": chat });
    visitor.socket.send(reopen).await;
    assert_eq!(
        visitor.socket.expect("refused").await["code"],
        "blocked",
        "nor is the ended chat gone on with"
    );
    let refused = open(&app, &mut visitor, "again").await;
    assert_eq!((&refused["type"], &refused["code"]), (&json!("refused"), &json!("blocked")));
    let until = refused["opens_at"].as_u64().unwrap();
    let mut left = Visitor::opening(&app.department("Front desk"), &key(), "again");
    left["leave_message"] = json!("here is what I think");
    visitor.socket.send(left).await;
    assert_eq!(visitor.socket.expect("refused").await["code"], "blocked", "no message can be left either");

    app.restart().await;
    visitor.reconnect(app.door(), &[]).await;
    assert_eq!(open(&app, &mut visitor, "again").await["opens_at"], until);
    // Ending the session or asking for another changes nothing.
    let header = visitor.authorization();
    let with = Some(("authorization", header.as_str()));
    let ended = app.door().ask("DELETE", "/api/v1/visitor/session", with, &Value::Null).await;
    assert_eq!(ended.status, 204);
    let body = json!({ "site": app.tenant().site, "consent_version": 1 });
    let again = app.door().ask("POST", "/api/v1/visitor/sessions", with, &body).await;
    assert_eq!((again.status, again.json()["visitor"].as_str()), (201, Some(visitor.id.as_str())));
    let mut other = app.visitor().await;
    assert_eq!(open(&app, &mut other, "a rash").await["type"], "opened", "nobody else is touched");

    // What sounds like an emergency gets through.
    let opened = open(&app, &mut visitor, "I have chest pain").await;
    assert_eq!(visitor.socket.expect("emergency").await["number"], EMERGENCY);
    assert_eq!(opened["type"], "opened", "{opened}");
    let chat = opened["state"]["conversation"].as_str().unwrap().to_owned();
    visitor.socket.send(json!({ "type": "close", "conversation": chat, "ref": 9 })).await;
    assert_eq!(visitor.socket.answer(9).await["type"], "done");

    // Longer than a session lasts otherwise; then it is over.
    app.clock.advance_ms(47 * HOUR_MS);
    visitor.reconnect(app.door(), &[]).await;
    assert_eq!(open(&app, &mut visitor, "again").await["code"], "blocked");
    app.clock.advance_ms(HOUR_MS);
    let mut visitor = app.visitor().await;
    assert_eq!(open(&app, &mut visitor, "again").await["type"], "opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_block_and_who_may_undo_it() {
    let app = TestApp::start().await;
    let (mut visitor, staff, chat) = app.chat().await;
    let colleague = app.staff(Role::Agent, &["Front desk"]).await;
    let elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;
    let officer = app.staff(Role::SecurityOfficer, &["Front desk"]).await;
    for other in [&colleague, &elsewhere, &officer] {
        assert_eq!(block(other, &chat, 1).await.0, 404);
        assert_eq!(app.done_by(&other.id, Some(&chat)), [Action::AccessDenied]);
    }
    assert_eq!(block(&staff, &chat, 1).await.0, 204);
    let list = blocked(&colleague).await;
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!((&list[0]["conversation"], &list[0]["reason"]), (&json!(chat), &json!("abusive")));
    assert_eq!(list[0]["by"]["id"], staff.id);
    for other in [&elsewhere, &officer] {
        assert_eq!(blocked(other).await, json!([]));
        assert_eq!(other.rest("DELETE", &format!("{PATH}/{chat}")).await.status, 404);
    }
    let before = app.done_by(&colleague.id, None).len();
    assert_eq!(blocked(&colleague).await, list);
    assert_eq!(colleague.rest("DELETE", &format!("{PATH}/{chat}")).await.status, 204);
    assert_eq!(app.done_by(&colleague.id, None)[before..], [Action::ListShown, Action::VisitorUnblocked]);
    assert_eq!(colleague.rest("DELETE", &format!("{PATH}/{chat}")).await.status, 404);
    assert_eq!(open(&app, &mut visitor, "sorry").await["type"], "opened");
    assert!(app.done_by(&staff.id, None).contains(&Action::VisitorBlocked));
    // An ended chat, by who served it and by who looks after the department.
    assert_eq!(block(&staff, &chat, 1).await.0, 204);
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    assert_eq!(block(&supervisor, &chat, 2).await.0, 204);
    assert_eq!(blocked(&supervisor).await.as_array().unwrap().len(), 1, "one block, changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_what_the_person_has_open_elsewhere_but_an_emergency() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, past) = app.chat().await;
    assert_eq!(staff.request(json!({ "type": "close", "conversation": past })).await["type"], "done");
    visitor.socket.event("closed").await;
    let mut colleague = app.agent().await;
    let opened = open(&app, &mut visitor, "once more").await;
    let running = opened["state"]["conversation"].as_str().unwrap().to_owned();
    colleague.accept(&running).await;
    assert_eq!(block(&staff, &past, 1).await, (204, String::new()));
    let closed = visitor.socket.find("the end", |frame| frame["event"]["kind"] == "closed").await;
    assert_eq!(closed["conversation"], running.as_str());
    assert_eq!(closed["event"]["reason"], "staff_closed");
    colleague.socket.event("closed").await;

    let opened = open(&app, &mut visitor, "I have chest pain").await;
    let urgent = opened["state"]["conversation"].as_str().unwrap().to_owned();
    visitor.socket.settle().await;
    assert_eq!(block(&staff, &past, 2).await.0, 204, "renewed");
    assert_eq!(visitor.socket.post(&urgent, &said("it hurts")).await["type"], "ack", "nobody is left alone");
}
