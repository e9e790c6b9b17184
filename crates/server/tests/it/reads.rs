//! Every read by staff is an entry, durable before the content is sent; and nothing is an entry that is no read or change.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::json;

use crate::app::{TestApp, key, said};

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_staff_leaves_exactly_its_entry() {
    use Action as A;
    let app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    let mut staff = app.staff(Role::Agent, &["Front desk"]).await;
    let mut want = vec![A::StaffSignedIn, A::ListShown];
    let id = staff.id.clone();
    assert_eq!(app.done_by(&id, None), want);
    staff.online().await;
    staff.online().await;
    want.push(A::StaffPresence);
    assert_eq!(app.done_by(&id, None), want, "saying twice what is so already is no entry");

    let chat = visitor.open(&app.department("Front desk")).await;
    staff.socket.expect("card").await;
    assert_eq!(
        app.done_to(&chat),
        [A::KeyCreated, A::ConversationOpened, A::ListShown],
        "the card that was shown to those on duty"
    );
    staff.accept(&chat).await;
    want.push(A::ConversationJoined);
    assert_eq!(app.done_by(&id, None), want);
    visitor.socket.post(&chat, &said("one")).await;
    staff.socket.event("message").await;
    assert_eq!(app.done_by(&id, None), want, "live delivery is covered by joining");
    staff.socket.post(&chat, &said("two")).await;
    want.push(A::MessagePosted);
    let note = json!({ "type": "note", "conversation": chat, "client_key": key(), "text": said("note") });
    staff.socket.send(note).await;
    staff.socket.expect("ack").await;
    want.push(A::NoteAdded);
    staff.socket.send(json!({ "type": "typing", "conversation": chat, "on": true })).await;
    staff.socket.send(json!({ "type": "receipt", "conversation": chat, "read": 2 })).await;
    staff.socket.resume(&chat, 0).await;
    assert_eq!(app.done_by(&id, None), want, "resuming what one serves is covered too");
    staff.close_and_read(&chat).await;
    want.extend([A::ConversationClosed, A::ConversationRead]);
    assert_eq!(app.done_by(&id, None), want);
    staff.get(&format!("/api/v1/staff/conversations/{chat}")).await;
    want.push(A::ConversationRead);
    staff.get("/api/v1/staff/conversations").await;
    want.push(A::ListShown);
    staff.get("/api/v1/staff/me").await;
    assert_eq!(app.done_by(&id, None), want, "one entry for each opening");

    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    supervisor.get(&format!("/api/v1/staff/conversations/{chat}")).await;
    assert_eq!(app.done_by(&supervisor.id, Some(&chat)), [A::ConversationRead]);
    staff.rest("POST", "/api/v1/staff/sign-out").await;
    want.extend([A::StaffSignedOut, A::StaffPresence]);
    staff.socket.bye().await;
    for _ in 0..50 {
        if app.done_by(&id, None) == want {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(app.done_by(&id, None), want);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_named_and_what_is_not_logged_is_not_shown() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("private")).await;
    staff.close_and_read(&id).await;
    let entry = app.entries().into_iter().rev().find(|entry| entry.action == Action::ListShown).unwrap();
    assert!(!entry.detail.is_none(), "a list names what was on it");
    // With the log away there is nothing to read.
    app.disk.cut();
    for path in [format!("/api/v1/staff/conversations/{id}"), "/api/v1/staff/conversations".to_owned()] {
        let answer = staff.get(&path).await;
        assert_eq!(answer.refusal(), (503, "unavailable".to_owned()), "{path}");
        assert!(!answer.text.contains("private") && !answer.text.contains(&id));
    }
    let mut tab = app.door().socket(&staff.ticket().await, &[]).await;
    let (bye, _) = tab.bye().await;
    assert_eq!((bye["code"].as_str(), bye["resumable"].as_bool()), (Some("unavailable"), Some(true)));
    assert!(tab.waiting.iter().all(|frame| frame["type"] != "cards"));
    app.disk.restore();
    assert_eq!(staff.get(&format!("/api/v1/staff/conversations/{id}")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_cannot_be_logged_is_not_shown() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut waiting = app.visitor().await;
    staff.socket.settle().await;
    app.disk.cut();
    waiting.socket.send(crate::app::Visitor::opening(&app.department("Front desk"), &key(), "cough")).await;
    assert_eq!(waiting.socket.expect("busy").await["queue"], "store");
    assert!(staff.socket.settle().await.iter().all(|frame| frame["type"] != "card"));
    app.disk.restore();
    waiting.open(&app.department("Front desk")).await;
    staff.socket.expect("card").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_sign_ins_are_entries_and_say_the_same_of_everyone() {
    let app = TestApp::start().await;
    let staff = app.agent().await;
    let mut answers = Vec::new();
    for (email, password) in
        [(&*staff.email, "wrong wrong wrong"), ("nobody@clinic.example", "wrong wrong wrong"), ("", "")]
    {
        let body = json!({ "email": email, "password": password });
        let answer = app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await;
        assert_eq!(answer.status, 401);
        assert!(!answer.headers.contains_key("set-cookie"));
        answers.push(answer.text);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let failed = app.entries().iter().filter(|entry| entry.action == Action::StaffSignInFailed).count();
    assert_eq!(failed, 2, "one of the account, and one of all that do not exist");
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_and_stops_are_entries() {
    let mut app = TestApp::start().await;
    app.restart().await;
    app.crash().await;
    let actions: Vec<Action> = app.entries().iter().map(|entry| entry.action).collect();
    let count = |action| actions.iter().filter(|found| **found == action).count();
    assert_eq!((count(Action::ServerStarted), count(Action::ServerStopped)), (3, 1));
    assert_eq!(actions[0], Action::OrganisationCreated);
}
