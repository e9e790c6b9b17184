//! A retry under the same client key gets the same answer, after a restart too; the same key with other text is refused.

use serde_json::json;

use crate::app::{TestApp, Visitor, key, said};

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_gets_the_same_answer_and_is_stored_once() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let key = key();
    let text = said("my card is 4111 1111 1111 1111");
    let first = visitor.socket.post_as(&id, &key, &text).await;
    assert_eq!(first["type"], "ack");
    assert_eq!(visitor.socket.post_as(&id, &key, &text).await, first);

    for crash in [false, true] {
        if crash {
            app.crash().await;
        } else {
            app.restart().await;
        }
        visitor.reconnect(app.door(), &[(&id, 0)]).await;
        assert_eq!(visitor.socket.post_as(&id, &key, &text).await, first, "after a restart");
        visitor.socket.expect("resumed").await;
        let messages = visitor.socket.waiting.iter().filter(|f| f["event"]["kind"] == "message").count();
        assert_eq!(messages, 1);
    }
    staff.reconnect(app.door(), &[(&id, 0)]).await;
    staff.socket.expect("resumed").await;
    assert_eq!(staff.socket.waiting.iter().filter(|f| f["event"]["kind"] == "message").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_for_one_text() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let key = key();
    assert_eq!(visitor.socket.post_as(&id, &key, &said("one")).await["seq"], 1);
    let refused = visitor.socket.post_as(&id, &key, &said("two")).await;
    assert_eq!(
        (refused["type"].as_str(), refused["code"].as_str()),
        (Some("refused"), Some("client_key_reused"))
    );
    // Keys are per author: the other side may have the same one.
    assert_eq!(staff.socket.post_as(&id, &key, &said("three")).await["seq"], 2);
    // And per conversation, notes and messages together.
    let note = json!({ "type": "note", "conversation": id, "client_key": key, "text": said("three") });
    staff.socket.send(note).await;
    assert_eq!(staff.socket.expect("refused").await["code"], "client_key_reused");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_retries_at_once_store_one_message() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let mut other_tab = app.door().socket(&visitor.ticket().await, &[]).await;
    other_tab.expect("welcome").await;
    let key = key();
    for _ in 0..20 {
        visitor.socket.send(crate::app::post(&id, &key, &said("once"))).await;
        other_tab.send(crate::app::post(&id, &key, &said("once"))).await;
    }
    let first = visitor.socket.expect("ack").await;
    for _ in 1..20 {
        assert_eq!(visitor.socket.expect("ack").await, first);
    }
    for _ in 0..20 {
        assert_eq!(other_tab.expect("ack").await, first);
    }
    assert_eq!(staff.socket.event("message").await["event"]["seq"], 1);
    assert!(staff.socket.settle().await.iter().all(|frame| frame["event"]["kind"] != "message"));
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_twice_with_one_key_opens_once() {
    let mut app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    let (department, key) = (app.department("Front desk"), key());
    let frame = Visitor::opening(&department, &key, "cough");
    visitor.socket.send(frame.clone()).await;
    visitor.socket.send(frame.clone()).await;
    let first = visitor.socket.expect("opened").await;
    assert_eq!(
        visitor.socket.expect("opened").await["state"]["conversation"],
        first["state"]["conversation"]
    );
    app.restart().await;
    visitor.reconnect(app.door(), &[]).await;
    visitor.socket.send(frame).await;
    assert_eq!(
        visitor.socket.expect("opened").await["state"]["conversation"],
        first["state"]["conversation"]
    );
    // Another key asks for another one, and there may be one only.
    visitor.socket.send(Visitor::opening(&department, &crate::app::key(), "cough")).await;
    let refused = visitor.socket.expect("refused").await;
    assert_eq!(refused["code"], "already_open");
    assert_eq!(refused["conversation"], first["state"]["conversation"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_has_one_form() {
    let app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    let cases = [
        (json!({ "sealed": "AAAA", "key_id": "BBBB" }), "sealed_not_allowed"),
        (json!({ "text": "a", "sealed": "AAAA", "key_id": "BBBB" }), "malformed"),
        (json!({ "sealed": "AAAA" }), "malformed"),
        (json!({ "key_id": "BBBB" }), "malformed"),
        (json!({}), "malformed"),
    ];
    for (form, want) in cases {
        let key = key();
        let mut frame = json!({ "type": "post", "conversation": id, "client_key": key });
        frame.as_object_mut().unwrap().extend(form.as_object().unwrap().clone());
        visitor.socket.send(frame).await;
        let refused = visitor.socket.expect("refused").await;
        assert_eq!(
            (refused["client_key"].as_str(), refused["code"].as_str()),
            (Some(&*key), Some(want)),
            "{form}"
        );
    }
    assert_eq!(visitor.socket.post(&id, &said("and still it works")).await["seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_the_chat_was_passed_on_or_ended_gets_the_first_answer() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let (mine, theirs, noted) = (key(), key(), key());
    let text = said("my card is 4111 1111 1111 1111, call 212-555-0142");
    let first = visitor.socket.post_as(&id, &mine, &text).await;
    let answer = staff.socket.post_as(&id, &theirs, &said("yes")).await;
    let note =
        |text: &str| json!({ "type": "note", "conversation": id, "client_key": noted, "text": said(text) });
    staff.socket.send(note("asked")).await;
    let note_answer = staff.socket.find("ack", |frame| frame["client_key"] == noted).await;
    assert_eq!((first["type"].as_str(), answer["type"].as_str()), (Some("ack"), Some("ack")));
    assert_eq!(note_answer["type"], "ack");

    let away = json!({ "type": "transfer", "conversation": id, "department": app.department("Billing") });
    assert_eq!(staff.request(away).await["type"], "done");
    let mut stranger = app.agent().await;
    for closed in [false, true] {
        if closed {
            visitor.socket.send(json!({ "type": "close", "conversation": id, "ref": 9 })).await;
            assert_eq!(visitor.socket.answer(9).await["type"], "done");
        }
        for restarted in [false, true] {
            if restarted {
                app.restart().await;
                visitor.reconnect(app.door(), &[]).await;
                staff.reconnect(app.door(), &[]).await;
                stranger.reconnect(app.door(), &[]).await;
            }
            let context = format!("closed {closed}, restarted {restarted}");
            assert_eq!(visitor.socket.post_as(&id, &mine, &text).await, first, "{context}");
            assert_eq!(staff.socket.post_as(&id, &theirs, &said("yes")).await, answer, "{context}");
            staff.socket.send(note("asked")).await;
            let again = staff.socket.find("ack", |frame| frame["client_key"] == noted).await;
            assert_eq!(again, note_answer, "{context}");
            // The same key with other text, another key, and somebody else's key.
            let reused = staff.socket.post_as(&id, &theirs, &said("no")).await;
            assert_eq!(reused["code"], "client_key_reused", "{context}");
            let fresh = staff.socket.post(&id, &said("yes")).await;
            assert_eq!(fresh["code"], "not_found", "{context}");
            assert_eq!(stranger.socket.post_as(&id, &theirs, &said("yes")).await["code"], "not_found");
            if closed {
                let fresh = visitor.socket.post(&id, &said("one more")).await;
                assert_eq!(fresh["type"], "refused", "{context}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_of_opening_finds_the_chat_that_has_ended() {
    let app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    let frame = Visitor::opening(&app.department("Front desk"), &key(), "cough");
    visitor.socket.send(frame.clone()).await;
    let id = visitor.socket.expect("opened").await["state"]["conversation"].as_str().unwrap().to_owned();
    visitor.socket.send(json!({ "type": "close", "conversation": id, "ref": 9 })).await;
    assert_eq!(visitor.socket.answer(9).await["type"], "done");
    visitor.socket.send(frame.clone()).await;
    let again = visitor.socket.expect("opened").await;
    assert_eq!(again["state"]["conversation"], id);
    assert_eq!(
        (again["state"]["phase"].as_str(), again["state"]["close_reason"].as_str()),
        (Some("closed"), Some("visitor_ended"))
    );
    visitor.socket.waiting.clear();
    let (events, _) = visitor.socket.resume(&id, 0).await;
    assert_eq!(events.last().unwrap()["event"]["kind"], "closed");
    // Nothing was opened by it, so another one may be.
    visitor.open(&app.department("Front desk")).await;
}
