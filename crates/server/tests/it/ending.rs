//! How a chat ends by itself, and how its patient goes on with it.

use bedside_audit::Action;
use bedside_domain::{Clock as _, Role};
use serde_json::{Value, json};
use tokio::time::Duration;

use crate::app::{TestApp, Visitor, key, said};

/// Longer than the server takes to look after quiet conversations.
const A_ROUND: Duration = Duration::from_millis(5_600);
const MINUTE: u64 = 60_000;

impl Visitor {
    /// Goes on with a conversation; returns what came of it.
    async fn reopen(&mut self, conversation: &str) -> Value {
        let client_key = key();
        let reopen = json!({ "type": "reopen", "client_key": client_key, "conversation": conversation });
        self.socket.send(reopen).await;
        self.socket.find("answer to reopen", |frame| frame["client_key"] == client_key.as_str()).await
    }

    async fn close(&mut self, conversation: &str) {
        self.socket.send(json!({ "type": "close", "conversation": conversation, "ref": 7 })).await;
        assert_eq!(self.socket.answer(7).await["type"], "done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_chat_is_warned_at_ten_minutes_and_ends_at_fifteen() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("hello")).await;
    // It is the staff's turn: nobody is warned for that.
    app.clock.advance_ms(20 * MINUTE);
    assert!(visitor.socket.listen(A_ROUND).await.iter().all(|frame| frame["event"]["kind"] != "idle_warned"));
    let said_at = staff.socket.post(&id, &said("how can I help?")).await["at"].as_u64().unwrap();
    app.clock.advance_ms(10 * MINUTE);
    let warned = visitor.socket.event("idle_warned").await;
    let ends_at = warned["event"]["ends_at"].as_u64().unwrap();
    let (least, most) = (said_at + 15 * MINUTE, app.clock.now().0 + 5 * MINUTE);
    assert!((least..=most + 1_000).contains(&ends_at), "{ends_at} is not in {least}..{most}");
    assert_eq!(staff.socket.event("idle_warned").await["event"]["ends_at"], ends_at, "staff hear of it too");
    app.clock.advance_ms(ends_at.saturating_sub(app.clock.now().0));
    for socket in [&mut visitor.socket, &mut staff.socket] {
        let closed = socket.event("closed").await;
        assert_eq!(
            (&closed["event"]["reason"], &closed["event"]["by"]["kind"]),
            (&json!("inactive"), &json!("system"))
        );
        assert!(closed["at"].as_u64().unwrap() >= ends_at, "not before it was said");
    }
    assert_eq!(app.done_to(&id)[..].iter().filter(|done| **done == Action::IdleWarned).count(), 1);
    assert!(app.done_to(&id).contains(&Action::ConversationExpired));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_still_here_has_their_time_again() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    staff.socket.post(&id, &said("how can I help?")).await;
    let here = json!({ "type": "still_here", "conversation": id, "ref": 3 });
    visitor.socket.send(here.clone()).await;
    assert_eq!(visitor.socket.answer(3).await["type"], "done", "nobody asked, and nothing is written");
    app.clock.advance_ms(11 * MINUTE);
    let ends_at = visitor.socket.event("idle_warned").await["event"]["ends_at"].as_u64().unwrap();
    visitor.socket.send(here).await;
    staff.socket.event("still_here").await;
    app.clock.advance_ms(ends_at.saturating_sub(app.clock.now().0) + 1_000);
    let heard = visitor.socket.listen(A_ROUND).await;
    assert!(heard.iter().all(|frame| frame["event"]["kind"] != "closed"), "{heard:?}");
    // A message does the same, and staff who ask in somebody's name are refused.
    staff.socket.send(json!({ "type": "still_here", "conversation": id, "ref": 4 })).await;
    assert_eq!(staff.socket.answer(4).await["code"], "not_found");
    assert_eq!(visitor.socket.post(&id, &said("yes")).await["type"], "ack");
    assert_eq!(app.done_to(&id).iter().filter(|done| **done == Action::StillHere).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_outlives_a_restart_and_so_does_its_time() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    staff.socket.post(&id, &said("how can I help?")).await;
    app.clock.advance_ms(10 * MINUTE);
    let ends_at = visitor.socket.event("idle_warned").await["event"]["ends_at"].as_u64().unwrap();
    app.restart().await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    staff.reconnect(app.door(), &[]).await;
    assert_eq!(visitor.socket.event("idle_warned").await["event"]["ends_at"], ends_at);
    app.clock.advance_ms(4 * MINUTE);
    let heard = visitor.socket.listen(A_ROUND).await;
    assert!(heard.iter().all(|frame| frame["event"]["kind"] != "closed"), "a minute is left: {heard:?}");
    app.clock.advance_ms(ends_at.saturating_sub(app.clock.now().0));
    let closed = visitor.socket.event("closed").await;
    assert_eq!(closed["event"]["reason"], "inactive");
    assert!(closed["at"].as_u64().unwrap() >= ends_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_away_is_not_ended_on_return() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    staff.socket.post(&id, &said("how can I help?")).await;
    app.clock.advance_ms(10 * MINUTE);
    visitor.socket.event("idle_warned").await;
    drop(std::mem::replace(&mut visitor.socket, app.visitor().await.socket));
    staff.socket.find("the visitor goes", |frame| frame["type"] == "here" && frame["here"] == false).await;
    app.clock.advance_ms(6 * MINUTE);
    visitor.reconnect(app.door(), &[(&id, 5)]).await;
    let again = visitor.socket.event("idle_warned").await["event"]["ends_at"].as_u64().unwrap();
    assert!(again >= app.clock.now().0 + 4 * MINUTE, "they have time to answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_goes_on_with_the_same_chat_and_the_same_person() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let mut other = app.agent().await;
    visitor.socket.post(&id, &said("one more thing")).await;
    let closed = {
        visitor.close(&id).await;
        visitor.socket.event("closed").await
    };
    let until = closed["event"]["reopen_until"].as_u64().unwrap();
    assert_eq!(until, closed["at"].as_u64().unwrap() + 30 * MINUTE);
    assert_eq!(closed["event"]["ask_rating"], true);
    assert!(staff.socket.event("closed").await["event"].get("reopen_until").is_none(), "it is not for staff");

    let staff_id = staff.id.clone();
    let opened = visitor.reopen(&id).await;
    assert_eq!((&opened["type"], &opened["state"]["phase"]), (&json!("opened"), &json!("waiting")));
    assert!(opened["state"].get("close_reason").is_none());
    // Again: the same answer.
    assert_eq!(visitor.reopen(&id).await["type"], "opened");
    let offered = |frame: &Value| {
        frame["type"] == "card"
            && frame["card"]["preferred"] == staff_id.as_str()
            && frame["card"]["visitor_here"] == true
    };
    staff.socket.find("a card that is offered to who served it", offered).await;
    let taken = other.request(json!({ "type": "accept", "conversation": id })).await;
    assert_eq!(taken["code"], "not_now");
    staff.accept(&id).await;
    assert_eq!(visitor.socket.post(&id, &said("here I am again")).await["type"], "ack");
    let (events, _) = visitor.socket.resume(&id, 0).await;
    let kinds: Vec<_> =
        events.iter().map(|event| event["event"]["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["opened", "joined", "message", "closed", "reopened", "joined", "message"]);
    let done: Vec<_> =
        app.done_to(&id).into_iter().filter(|done| *done == Action::ConversationReopened).collect();
    assert_eq!(done.len(), 1, "audited once");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_goes_on_too_late_or_with_what_is_not_theirs() {
    let mut app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    let mut stranger = app.visitor().await;
    visitor.close(&id).await;
    assert_eq!(stranger.reopen(&id).await["code"], "not_found");
    let mut agent = app.staff(Role::Agent, &["Front desk"]).await;
    let client_key = key();
    agent.socket.send(json!({ "type": "reopen", "client_key": client_key, "conversation": id })).await;
    let refused = agent.socket.find("refused", |frame| frame["client_key"] == client_key.as_str()).await;
    assert_eq!(refused["code"], "not_found");
    // Another chat is open: one at a time.
    let second = visitor.open(&app.department("Front desk")).await;
    assert_eq!(visitor.reopen(&id).await["code"], "already_open");
    visitor.close(&second).await;
    // After a restart too, until the time is over.
    app.restart().await;
    visitor.reconnect(app.door(), &[]).await;
    assert_eq!(visitor.reopen(&id).await["type"], "opened");
    visitor.close(&id).await;
    app.clock.advance_ms(30 * MINUTE + 1_000);
    let late = visitor.reopen(&id).await;
    assert_eq!(late["code"], "not_now");
    assert!(late["message"].as_str().unwrap().contains("start a new one"));
}
