//! Reminders: of one's own chats, kept over restarts, with a card only when due, gone when done.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{Staff, TestApp};

const PATH: &str = "/api/v1/staff/reminders";
const MINUTE_MS: u64 = 60_000;

async fn remind(staff: &Staff, chat: &str, due_at: u64) -> u16 {
    staff.ask("POST", PATH, &json!({ "conversation": chat, "due_at": due_at })).await.status
}

async fn list(staff: &Staff) -> Value {
    let answer = staff.get(PATH).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn comes_back_at_its_time_after_a_restart_and_goes_when_it_is_done() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, chat) = app.chat().await;
    let now = list(&staff).await["server_time"].as_u64().unwrap();
    assert_eq!(remind(&staff, &chat, now - 1).await, 400);
    assert_eq!(remind(&staff, &chat, now + 91 * 24 * 60 * MINUTE_MS).await, 400);
    assert_eq!(remind(&staff, &chat, now + 60 * MINUTE_MS).await, 204);
    assert_eq!(remind(&staff, &chat, now + 10 * MINUTE_MS).await, 204, "it is moved");
    let close = json!({ "type": "close", "conversation": chat });
    assert_eq!(staff.request(close).await["type"], "done");
    let second = visitor.open(&app.department("Front desk")).await;
    let stranger = app.staff(Role::Agent, &["Front desk"]).await;
    assert_eq!(remind(&stranger, &chat, now + MINUTE_MS * 5).await, 404);
    assert_eq!(remind(&staff, &second, now + MINUTE_MS * 5).await, 404, "it is nobody's yet");
    assert_eq!(stranger.rest("DELETE", &format!("{PATH}/{chat}")).await.status, 404);

    app.restart().await;
    staff.reconnect(app.door(), &[]).await;
    let before = app.done_by(&staff.id, None).len();
    let early = list(&staff).await["reminders"].clone();
    assert_eq!(early, json!([{ "conversation": chat, "due_at": now + 10 * MINUTE_MS }]), "no card yet");
    app.clock.advance_ms(11 * MINUTE_MS);
    let due = list(&staff).await["reminders"].clone();
    assert_eq!(due[0]["card"]["conversation"], json!(chat));
    let since: Vec<Action> = app.done_by(&staff.id, None)[before..].to_vec();
    assert_eq!(since.iter().filter(|action| **action == Action::ListShown).count(), 1, "{since:?}");
    assert_eq!(staff.rest("DELETE", &format!("{PATH}/{chat}")).await.status, 204);
    assert_eq!(staff.rest("DELETE", &format!("{PATH}/{chat}")).await.status, 404);
    assert_eq!(list(&staff).await["reminders"], json!([]));
    let done = app.done_by(&staff.id, Some(&chat));
    assert_eq!(done.iter().filter(|action| **action == Action::ReminderSet).count(), 2);
    assert_eq!(done.last(), Some(&Action::ReminderDone));
}
