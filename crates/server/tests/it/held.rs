//! What the guard holds or refuses: held texts are kept and can be released, the others are answered with a clear word.

use bedside_audit::Action;
use serde_json::json;

use crate::app::{Setup, TestApp, key, said};

fn links(count: usize) -> String {
    said(&"https://pictures.example/x ".repeat(count))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_message_waits_for_release_and_takes_the_next_place() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("one")).await;
    let key = key();
    let held = visitor.socket.post_as(&id, &key, &links(6)).await;
    assert_eq!((held["type"].as_str(), held["reason"].as_str()), (Some("held"), Some("many_links")));
    assert_eq!(held["rev"], 4);
    assert!(held.get("seq").is_none(), "it has no place yet");
    for socket in [&mut visitor.socket, &mut staff.socket] {
        let event = socket.event("held").await;
        assert_eq!((event["rev"].as_u64(), &event["event"]["message"]), (Some(4), &held["message"]));
        assert_eq!(event["event"]["text"], links(6));
    }
    assert_eq!(visitor.socket.post_as(&id, &key, &links(6)).await, held, "a retry gets the same answer");
    assert_eq!(visitor.socket.post(&id, &said("two")).await["seq"], 2);

    let release = json!({ "type": "release", "conversation": id, "message": held["message"] });
    assert_eq!(staff.request(release.clone()).await["type"], "done");
    for socket in [&mut visitor.socket, &mut staff.socket] {
        let event = socket.event("released").await;
        assert_eq!((event["rev"].as_u64(), event["event"]["seq"].as_u64()), (Some(6), Some(3)));
        assert_eq!(event["event"]["by"]["id"], staff.id);
        assert_eq!(event["event"]["text"], links(6));
    }
    let again = staff.request(release).await;
    assert!(matches!(again["code"].as_str(), None | Some("not_found")), "twice is not two: {again}");
    // A late retry hears that it is a message by now.
    let late = visitor.socket.post_as(&id, &key, &links(6)).await;
    assert!(late["type"] == "ack" && late["seq"] == 3 || late == held, "{late}");
    assert_eq!(visitor.socket.post(&id, &said("three")).await["seq"], 4);
    let done = app.done_to(&id);
    assert_eq!(done.iter().filter(|action| **action == Action::MessageHeld).count(), 1);
    assert_eq!(done.iter().filter(|action| **action == Action::MessageReleased).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dangerous_link_of_staff_is_held_from_the_visitor() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let text = said("https://downloads.example/setup.exe");
    let held = staff.socket.post(&id, &text).await;
    assert_eq!((held["type"].as_str(), held["reason"].as_str()), (Some("held"), Some("dangerous_link")));
    assert_eq!(visitor.socket.event("empty").await["rev"], held["rev"]);
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    visitor.socket.expect("resumed").await;
    assert!(visitor.socket.waiting.iter().all(|frame| !frame.to_string().contains("setup")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_releases_nothing() {
    let app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    let held = visitor.socket.post(&id, &links(6)).await;
    let release = json!({ "type": "release", "conversation": id, "message": held["message"], "ref": 9 });
    visitor.socket.send(release).await;
    assert_eq!(visitor.socket.answer(9).await["code"], "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_rule_is_refused_with_its_name() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let cases = [
        (String::new(), "empty"),
        (" \n\t ".to_owned(), "empty"),
        ("\u{200B}\u{FEFF}".to_owned(), "empty"),
        ("x".repeat(4_001), "too_long"),
        ("bell \u{7}".to_owned(), "control_characters"),
        ("nul \0".to_owned(), "control_characters"),
    ];
    for (text, want) in cases {
        for socket in [&mut visitor.socket, &mut staff.socket] {
            let refused = socket.post(&id, &text).await;
            assert_eq!((refused["type"].as_str(), refused["code"].as_str()), (Some("refused"), Some(want)));
            assert_eq!(refused["conversation"], id);
        }
    }
    // The longest that is allowed is allowed, in code points.
    let longest = format!("{}{}", "é".repeat(3_900), "👋".repeat(100));
    assert_eq!(visitor.socket.post(&id, &longest).await["seq"], 1);
    assert_eq!(staff.socket.event("message").await["event"]["text"], longest);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_fast_is_told_when_to_try_again() {
    let app = TestApp::with(Setup { messages_per_minute: 5, ..Setup::default() }).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    for seq in 1..=5 {
        assert_eq!(visitor.socket.post(&id, &said("fast")).await["seq"], seq);
    }
    let key = key();
    let busy = visitor.socket.post_as(&id, &key, &said("faster")).await;
    assert_eq!((busy["type"].as_str(), busy["queue"].as_str()), (Some("busy"), Some("messages")));
    let wait_s = busy["retry_after_s"].as_u64().unwrap();
    assert!((1..=120).contains(&wait_s), "{busy}");
    // Staff are not slowed down, and nor is another visitor.
    for _ in 0..10 {
        assert_eq!(staff.socket.post(&id, &said("calm")).await["type"], "ack");
    }
    // Who waits as long as they were told is let through.
    app.clock.advance_ms(wait_s * 1_000);
    assert_eq!(visitor.socket.post_as(&id, &key, &said("faster")).await["seq"], 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_connection_does_not_make_one_faster() {
    let app = TestApp::with(Setup { messages_per_minute: 5, ..Setup::default() }).await;
    let (mut visitor, _staff, id) = app.chat().await;
    for seq in 1..=5 {
        assert_eq!(visitor.socket.post(&id, &said("fast")).await["seq"], seq);
    }
    visitor.reconnect(app.door(), &[]).await;
    assert_eq!(visitor.socket.post(&id, &said("faster")).await["type"], "busy");
}
