//! Every action of the audit registry is written by real code: one scenario does them all.

use std::collections::BTreeSet;

use bedside_audit::{Action, ActorKind, Entry};
use bedside_domain::{Clock, Role};
use bedside_server::{
    admin_protocol::{Reply, Request},
    administration::Operator,
};
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

use crate::app::{PATIENCE, TestApp, Visitor, key, said};

/// Fixed from the first release on so that its verifier knows them; written once messages are masked afterwards and
/// conversations reach the end of their retention.
const LATER: [Action; 2] = [Action::ConversationShredded, Action::MessageMasked];
const DAY_MS: u64 = 24 * 3_600_000;

#[tokio::test(flavor = "multi_thread")]
async fn every_action_is_written_by_somebody() {
    let mut app = TestApp::start().await;
    a_chat_that_goes_on(&app).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("posted")).await;
    let held = visitor.socket.post(&id, &said(&"https://pictures.example/x ".repeat(6))).await;
    let release = json!({ "type": "release", "conversation": id, "message": held["message"] });
    assert_eq!(staff.request(release).await["type"], "done");
    assert_eq!(visitor.socket.post(&id, "").await["type"], "refused");
    let flagged = visitor.socket.post(&id, &said("I have chest pain")).await;
    let note = json!({ "type": "note", "conversation": id, "client_key": key(), "text": said("note") });
    staff.socket.send(note).await;
    staff.socket.expect("ack").await;
    let close = json!({ "type": "close", "conversation": id });
    assert_eq!(staff.request(close).await["type"], "done");
    assert_eq!(staff.get(&format!("/api/v1/staff/conversations/{id}")).await.status, 200);
    let remind = json!({ "conversation": id, "due_at": app.clock.now().0 + DAY_MS });
    assert_eq!(staff.ask("POST", "/api/v1/staff/reminders", &remind).await.status, 204);
    assert_eq!(staff.rest("DELETE", &format!("/api/v1/staff/reminders/{id}")).await.status, 204);
    let block = json!({ "conversation": id, "reason": "other", "hours": 1 });
    assert_eq!(staff.ask("POST", "/api/v1/staff/blocks", &block).await.status, 204);
    assert_eq!(staff.rest("DELETE", &format!("/api/v1/staff/blocks/{id}")).await.status, 204);

    // A visitor who asks for a second chat, whose key dies at once; the first is passed on, and left by its visitor.
    let mut other = app.visitor().await;
    let open = Visitor::opening(&app.department("Front desk"), &key(), "cough");
    other.socket.send(open).await;
    let left = other.socket.expect("opened").await["state"]["conversation"].as_str().unwrap().to_owned();
    let second = key();
    other.socket.send(Visitor::opening(&app.department("Billing"), &second, "bill")).await;
    let refused = other.socket.find("an answer", |frame| frame["client_key"] == *second).await;
    assert_eq!((refused["type"].as_str(), refused["code"].as_str()), (Some("refused"), Some("already_open")));
    staff.accept(&left).await;
    let transfer =
        json!({ "type": "transfer", "conversation": left, "department": app.department("Billing") });
    assert_eq!(staff.request(transfer).await["type"], "done");
    assert_eq!(visitor.socket.post(&left, &said("not mine")).await["code"], "not_found");
    drop(other);
    let mut message = app.visitor().await;
    let third = message.open(&app.department("Front desk")).await;
    message.socket.send(json!({ "type": "leave", "conversation": third, "ref": 6 })).await;
    assert_eq!(message.socket.answer(6).await["type"], "done");

    // Nobody lifts this one: it runs out.
    assert_eq!(staff.ask("POST", "/api/v1/staff/blocks", &block).await.status, 204);

    let wrong = json!({ "email": staff.email, "password": "not the password" });
    assert_eq!(app.door().ask("POST", "/api/v1/staff/sign-in", None, &wrong).await.status, 401);
    assert_eq!(staff.rest("POST", "/api/v1/staff/sign-out").await.status, 204);
    let gone = app.staff(Role::Agent, &["Billing"]).await;
    let administrator = app.staff(Role::Administrator, &[]).await;
    let path = format!("/api/v1/settings/staff/{}/password", gone.id);
    let (cookie, body) =
        (("cookie", administrator.cookie.as_str()), json!({ "password": "another-password" }));
    assert_eq!(app.door().ask("POST", &path, Some(cookie), &body).await.status, 204);
    let disable = Request::StaffDisable { organisation: None, email: gone.email.clone() };
    let services = app.server().services();
    assert!(matches!(services.administer(disable, Operator::of_this_process()).await, Reply::Done(_)));
    let stays = app.staff(Role::Agent, &["Billing"]).await;
    drop((visitor, staff, gone));

    // A day later: the epoch is over, and so is the session of who never signed out; the start looks after both.
    app.clock.advance_ms(DAY_MS + 60_000);
    app.restart().await;
    let wanted: BTreeSet<Action> =
        Action::ALL.iter().copied().filter(|action| !LATER.contains(action)).collect();
    let deadline = Instant::now() + PATIENCE;
    let entries = loop {
        let entries = app.entries();
        let written: BTreeSet<Action> = entries.iter().map(|entry| entry.action).collect();
        let missing: Vec<_> = wanted.difference(&written).collect();
        let signed_out = of(&entries, Action::StaffSignedOut, &stays.id);
        if missing.is_empty() && !signed_out.is_empty() {
            break entries;
        }
        assert!(Instant::now() < deadline, "nobody wrote {missing:?}, or nobody was signed out");
        sleep(Duration::from_millis(50)).await;
        // The visitor who stays away has as long after the start as after leaving.
        app.clock.advance_ms(60_000);
    };
    let written: BTreeSet<Action> = entries.iter().map(|entry| entry.action).collect();
    assert_eq!(written.difference(&wanted).collect::<Vec<_>>(), Vec::<&Action>::new());

    let flags: Vec<_> = entries.iter().filter(|entry| entry.action == Action::EmergencyFlagged).collect();
    assert_eq!(flags.len(), 1);
    let message: bedside_domain::MessageId = flagged["message"].as_str().unwrap().parse().unwrap();
    assert_eq!(flags[0].subject, message.to_bytes());
    for entry in &entries {
        // An operator's account of the operating system, or the rule that refused, is in the detail.
        let told = matches!(
            entry.action,
            Action::OrganisationCreated
                | Action::ConfigChanged
                | Action::StaffAdded
                | Action::VisitorBlocked
                | Action::StaffDisabled
                | Action::MessageRefused
        );
        assert!(!told || !entry.detail.is_none(), "{}", entry.action);
    }
    let disabled = entries.iter().filter(|entry| entry.action == Action::StaffDisabled);
    assert_eq!(disabled.count(), 1, "once, and the end of the sessions is another entry");
    let by_system = of(&entries, Action::StaffSignedOut, &stays.id);
    assert!(by_system.iter().all(|entry| entry.actor_kind == ActorKind::System));
}

