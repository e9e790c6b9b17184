//! What one source and one account may do: beyond it a clear word, and nobody else is touched.

use bedside_audit::Action;
use bedside_server::config::SourceLimits;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::app::{Answer, PASSWORD, Setup, TestApp, Visitor, Wire};

fn limited(change: impl FnOnce(&mut SourceLimits)) -> Setup {
    let mut setup = Setup::default();
    change(&mut setup.limits);
    setup
}

/// That it was refused for a time, and how long.
#[track_caller]
fn wait_of(answer: &Answer) -> u64 {
    assert_eq!(answer.refusal(), (429, "slow_down".to_owned()));
    let wait = answer.json()["error"]["retry_after_s"].as_u64().expect("a time");
    assert_eq!(answer.headers["retry-after"], wait.to_string());
    assert!(answer.text.contains(&format!("wait {wait} s")), "{}", answer.text);
    wait
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_begun_from_one_source_are_bounded() {
    let app = TestApp::with(limited(|limits| limits.visitor_sessions_per_minute = 3)).await;
    for _ in 0..3 {
        Visitor::arrive(app.door(), &app.tenant().site).await;
    }
    let body = json!({ "site": app.tenant().site, "consent_version": 1, "cookieless": true });
    let begin = async || app.door().ask("POST", "/api/v1/visitor/sessions", None, &body).await;
    let wait = wait_of(&begin().await);
    app.clock.advance_ms(2 * wait * 1_000);
    assert_eq!(begin().await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_sign_ins_of_one_source_are_bounded_whatever_the_account() {
    let app = TestApp::with(limited(|limits| limits.failed_sign_ins_per_minute = 4)).await;
    let staff = app.agent().await;
    for number in 0..4 {
        assert_eq!(sign_in(&app, &format!("nobody{number}@clinic.example"), "x").await.status, 401);
    }
    let wait = wait_of(&sign_in(&app, &staff.email, PASSWORD).await);
    app.clock.advance_ms(2 * wait * 1_000);
    assert_eq!(sign_in(&app, &staff.email, PASSWORD).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_fails_waits_longer_and_longer_and_one_that_does_not_exist_as_long() {
    let app = TestApp::start().await;
    let (_, email) = app.add_staff_to(app.tenant(), bedside_domain::Role::Agent, &["Front desk"]).await;
    let mut waits = Vec::new();
    for email in [&*email, "nobody@clinic.example"] {
        let mut told = Vec::new();
        for _ in 0..5 {
            let answer = sign_in(&app, email, "wrong wrong wrong").await;
            assert_eq!(answer.status, 401);
            told.push(answer.text);
        }
        // The right password is not looked at either.
        for _ in 0..3 {
            let answer = sign_in(&app, email, PASSWORD).await;
            let wait = wait_of(&answer);
            // What a slow machine takes for a sign-in is off the wait already.
            let step = [5, 10, 20].into_iter().find(|step| wait <= *step).expect("one of the steps");
            told.push(step.to_string());
            app.clock.advance_ms(wait * 1_000);
            let answer = sign_in(&app, email, "wrong wrong wrong").await;
            assert_eq!(answer.status, 401);
        }
        waits.push(told);
    }
    assert_eq!(waits[0], waits[1], "nothing tells which of them exists");
    assert_eq!(waits[0][5..], ["5", "10", "20"]);
    app.clock.advance_ms(15 * 60_000);
    assert_eq!(sign_in(&app, &email, PASSWORD).await.status, 200, "it is no lock-out");
    assert_eq!(sign_in(&app, &email, "wrong wrong wrong").await.status, 401, "and it begins anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_sign_ins_are_counted_in_the_log_and_not_listed() {
    let mut app = TestApp::start().await;
    let failed = |app: &TestApp| {
        let entries = app.entries().into_iter();
        entries.filter(|entry| entry.action == Action::StaffSignInFailed).count()
    };
    for number in 0..20 {
        assert_eq!(sign_in(&app, &format!("nobody{number}@clinic.example"), "x").await.status, 401);
    }
    assert_eq!(failed(&app), 1, "the first at once");
    app.restart().await;
    assert_eq!(failed(&app), 2, "and the rest with their count");
}

/// A connection that said nothing of itself and was answered; `None` when it was closed without a word.
async fn stranger(app: &TestApp) -> Option<Box<dyn Wire>> {
    let mut wire = app.door().connect().await;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", app.door().host());
    let _ = wire.write_all(request.as_bytes()).await;
    (wire.read(&mut [0; 1_024]).await.unwrap_or(0) > 0).then_some(wire)
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_do_not_say_who_they_are_are_bounded_and_those_that_did_do_not_count() {
    let app = TestApp::with(limited(|limits| limits.unknown_connections = 8)).await;
    // More than eight that are known.
    let mut visitors = Vec::new();
    for _ in 0..10 {
        visitors.push(app.visitor().await);
    }
    let mut strangers = Vec::new();
    while let Some(wire) = stranger(&app).await {
        strangers.push(wire);
        assert!(strangers.len() <= 8, "more than may be");
    }
    assert!(app.metric("bedside_connections_refused_total").await > 0);
    for visitor in &mut visitors {
        visitor.socket.settle().await;
    }
    // There is room when the server has noticed that they are gone.
    drop(strangers);
    while stranger(&app).await.is_none() {}
}
