//! What is not for one does not exist for one: the same answer as for an id that nobody has, and an entry in the log.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::{Value, json};
use tokio::time::{Duration, sleep};

use crate::app::{Setup, Socket, Staff, TestApp, Visitor, key, post, said};

/// An id that nobody has.
const NOBODY: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// Everything one could ask of a conversation on a socket, and the type of the refusal.
fn requests(conversation: &str, department: &str) -> Vec<(Value, &'static str)> {
    vec![
        (post(conversation, &key(), &said("let me in")), "refused"),
        (
            json!({ "type": "note", "conversation": conversation, "client_key": key(), "text": said("n") }),
            "refused",
        ),
        (json!({ "type": "resume", "conversation": conversation, "rev": 0 }), "error"),
        (json!({ "type": "resume", "conversation": conversation, "rev": u64::MAX }), "error"),
        (json!({ "type": "close", "conversation": conversation, "ref": 1 }), "error"),
        (json!({ "type": "accept", "conversation": conversation, "ref": 1 }), "error"),
        (
            json!({ "type": "transfer", "conversation": conversation, "department": department, "ref": 1 }),
            "error",
        ),
        (json!({ "type": "release", "conversation": conversation, "message": NOBODY, "ref": 1 }), "error"),
    ]
}

/// The answers to all of these, without what names the request.
async fn answers(socket: &mut Socket, conversation: &str, department: &str) -> Vec<Value> {
    let mut answers = Vec::new();
    for (request, kind) in requests(conversation, department) {
        socket.settle().await;
        socket.send(request.clone()).await;
        let mut answer = socket.expect(kind).await;
        for name in ["conversation", "client_key"] {
            if answer[name].is_string() {
                assert_eq!(answer[name], request[name]);
                answer[name] = Value::Null;
            }
        }
        answers.push(answer);
        // Receipts and typing are not answered; they must not reach anyone either.
        socket.send(json!({ "type": "receipt", "conversation": conversation, "read": 1 })).await;
        socket.send(json!({ "type": "typing", "conversation": conversation, "on": true })).await;
    }
    answers
}

