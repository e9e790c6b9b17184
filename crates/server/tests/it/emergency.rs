//! The emergency list runs before everything else: the number is shown at once, whatever becomes of the message.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{EMERGENCY, PATIENCE, Setup, TestApp, Visitor, key, post, said};

/// On the list.
const PHRASE: &str = "I have chest pain";

#[track_caller]
fn check(frame: &Value, conversation: Option<&str>) {
    assert_eq!(frame["number"], EMERGENCY);
    assert_eq!(frame["phone"], "+1 555 010 0000");
    assert_eq!(frame["conversation"].as_str(), conversation);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_see_it_at_once() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.settle().await;
    visitor.socket.send(post(&id, &key(), &said(PHRASE))).await;
    let first = visitor.socket.next().await.unwrap();
    assert_eq!(first["type"], "emergency", "before the acknowledgement: {first}");
    check(&first, Some(&id));
    check(&staff.socket.expect("emergency").await, Some(&id));
    visitor.socket.expect("ack").await;
    let urgent = |frame: &Value| frame["type"] == "card" && frame["card"]["urgent"] == true;
    staff.socket.find("an urgent card", urgent).await;
    // People hear of it at once; it is written down beside that.
    let written = async {
        while !app.done_to(&id).contains(&Action::EmergencyFlagged) {
            tokio::time::sleep(tokio::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, written).await.expect("an entry in time");
    // Said again: shown again, marked once.
    visitor.socket.post(&id, &said(PHRASE)).await;
    visitor.socket.expect("emergency").await;
    staff.socket.settle().await;
    assert_eq!(app.done_to(&id).iter().filter(|action| **action == Action::EmergencyFlagged).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_urgent_after_a_restart() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said(PHRASE)).await;
    staff.socket.find("an urgent card", |frame| frame["card"]["urgent"] == true).await;
    app.restart().await;
    staff.reconnect(app.door(), &[]).await;
    let cards = staff.socket.expect("cards").await;
    assert_eq!(cards["cards"][0]["urgent"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_a_held_and_a_limited_text_show_it_all_the_same() {
    let app = TestApp::with(Setup { messages_per_minute: 3, ..Setup::default() }).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let too_long = format!("{PHRASE} {}", "x".repeat(4_001));
    let control = format!("{PHRASE} \u{7}");
    let held = format!("{PHRASE} {}", "https://x.example ".repeat(6));
    for (text, answer) in [(too_long, "refused"), (control, "refused"), (held, "held")] {
        visitor.socket.settle().await;
        staff.socket.settle().await;
        visitor.socket.send(post(&id, &key(), &text)).await;
        let first = visitor.socket.next().await.unwrap();
        assert_eq!(first["type"], "emergency", "{first}");
        check(&staff.socket.expect("emergency").await, Some(&id));
        visitor.socket.expect(answer).await;
    }
    for _ in 0..3 {
        visitor.socket.post(&id, &said("fast")).await;
    }
    visitor.socket.settle().await;
    let busy = visitor.socket.post(&id, &said(PHRASE)).await;
    assert_eq!(busy["type"], "busy");
    check(&visitor.socket.expect("emergency").await, Some(&id));
    staff.socket.expect("emergency").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topic_is_looked_at_when_a_chat_is_opened_and_when_it_is_refused() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut visitor = app.visitor().await;
    let mut open = Visitor::opening(&app.department("Front desk"), &key(), PHRASE);
    open["consent_version"] = 99.into();
    visitor.socket.send(open.clone()).await;
    check(&visitor.socket.next().await.unwrap(), None);
    assert_eq!(visitor.socket.expect("refused").await["code"], "consent_outdated");
    open["consent_version"] = 1.into();
    visitor.socket.send(open).await;
    check(&visitor.socket.next().await.unwrap(), None);
    let id = visitor.socket.expect("opened").await["state"]["conversation"].as_str().unwrap().to_owned();
    let card = staff.socket.find("an urgent card", |frame| frame["card"]["urgent"] == true).await;
    assert_eq!(card["card"]["conversation"], id);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_where_there_is_no_conversation() {
    let app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    let nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    visitor.socket.send(post(nowhere, &key(), &said(PHRASE))).await;
    check(&visitor.socket.expect("emergency").await, None);
    assert_eq!(visitor.socket.expect("refused").await["code"], "not_found");
    // Staff who write of an emergency are no emergency.
    let (mut visitor, mut staff, id) = app.chat().await;
    staff.socket.post(&id, &said("do you have chest pain?")).await;
    visitor.socket.event("message").await;
    assert!(visitor.socket.settle().await.iter().all(|frame| frame["type"] != "emergency"));
    assert_eq!(json!(app.metric("bedside_emergencies_total").await), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_after_the_end_reaches_the_staff_of_the_department() {
    let app = TestApp::start().await;
    let mut colleague = app.agent().await;
    let mut stranger = app.staff(Role::Agent, &["Billing"]).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.send(json!({ "type": "close", "conversation": id, "ref": 7 })).await;
    assert_eq!(visitor.socket.answer(7).await["type"], "done");
    staff.socket.settle().await;
    let rate = |comment: &str| json!({ "type": "rate", "conversation": id, "score": 1, "comment": comment, "ref": 8 });
    visitor.socket.send(rate("slow")).await;
    assert_eq!(visitor.socket.answer(8).await["type"], "done");
    // What would be held in a chat, or refused there, is refused.
    for comment in [
        "see https://clinic.invalid/setup.exe",
        "a\u{7}b",
        "1 http://a.invalid 2 http://b.invalid 3 http://c.invalid 4 http://d.invalid 5 http://e.invalid 6 http://f.invalid",
    ] {
        visitor.socket.send(rate(comment)).await;
        assert_eq!(visitor.socket.answer(8).await["code"], "malformed", "{comment}");
    }
    let flagged = || app.done_to(&id).iter().filter(|done| **done == Action::EmergencyFlagged).count();
    for times in 1..=2 {
        visitor.socket.send(rate(&said(PHRASE))).await;
        check(&visitor.socket.expect("emergency").await, None);
        assert_eq!(visitor.socket.answer(8).await["type"], "done");
        for told in [&mut staff, &mut colleague] {
            let frame = told.socket.expect("emergency").await;
            check(&frame, Some(&id));
            assert_eq!(frame["department"], app.department("Front desk"));
        }
        let written = async {
            while flagged() < times {
                tokio::time::sleep(tokio::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, written).await.expect("an entry each time");
    }
    let heard = stranger.socket.settle().await;
    assert!(!heard.iter().any(|frame| frame["type"] == "emergency"), "of another department");
    let past = staff.get("/api/v1/staff/conversations").await.json();
    assert_eq!((&past["cards"][0]["conversation"], &past["cards"][0]["urgent"]), (&json!(id), &json!(true)));
}