/// A chat whose visitor is warned, stays, ends it, says how it was, and goes on with it.
async fn a_chat_that_goes_on(app: &TestApp) {
    let (mut visitor, mut staff, id) = app.chat().await;
    staff.socket.post(&id, &said("how can I help?")).await;
    app.clock.advance_ms(11 * 60_000);
    visitor.socket.event("idle_warned").await;
    for (reference, mut frame) in [
        (21, json!({ "type": "still_here" })),
        (22, json!({ "type": "close" })),
        (23, json!({ "type": "rate", "score": 5, "comment": said("well") })),
    ] {
        (frame["conversation"], frame["ref"]) = (json!(id), json!(reference));
        visitor.socket.send(frame.clone()).await;
        assert_eq!(visitor.socket.answer(reference).await["type"], "done", "{frame}");
    }
    let client_key = key();
    let reopen = json!({ "type": "reopen", "client_key": client_key, "conversation": id });
    visitor.socket.send(reopen).await;
    let opened = visitor.socket.find("an answer", |frame| frame["client_key"] == client_key.as_str()).await;
    assert_eq!(opened["type"], "opened");
    visitor.socket.send(json!({ "type": "close", "conversation": id, "ref": 24 })).await;
    assert_eq!(visitor.socket.answer(24).await["type"], "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_fill_no_disk() {
    let app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    for _ in 0..40 {
        assert_eq!(visitor.socket.post(&id, "").await["code"], "empty");
    }
    // What was queued before an acknowledgement is committed before it.
    assert_eq!(visitor.socket.post(&id, &said("a message")).await["type"], "ack");
    let refused = || app.done_to(&id).into_iter().filter(|action| *action == Action::MessageRefused).count();
    // Ten a minute, and the test can stand on both sides of one.
    let written = refused();
    assert!((10..=20).contains(&written), "{written}");
    app.clock.advance_ms(180_000);
    assert_eq!(visitor.socket.post(&id, "").await["code"], "empty");
    visitor.socket.post(&id, &said("and on")).await;
    assert_eq!(refused(), written + 1);
}

fn of(entries: &[Entry], action: Action, staff: &str) -> Vec<Entry> {
    let staff: bedside_domain::StaffId = staff.parse().unwrap();
    let about = |entry: &&Entry| entry.action == action && entry.subject == staff.to_bytes();
    entries.iter().filter(about).copied().collect()
}