impl TestApp {
    /// Refused accesses in the log of a tenant, once there are so many.
    async fn denials(&self, tenant: usize, at_least: usize) -> usize {
        let mut count = 0;
        for _ in 0..100 {
            let entries = self.entries_of(&self.tenants[tenant]);
            count = entries.iter().filter(|entry| entry.action == Action::AccessDenied).count();
            if count >= at_least {
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        count
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_answers_are_those_for_what_does_not_exist() {
    let app = TestApp::with(Setup { more_organisations: 1, ..Setup::default() }).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("mine")).await;
    staff.socket.event("message").await;
    staff.socket.settle().await;
    visitor.socket.settle().await;
    let department = app.department("Front desk");

    let mut stranger = app.visitor().await;
    let mut foreigner = Visitor::arrive(app.door(), &app.tenants[1].site).await;
    let mut colleague = app.agent().await;
    let (_, email) = app.add_staff_to(&app.tenants[1], Role::Supervisor, &["Front desk"]).await;
    let mut foreign_staff = Staff::sign_in(app.door(), &email, Some(app.tenants[1].id)).await;
    let mut elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;

    let mut sockets = [
        ("another visitor", 0, &mut stranger.socket),
        ("a visitor of another organisation", 1, &mut foreigner.socket),
        ("staff of another organisation", 1, &mut foreign_staff.socket),
        ("staff of another department", 0, &mut elsewhere.socket),
    ];
    let mut denied = [0, 0];
    for (who, tenant, socket) in &mut sockets {
        let department = app.tenants[*tenant].department("Front desk").to_string();
        let real = answers(socket, &id, &department).await;
        let none = answers(socket, NOBODY, &department).await;
        assert_eq!(real, none, "{who}");
        let codes: Vec<&str> = real.iter().map(|answer| answer["code"].as_str().unwrap()).collect();
        assert!(codes.iter().all(|code| matches!(*code, "not_found" | "forbidden")), "{who}: {codes:?}");
        assert_eq!(codes[0], "not_found");
        denied[*tenant] += 2 * codes.iter().filter(|code| **code == "not_found").count();
        assert_eq!(app.denials(*tenant, denied[*tenant]).await, denied[*tenant], "{who}: each is in the log");
    }
    // A colleague who could have taken it is told who has it; the rest is as for anyone.
    let theirs = answers(&mut colleague.socket, &id, &department).await;
    let codes: Vec<&str> = theirs.iter().map(|answer| answer["code"].as_str().unwrap()).collect();
    let want = ["not_found"; 5].into_iter().chain(["taken_by_colleague", "not_found", "not_found"]);
    assert_eq!(codes, want.collect::<Vec<_>>());

    // One that still waits is as little there for those who may not take it.
    let mut second = app.visitor().await;
    let waiting = second.open(&department).await;
    for socket in [&mut stranger.socket, &mut foreigner.socket, &mut elsewhere.socket] {
        assert_eq!(answers(socket, &waiting, &department).await, answers(socket, NOBODY, &department).await);
    }

    // Nobody in the chat noticed anything.
    for socket in [&mut visitor.socket, &mut staff.socket] {
        let heard = socket.settle().await;
        let noise =
            |frame: &&Value| matches!(frame["type"].as_str(), Some("event" | "receipts" | "typing" | "here"));
        let heard: Vec<&Value> = heard.iter().filter(noise).collect();
        assert_eq!(heard, Vec::<&Value>::new());
    }
    assert_eq!(visitor.socket.post(&id, &said("still mine")).await["seq"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_resumes_with_hello_does_not_exist_either() {
    let app = TestApp::start().await;
    let (_visitor, _staff, id) = app.chat().await;
    let stranger = app.visitor().await;
    let mut socket = app.door().socket(&stranger.ticket().await, &[(&id, 0), (NOBODY, 0)]).await;
    let welcome = socket.expect("welcome").await;
    assert_eq!(welcome["conversations"], json!([]));
    for asked in [&*id, NOBODY] {
        let error =
            socket.find("an error", |frame| frame["type"] == "error" && frame["conversation"] == asked).await;
        assert_eq!(error["code"], "not_found");
    }
    assert!(socket.settle().await.iter().all(|frame| frame["type"] != "event"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_chat_is_read_by_those_who_may_and_by_nobody_else() {
    let app = TestApp::with(Setup { more_organisations: 1, ..Setup::default() }).await;
    let (mut visitor, mut server, id) = app.chat().await;
    visitor.socket.post(&id, &said("private")).await;
    let path = format!("/api/v1/staff/conversations/{id}");
    // While it is open it is not read like this, by nobody.
    assert_eq!(server.get(&path).await.refusal(), (404, "not_found".to_owned()));
    server.close_and_read(&id).await;

    let other_agent = app.agent().await;
    let administrator = app.staff(Role::Administrator, &["Front desk"]).await;
    let auditor = app.staff(Role::Auditor, &["Front desk"]).await;
    let elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;
    let (_, email) = app.add_staff_to(&app.tenants[1], Role::Supervisor, &["Front desk"]).await;
    let foreign = Staff::sign_in(app.door(), &email, Some(app.tenants[1].id)).await;
    for (who, staff, tenant) in [
        ("an agent who did not serve it", &other_agent, 0),
        ("an administrator", &administrator, 0),
        ("an auditor", &auditor, 0),
        ("a supervisor of another department", &elsewhere, 0),
        ("a supervisor of another organisation", &foreign, 1),
    ] {
        let before = app.denials(tenant, 0).await;
        let real = staff.get(&path).await;
        let none = staff.get(&format!("/api/v1/staff/conversations/{NOBODY}")).await;
        assert_eq!((real.status, &real.text), (none.status, &none.text), "{who}");
        assert_eq!(real.refusal(), (404, "not_found".to_owned()), "{who}");
        assert_eq!(app.denials(tenant, before + 2).await, before + 2, "{who}");
        let list = staff.get("/api/v1/staff/conversations").await;
        assert!(!list.text.contains(&id), "{who}");
    }
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    let officer = app.staff(Role::SecurityOfficer, &["Front desk"]).await;
    for staff in [&server, &supervisor, &officer] {
        let answer = staff.get(&path).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains("private"));
    }
    // No id at all is answered like one that nobody has.
    assert_eq!(server.get("/api/v1/staff/conversations/..%2f..").await.refusal().0, 404);
    // Without a session there is nothing to be told.
    let answer = app.door().ask("GET", &path, None, &Value::Null).await;
    assert_eq!(answer.refusal(), (401, "unauthenticated".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_good_for_their_own_kind() {
    let app = TestApp::start().await;
    let (visitor, staff, _id) = app.chat().await;
    let door = app.door();
    let token = staff.cookie.split_once('=').unwrap().1.to_owned();
    for (path, header) in [
        ("/api/v1/visitor/tickets", ("authorization", format!("Bearer {token}"))),
        ("/api/v1/staff/tickets", ("cookie", format!("__Host-bedside-staff={}", visitor.bearer))),
        ("/api/v1/staff/tickets", ("authorization", format!("Bearer {token}"))),
        ("/api/v1/visitor/tickets", ("authorization", "Bearer AAAA".to_owned())),
        ("/api/v1/visitor/tickets", ("authorization", String::new())),
        ("/api/v1/staff/tickets", ("cookie", "__Host-bedside-staff=".to_owned())),
    ] {
        let answer = door.ask("POST", path, Some((header.0, &header.1)), &Value::Null).await;
        assert_eq!(answer.refusal(), (401, "unauthenticated".to_owned()), "{path} {}", header.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let ticket = staff.ticket().await;
    let services = std::sync::Arc::clone(app.server().services());
    services.disable_staff(app.tenant().id, &staff.email).await.unwrap();
    let (bye, code) = staff.socket.bye().await;
    assert_eq!(
        (bye["code"].as_str(), bye["resumable"].as_bool(), code),
        (Some("session_ended"), Some(false), 1000)
    );
    assert_eq!(staff.get("/api/v1/staff/me").await.refusal().0, 401);
    assert_eq!(staff.rest("POST", "/api/v1/staff/tickets").await.refusal().0, 401);
    let (bye, code) = app.door().socket(&ticket, &[(&id, 0)]).await.bye().await;
    assert_eq!((bye["code"].as_str(), code), (Some("unauthenticated"), 1008));
    let body = json!({ "email": staff.email, "password": crate::app::PASSWORD });
    let answer = app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await;
    assert_eq!(answer.refusal().0, 401);
    // The visitor is still there.
    assert_eq!(visitor.socket.post(&id, &said("hello?")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_what_was_opened_with_that_session_and_nothing_else() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut again = Staff::sign_in(app.door(), &staff.email, Some(app.tenant().id)).await;
    let ticket = staff.ticket().await;
    assert_eq!(staff.rest("POST", "/api/v1/staff/sign-out").await.status, 204);
    let (bye, _) = staff.socket.bye().await;
    assert_eq!(bye["code"], "session_ended");
    assert_eq!(staff.get("/api/v1/staff/me").await.refusal().0, 401);
    // A ticket from before is no way back in.
    let (bye, code) = app.door().socket(&ticket, &[]).await.bye().await;
    assert_eq!((bye["code"].as_str(), code), (Some("unauthenticated"), 1008));
    again.socket.settle().await;
    assert_eq!(again.get("/api/v1/staff/me").await.status, 200);
    // Signing out twice is no error.
    assert_eq!(staff.rest("POST", "/api/v1/staff/sign-out").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_ends_their_session_is_out() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let ticket = visitor.ticket().await;
    let header = visitor.authorization();
    let with = Some(("authorization", header.as_str()));
    let answer = app.door().ask("DELETE", "/api/v1/visitor/session", with, &Value::Null).await;
    assert_eq!(answer.status, 204);
    assert_eq!(visitor.socket.bye().await.0["code"], "session_ended");
    staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    for (method, path) in [("GET", "/api/v1/visitor/session"), ("POST", "/api/v1/visitor/tickets")] {
        assert_eq!(app.door().ask(method, path, with, &Value::Null).await.refusal().0, 401);
    }
    let (bye, _) = app.door().socket(&ticket, &[(&id, 0)]).await.bye().await;
    assert_eq!(bye["code"], "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_nobody_uses_is_signed_out() {
    let app = TestApp::start().await;
    let (mut idle, mut busy, mut reader) = (app.agent().await, app.agent().await, app.agent().await);
    for round in 0..2 {
        app.clock.advance_ms(20 * 60_000);
        // What a page sends by itself is no use of it: it looks who is signed in, comes back, says it is online, catches up.
        if round == 0 {
            assert_eq!(idle.get("/api/v1/staff/me").await.status, 200);
            idle.reconnect(app.door(), &[(NOBODY, 0)]).await;
            idle.online().await;
            idle.socket.send(json!({ "type": "resume", "conversation": NOBODY, "rev": 0 })).await;
            idle.socket.settle().await;
        }
        busy.socket.send(json!({ "type": "typing", "conversation": NOBODY, "on": true })).await;
        busy.socket.settle().await;
        assert_eq!(reader.get("/api/v1/staff/conversations").await.status, 200);
        sleep(Duration::from_millis(700)).await;
    }
    let (bye, _) = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            if let Some(frame) =
                idle.socket.listen(Duration::from_secs(1)).await.into_iter().find(|f| f["type"] == "bye")
            {
                return (frame, 0);
            }
        }
    })
    .await
    .expect("it is ended");
    assert_eq!(bye["code"], "session_ended");
    assert_eq!(idle.get("/api/v1/staff/me").await.refusal().0, 401);
    for used in [&mut busy, &mut reader] {
        used.socket.settle().await;
        assert_eq!(used.get("/api/v1/staff/me").await.status, 200);
    }
}
