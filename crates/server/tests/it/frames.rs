//! Bad frames, bad tickets, bad origins: each has a clear answer, and what was there before goes on.

use std::time::Instant;

use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, time::Duration};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::app::{Setup, TestApp, key, said};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_and_the_connection_goes_on() {
    let app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    let cases = [
        ("", "malformed"),
        ("not json", "malformed"),
        ("[]", "malformed"),
        ("{}", "malformed"),
        (r#"{"type":7}"#, "malformed"),
        (r#"{"type":"shout"}"#, "unknown_type"),
        (r#"{"type":"post"}"#, "malformed"),
        (r#"{"type":"post","conversation":"x","client_key":"y","text":"z"}"#, "malformed"),
        (r#"{"type":"receipt","conversation":5}"#, "malformed"),
    ];
    assert!(cases.len() < 10);
    for (text, want) in cases {
        visitor.socket.send_text(text).await;
        let error = visitor.socket.expect("error").await;
        assert_eq!(error["code"], want, "{text}");
    }
    assert_eq!(visitor.socket.post(&id, &said("and now a good one")).await["seq"], 1);
    assert_eq!(app.metric("bedside_bad_frames_total").await, 9);
    // The tenth is one too many.
    visitor.socket.send_text("again").await;
    let (bye, code) = visitor.socket.bye().await;
    assert_eq!(
        (bye["code"].as_str(), bye["resumable"].as_bool(), code),
        (Some("malformed"), Some(false), 1002)
    );
    // It was that connection's fault alone.
    visitor.reconnect(app.door(), &[(&id, 2)]).await;
    assert_eq!(visitor.socket.event("message").await["event"]["seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_repeats_nothing_of_what_was_sent() {
    let app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    let secret = said("secret");
    for text in [
        format!(r#"{{"type":"{secret}"}}"#),
        format!(r#"{{"type":"post","conversation":"{secret}"}}"#),
        format!(r#"{{"type":"post","conversation":"{id}","client_key":"{secret}","text":"a"}}"#),
        format!(r#"{{"type":"typing","conversation":"{id}","on":"{secret}"}}"#),
        format!("{secret} is no JSON"),
    ] {
        visitor.socket.send_text(text).await;
        let error = visitor.socket.expect("error").await;
        assert!(!error.to_string().contains(&secret), "{error}");
    }
    for (method, path, body) in [
        ("POST", "/api/v1/visitor/sessions", format!(r#"{{"site":"{secret}","consent_version":1}}"#)),
        ("POST", "/api/v1/visitor/sessions", format!(r#"{{"site":7,"x":"{secret}"}}"#)),
        ("POST", "/api/v1/staff/sign-in", format!(r#"{{"email":"{secret}","password":"{secret}"}}"#)),
        ("POST", "/api/v1/staff/sign-in", format!(r#"{{"email":"{secret}"}}"#)),
        ("POST", "/api/v1/stream", secret.clone()),
        ("POST", &*format!("/api/v1/stream/{}/frames", secret.replace(' ', "-")), "[]".to_owned()),
        ("GET", &*format!("/api/v1/sites/{}", secret.replace(' ', "-")), String::new()),
        ("GET", &*format!("/api/v1/staff/conversations?before={}", secret.replace(' ', "-")), String::new()),
        ("GET", &*format!("/nowhere/{}", secret.replace(' ', "-")), String::new()),
        ("GET", &*format!("/panel/?site={}", secret.replace(' ', "-")), String::new()),
    ] {
        let headers = [("content-type", "application/json"), ("x-bedside", "1")];
        let answer = app.door().raw(method, path, &headers, body).await;
        assert!(!answer.text.contains("secret"), "{method} {path}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_too_large_ends_the_connection() {
    let app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    visitor.socket.send_text("x".repeat(49 * 1024)).await;
    assert_eq!(visitor.socket.until_closed().await.1, 1009);
    visitor.reconnect(app.door(), &[]).await;
    // In parts it is as large.
    let bytes = visitor.socket.bytes();
    let part = |first: bool, last: bool| {
        let mut frame = vec![if first { 1 } else { 0 } | if last { 0x80 } else { 0 }, 0x80 | 126];
        frame.extend_from_slice(&10_000u16.to_be_bytes());
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(&[b'x'; 10_000]);
        frame
    };
    for number in 0..5 {
        let _ = bytes.write_all(&part(number == 0, number == 4)).await;
    }
    let _ = bytes.flush().await;
    assert_eq!(visitor.socket.until_closed().await.1, 1009);
    // The longest message that is allowed is read, also where every character is escaped as JSON allows.
    visitor.reconnect(app.door(), &[]).await;
    let text = r"\ud83d\udc4b".repeat(4_000);
    let frame = format!(
        r#"{{ "type": "post", "conversation": "{id}", "client_key": "{}", "text": "{text}" }}"#,
        key()
    );
    assert!((48_000..48 * 1024).contains(&frame.len()));
    visitor.socket.send_text(frame).await;
    assert_eq!(visitor.socket.expect("ack").await["seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_text_ends_the_connection() {
    let app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    visitor.socket.send_message(Message::Binary(Bytes::from_static(b"{}"))).await;
    assert_eq!(visitor.socket.until_closed().await.1, 1003);
    visitor.reconnect(app.door(), &[]).await;
    // One masked text frame of two bytes that are no UTF-8.
    let bytes = visitor.socket.bytes();
    bytes.write_all(&[0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28]).await.unwrap();
    bytes.flush().await.unwrap();
    assert_eq!(visitor.socket.until_closed().await.1, 1007);
    visitor.reconnect(app.door(), &[]).await;
    // A frame that is not masked, as no client may send it (RFC 6455 §5.1).
    let bytes = visitor.socket.bytes();
    bytes.write_all(&[0x81, 0x02, b'{', b'}']).await.unwrap();
    bytes.flush().await.unwrap();
    assert_eq!(visitor.socket.until_closed().await.1, 1002);
}

#[tokio::test(flavor = "multi_thread")]
async fn hello_comes_first_and_once() {
    let app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    let ticket = visitor.ticket().await;
    for first in [
        json!({ "type": "ping" }).to_string(),
        json!({ "type": "post", "conversation": "x" }).to_string(),
        "no frame".to_owned(),
        json!({ "type": "hello" }).to_string(),
    ] {
        let mut socket = app.door().upgrade(&[]).await.ok().unwrap();
        socket.send_text(first).await;
        let (bye, code) = socket.bye().await;
        assert_eq!((bye["code"].as_str(), code), (Some("hello_expected"), 1008));
    }
    let mut socket = app.door().upgrade(&[]).await.ok().unwrap();
    socket.send(json!({ "type": "hello", "ticket": ticket, "protocol": 0 })).await;
    assert_eq!(socket.bye().await.0["code"], "upgrade");
    visitor.socket.send(crate::app::hello(&ticket, &[])).await;
    assert_eq!(visitor.socket.expect("error").await["code"], "not_now");
    // Unknown fields are no fault, and a newer client is served.
    let mut socket = app.door().upgrade(&[]).await.ok().unwrap();
    socket.send(json!({ "type": "hello", "ticket": ticket, "protocol": 2, "colour": "blue" })).await;
    assert_eq!(socket.expect("welcome").await["protocol"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_sent_away_after_five_seconds() {
    let app = TestApp::start().await;
    let mut socket = app.door().upgrade(&[]).await.ok().unwrap();
    let begun = Instant::now();
    let (bye, code) = socket.bye().await;
    assert_eq!((bye["code"].as_str(), code), (Some("hello_expected"), 4408));
    assert!((4..8).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_good_once_for_a_minute_of_this_process_and_as_it_was_given() {
    let mut app = TestApp::start().await;
    let visitor = app.visitor().await;
    let good = visitor.ticket().await;
    let mut altered = good.clone().into_bytes();
    altered[40] = if altered[40] == b'A' { b'B' } else { b'A' };
    for ticket in
        [String::new(), "x".into(), String::from_utf8(altered).unwrap(), good[1..].into(), "é".repeat(9)]
    {
        let (bye, code) = app.door().socket(&ticket, &[]).await.bye().await;
        assert_eq!(
            (bye["code"].as_str(), bye["resumable"].as_bool(), code),
            (Some("unauthenticated"), Some(true), 1008)
        );
    }
    app.door().socket(&good, &[]).await.expect("welcome").await;
    assert_eq!(app.door().socket(&good, &[]).await.bye().await.0["code"], "unauthenticated", "it was used");
    let late = visitor.ticket().await;
    app.clock.advance_ms(60_001);
    assert_eq!(app.door().socket(&late, &[]).await.bye().await.0["code"], "unauthenticated");
    let of_before = visitor.ticket().await;
    app.restart().await;
    assert_eq!(app.door().socket(&of_before, &[]).await.bye().await.0["code"], "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_pages_may_not_use_the_server() {
    let app = TestApp::start().await;
    let door = app.door();
    let own = format!("http://{}", door.host());
    for origin in
        ["https://evil.example", "https://clinic.example", "null", "", &own.replace("http:", "https:")]
    {
        assert_eq!(door.upgrade(&[("origin", origin)]).await.err(), Some(403), "{origin}");
        let headers = [("content-type", "application/json"), ("x-bedside", "1"), ("origin", origin)];
        for path in ["/api/v1/visitor/sessions", "/api/v1/staff/sign-in", "/api/v1/stream"] {
            let answer = door.raw("POST", path, &headers, "{}").await;
            assert_eq!(answer.refusal(), (403, "origin_forbidden".to_owned()), "{path} from {origin}");
        }
    }
    assert!(door.upgrade(&[("origin", &own)]).await.is_ok());
    let body = json!({ "site": "site-0", "consent_version": 1 }).to_string();
    let json = ("content-type", "application/json");
    let post = |headers: Vec<(&'static str, &'static str)>| {
        let (door, body) = (door.clone(), body.clone());
        async move { door.raw("POST", "/api/v1/visitor/sessions", &headers, body).await }
    };
    assert_eq!(post(vec![json]).await.refusal(), (403, "origin_forbidden".to_owned()));
    assert_eq!(post(vec![json, ("x-bedside", "yes")]).await.status, 403);
    assert_eq!(post(vec![("x-bedside", "1")]).await.refusal(), (400, "malformed".to_owned()));
    assert_eq!(post(vec![("x-bedside", "1"), ("content-type", "text/plain")]).await.status, 400);
    let answer = post(vec![json, ("x-bedside", "1")]).await;
    assert_eq!(answer.status, 201);
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for part in
        ["__Host-bedside-visitor=", "; HttpOnly", "; Secure", "; SameSite=None", "; Partitioned", "; Path=/"]
    {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(answer.json().get("bearer").is_none(), "the secret is in the cookie only");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cookie_opens_is_for_our_own_pages() {
    let app = TestApp::start().await;
    let (staff, door) = (app.agent().await, app.door());
    let begun = json!({ "site": "site-0", "consent_version": 1 });
    let visitor = door.ask("POST", "/api/v1/visitor/sessions", None, &begun).await.cookie();
    for (path, cookie) in [
        ("/api/v1/staff/me", &staff.cookie),
        ("/api/v1/staff/conversations", &staff.cookie),
        ("/api/v1/staff/conversations/01ARZ3NDEKTSV4RRFFQ69G5FAV", &staff.cookie),
        ("/api/v1/visitor/session", &visitor),
    ] {
        let get = async |name: &str, value: &str| {
            door.raw("GET", path, &[("cookie", cookie), (name, value)], "").await
        };
        for (name, value) in [
            ("accept", "*/*"),
            ("x-bedside", "0"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "none"),
        ] {
            let answer = get(name, value).await;
            assert_eq!(answer.refusal(), (403, "origin_forbidden".to_owned()), "{path} with {name}: {value}");
        }
        for (name, value) in [("x-bedside", "1"), ("sec-fetch-site", "same-origin")] {
            let answer = get(name, value).await;
            assert!([200, 404].contains(&answer.status), "{path} with {name}: {value}: {}", answer.text);
            assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin", "{path}");
            assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        }
    }
    // Without a cookie there is nothing that a page elsewhere could make use of.
    let site = door.raw("GET", "/api/v1/sites/site-0", &[], "").await;
    assert_eq!(
        (site.status, &site.headers["cross-origin-resource-policy"]),
        (200, &"same-origin".parse().unwrap())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plain_listener_answers_to_this_machines_names_only() {
    let mut app = TestApp::start().await;
    let port = app.door().address.port();
    let get = async |app: &TestApp, path: &str, host: &str| {
        app.door().raw("GET", path, &[("host", host)], "").await
    };
    for path in ["/healthz", "/console/", "/panel/?site=site-0", "/api/v1/sites/site-0"] {
        for host in
            ["rebound.example", &format!("rebound.example:{port}"), "localhost.rebound.example", "10.0.0.1"]
        {
            let answer = get(&app, path, host).await;
            assert_eq!(answer.refusal(), (403, "origin_forbidden".to_owned()), "{path} for {host}");
        }
        for host in ["localhost", &format!("clinic.localhost:{port}"), &format!("127.0.0.1:{port}"), "[::1]"]
        {
            assert_ne!(get(&app, path, host).await.status, 403, "{path} for {host}");
        }
    }
    // Behind a proxy that hands on the name: the operator says which.
    app.config.public_origins = vec!["https://chat.clinic.example".to_owned()];
    app.restart().await;
    assert_eq!(get(&app, "/healthz", "chat.clinic.example").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_upgrade_is_told_what_is_missing() {
    let app = TestApp::start().await;
    let whole = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-protocol", "bedside.v1"),
    ];
    for without in 0..whole.len() {
        let mut headers = whole.to_vec();
        headers.remove(without);
        let answer = app.door().raw("GET", "/api/v1/socket", &headers, "").await;
        assert_eq!(answer.refusal(), (400, "malformed".to_owned()), "without {}", whole[without].0);
    }
    let mut other = whole;
    other[4].1 = "bedside.v9";
    assert_eq!(app.door().raw("GET", "/api/v1/socket", &other, "").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_are_refused() {
    let app = TestApp::start().await;
    let body = format!(r#"{{"site":"{}"}}"#, "x".repeat(50_000));
    let headers = [("content-type", "application/json"), ("x-bedside", "1")];
    for path in
        ["/api/v1/visitor/sessions", "/api/v1/staff/sign-in", "/api/v1/stream", "/api/v1/stream/frames"]
    {
        let answer = app.door().raw("POST", path, &headers, body.clone()).await;
        assert_eq!(answer.refusal(), (413, "too_large".to_owned()), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_department_and_form_are_checked() {
    let app = TestApp::start().await;
    let door = app.door();
    let sessions = |site: &str, version: u32| {
        let body = json!({ "site": site, "consent_version": version, "cookieless": true });
        let door = door.clone();
        async move { door.ask("POST", "/api/v1/visitor/sessions", None, &body).await }
    };
    assert_eq!(sessions("nowhere", 1).await.refusal(), (404, "not_found".to_owned()));
    assert_eq!(sessions("site-0", 7).await.refusal(), (409, "consent_outdated".to_owned()));
    let mut visitor = app.visitor().await;
    let good = crate::app::Visitor::opening(&app.department("Front desk"), &key(), "cough");
    let mut cases: Vec<(Value, &str)> = Vec::new();
    let mut case = |name: &str, value: Value, code: &'static str| {
        let mut open = good.clone();
        open["client_key"] = key().into();
        open[name] = value;
        cases.push((open, code));
    };
    case("consent_version", 2.into(), "consent_outdated");
    case("department", "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(), "not_found");
    case("name", "x".repeat(121).into(), "too_long");
    case("topic", "bell \u{7}".into(), "control_characters");
    case("answers", json!([{ "key": "callback", "value": "x".repeat(121) }]), "too_long");
    for (open, code) in cases {
        visitor.socket.send(open).await;
        assert_eq!(visitor.socket.expect("refused").await["code"], code);
    }
    visitor.socket.send(good).await;
    visitor.socket.expect("opened").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_limit_connections_wait_in_the_kernel() {
    let app = TestApp::with(Setup { max_connections: 3, ..Setup::default() }).await;
    let first = app.visitor().await;
    let mut second = app.visitor().await;
    let third = app.visitor().await;
    let door = app.door();
    let waiting = tokio::spawn(async move { door.ask("GET", "/healthz", None, &Value::Null).await.status });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "there is no place for it");
    second.socket.settle().await;
    assert_eq!(app.metric("bedside_connections").await, 3, "the metrics have places of their own");
    drop(first);
    assert_eq!(waiting.await.unwrap(), 200);
    drop(third);
}
