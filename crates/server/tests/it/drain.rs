//! Draining, and what else commands ask of a running server through its socket.

use std::{os::unix::fs::PermissionsExt, path::Path};

use bedside_domain::Role;
use bedside_server::admin_protocol::{Answer, Reply, Request, StaffAdd};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    time::timeout,
};
use zeroize::Zeroizing;

use crate::app::{PASSWORD, PATIENCE, Staff, TestApp, key, post, said};

/// Every line that comes back.
async fn lines(socket: &Path, line: &[u8]) -> Vec<String> {
    let mut stream = UnixStream::connect(socket).await.expect("the admin socket is there");
    stream.write_all(line).await.unwrap();
    stream.write_all(b"\n").await.unwrap();
    let mut text = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut text)).await.expect("an answer in time").unwrap();
    text.lines().map(str::to_owned).collect()
}

async fn ask(app: &TestApp, request: &Request) -> Reply {
    let lines = lines(&app.config.admin_socket, &request.to_line()).await;
    Reply::parse(lines.last().expect("a line").as_bytes()).expect("a reply")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_sends_everyone_away_and_loses_nothing() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    assert_eq!(app.door().ask("GET", "/readyz", None, &Value::Null).await.text, "ready\n");
    for number in 0..30 {
        visitor.socket.send(post(&id, &key(), &said(&format!("message {number}")))).await;
    }
    // Those that are under way may be answered or not; what is acknowledged is kept.
    let lines = lines(&app.config.admin_socket, &Request::Drain.to_line()).await;
    assert_eq!(lines.last().unwrap(), r#"{"ok":true,"answer":"done"}"#);
    assert!(lines.len() > 1, "it says how far it is: {lines:?}");
    let mut acknowledged = 0;
    for socket in [&mut visitor.socket, &mut staff.socket] {
        let (frames, code) = socket.until_closed().await;
        let bye = frames.last().unwrap();
        assert_eq!(
            (bye["type"].as_str(), bye["code"].as_str(), code),
            (Some("bye"), Some("going_away"), 1001)
        );
        assert_eq!(bye["resumable"], true);
        assert!(bye["retry_after_s"].as_u64().unwrap() > 0);
        let acks = frames.iter().filter(|frame| frame["type"] == "ack");
        acknowledged =
            acks.map(|frame| frame["seq"].as_u64().unwrap()).max().unwrap_or(acknowledged).max(acknowledged);
    }
    let ready = app.door().ask("GET", "/readyz", None, &Value::Null).await;
    assert_eq!((ready.status, &*ready.text), (503, "draining\n"));
    assert_eq!(app.door().ask("GET", "/healthz", None, &Value::Null).await.status, 200);
    assert_eq!(app.door().upgrade(&[]).await.err(), Some(503));
    let headers = [("content-type", "application/json"), ("x-bedside", "1")];
    let answer = app.door().raw("POST", "/api/v1/stream", &headers, "{}").await;
    assert_eq!(answer.refusal(), (503, "busy".to_owned()));
    assert!(answer.headers.contains_key("retry-after"));
    timeout(PATIENCE, app.server().drained()).await.expect("whoever waits for it hears of it");

    app.restart().await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    let seq = visitor.welcome["conversations"][0]["seq"].as_u64().unwrap();
    assert!(seq >= acknowledged, "{acknowledged} acknowledged, {seq} there");
    for seq in 1..=acknowledged {
        visitor.socket.find("what was acknowledged", |frame| frame["event"]["seq"] == seq).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_administer_the_running_server() {
    let app = TestApp::start().await;
    let mode = std::fs::metadata(&app.config.admin_socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut agent = app.agent().await;
    let Reply::Done(Answer::Status(status)) = ask(&app, &Request::Status).await else { panic!("a status") };
    assert_eq!((status.connections, status.draining), (1, false));

    let add = |email: &str, password: &str, department: &str| {
        Request::StaffAdd(StaffAdd {
            organisation: None,
            email: email.to_owned(),
            name: "Tangelosson the nurse".to_owned(),
            role: Role::Agent,
            departments: vec![department.to_owned()],
            password: Zeroizing::new(password.to_owned()),
        })
    };
    let email = "wren.tangelo.9@clinic.example";
    let Reply::Done(Answer::StaffAdded { id }) = ask(&app, &add(email, PASSWORD, "billing")).await else {
        panic!("an account")
    };
    let staff = Staff::sign_in(app.door(), "WREN.tangelo.9@clinic.example ", None).await;
    assert_eq!(staff.id, id.to_string());
    for (request, why) in [
        (add(email, PASSWORD, "Billing"), "already"),
        (add("no-address", PASSWORD, "Billing"), "name@host"),
        (add("a@b", "short", "Billing"), "12 characters"),
        (add("a@b", PASSWORD, "Nowhere"), "Front desk"),
        (Request::StaffDisable { organisation: None, email: "nobody@b".to_owned() }, "no account"),
    ] {
        let Reply::Failed(message) = ask(&app, &request).await else { panic!("it is not done: {why}") };
        assert!(message.contains(why), "{message}");
        assert!(!message.contains("nobody@b") && !message.contains(PASSWORD), "{message}");
    }
    let Reply::Done(Answer::Staff { staff: rows }) =
        ask(&app, &Request::StaffList { organisation: None }).await
    else {
        panic!("a list")
    };
    let row = rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!((&*row.email, &row.departments, row.disabled), (email, &vec!["Billing".to_owned()], false));

    let disable = Request::StaffDisable { organisation: None, email: agent.email.clone() };
    assert!(matches!(ask(&app, &disable).await, Reply::Done(Answer::StaffDisabled { .. })));
    assert_eq!(agent.socket.bye().await.0["code"], "session_ended");
    let path = app.config.admin_socket.clone();
    for line in ["", "drain", r#"{"command":"stop"}"#, "[]"] {
        let answer = lines(&path, line.as_bytes()).await;
        assert!(answer[0].contains(r#""ok":false"#), "{answer:?}");
    }
    let too_long = vec![b'x'; 2 * 1024 * 1024];
    let mut stream = UnixStream::connect(&path).await.unwrap();
    let _ = stream.write_all(&too_long).await;
    drop(stream);
    assert!(matches!(ask(&app, &Request::Status).await, Reply::Done(_)), "it still answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_leaves_no_socket_and_a_start_replaces_one_that_a_crash_left() {
    let mut app = TestApp::start().await;
    let path = app.config.admin_socket.clone();
    app.restart().await;
    assert!(matches!(ask(&app, &Request::Status).await, Reply::Done(_)));
    app.crash().await;
    assert!(matches!(ask(&app, &Request::Status).await, Reply::Done(_)));
    drop(app);
    assert!(!path.exists());
}
