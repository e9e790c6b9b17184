//! Bodies that trickle in, break off or are not asked for, and answers that nobody reads: none holds a connection's place for long.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Duration, Instant, sleep, timeout},
};

use crate::app::{Door, PATIENCE, Setup, TestApp};

/// A request's head, with a body of that many bytes to come.
fn head(door: &Door, method: &str, path: &str, body: usize) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nX-Bedside: 1\r\nContent-Type: application/json\r\nContent-Length: {body}\r\n\r\n",
        door.host()
    )
}

/// Reads until there were so many answers, or the end.
async fn answers(wire: &mut (impl AsyncReadExt + Unpin), count: usize) -> String {
    let mut text = Vec::new();
    let read = async {
        while String::from_utf8_lossy(&text).matches("HTTP/1.1 ").count() < count
            || !text.ends_with(b"}") && !text.ends_with(b"alive\n")
        {
            if wire.read_buf(&mut text).await.unwrap_or(0) == 0 {
                break;
            }
        }
    };
    timeout(PATIENCE, read).await.expect("an answer in time");
    String::from_utf8(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_asked_for_is_read_and_the_connection_goes_on() {
    let app = TestApp::start().await;
    let door = app.door();
    for (method, path, status) in [
        ("POST", "/api/v1/visitor/tickets", "401"),
        ("GET", "/api/v1/sites/site-0", "200"),
        ("DELETE", "/api/v1/visitor/session", "204"),
        ("POST", "/api/v1/nothing", "404"),
        ("GET", "/nothing", "404"),
    ] {
        let mut wire = door.connect().await;
        let body = [b'x'; 20_000];
        wire.write_all(head(&door, method, path, body.len()).as_bytes()).await.unwrap();
        for part in body.chunks(5_000) {
            wire.write_all(part).await.unwrap();
            wire.flush().await.unwrap();
            tokio::task::yield_now().await;
        }
        wire.write_all(head(&door, "GET", "/healthz", 0).as_bytes()).await.unwrap();
        let text = answers(&mut wire, 2).await;
        assert!(text.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path}: {text}");
        assert!(text.contains("HTTP/1.1 200 OK") && text.ends_with("alive\n"), "{method} {path}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_in_is_given_up_and_its_place_is_free_again() {
    let app = TestApp::with(Setup { max_connections: 1, ..Setup::default() }).await;
    let door = app.door();
    let mut wire = door.connect().await;
    wire.write_all(head(&door, "POST", "/api/v1/staff/sign-in", 1_000).as_bytes()).await.unwrap();
    let (mut reads, mut writes) = tokio::io::split(wire);
    let drip = tokio::spawn(async move {
        while writes.write_all(b" ").await.is_ok() && writes.flush().await.is_ok() {
            sleep(Duration::from_millis(500)).await;
        }
    });
    let text = answers(&mut reads, 1).await;
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
    assert!(text.to_lowercase().contains("connection: close\r\n") && text.contains("\"too_slow\""), "{text}");
    assert_eq!(door.ask("GET", "/healthz", None, &Value::Null).await.status, 200, "there is a place again");
    drip.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_far_too_large_is_refused_before_it_is_sent() {
    let app = TestApp::start().await;
    let door = app.door();
    let mut wire = door.connect().await;
    wire.write_all(head(&door, "POST", "/api/v1/stream", 100_000_000).as_bytes()).await.unwrap();
    let text = answers(&mut wire, 1).await;
    assert!(text.starts_with("HTTP/1.1 413 "), "{text}");
    assert!(
        text.to_lowercase().contains("connection: close\r\n") && text.contains("\"too_large\""),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_nobody_reads_end_the_connection() {
    let app = TestApp::start().await;
    let door = Door { receive_bytes: Some(4_096), ..app.door() };
    let mut wire = door.connect().await;
    let request = head(&door, "GET", "/api/v1/sites/site-0", 0);
    let begun = Instant::now();
    // Asks and asks and never reads: what lies between the two fills, and then the server waits.
    let asking = async { while wire.write_all(request.as_bytes()).await.is_ok() {} };
    timeout(Duration::from_secs(120), asking).await.expect("the server gives up");
    assert!(begun.elapsed() > Duration::from_secs(20), "it was given time: {:?}", begun.elapsed());
}
