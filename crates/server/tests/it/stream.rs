//! Where WebSockets are blocked: the same frames over a long answer and POST.

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::app::{Door, PATIENCE, Staff, TestApp, Visitor, hello, key, post, said};

/// A client on the fallback.
struct Stream {
    door: Door,
    body: Incoming,
    rest: Vec<u8>,
    waiting: Vec<Value>,
    id: String,
    welcome: Value,
}

impl Stream {
    async fn open(door: Door, ticket: &str, resume: &[(&str, u64)]) -> Self {
        let headers = [("content-type", "application/json"), ("x-bedside", "1")];
        let body = hello(ticket, resume).to_string();
        let response = door.exchange("POST", "/api/v1/stream", &headers, body).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/x-ndjson");
        let body = response.into_body();
        let mut stream = Self {
            door,
            body,
            rest: Vec::new(),
            waiting: Vec::new(),
            id: String::new(),
            welcome: Value::Null,
        };
        stream.welcome = stream.next().await.expect("a first line");
        stream.id = stream.welcome["stream"].as_str().unwrap_or_default().to_owned();
        stream
    }

    /// The next line; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(at) = self.rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.rest.drain(..=at).collect();
                return Some(serde_json::from_slice(&line).expect("a line is a frame"));
            }
            match timeout(PATIENCE, self.body.frame()).await.expect("a line in time") {
                Some(Ok(frame)) => self.rest.extend_from_slice(&frame.into_data().expect("data")),
                _ => return None,
            }
        }
    }

    async fn find(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&wanted) {
            return self.waiting.remove(at);
        }
        loop {
            let frame =
                self.next().await.unwrap_or_else(|| panic!("ended before {what}: {:#?}", self.waiting));
            if wanted(&frame) {
                return frame;
            }
            self.waiting.push(frame);
        }
    }

    async fn send(&self, frames: &[Value]) -> u16 {
        let path = format!("/api/v1/stream/{}/frames", self.id);
        self.door.ask("POST", &path, None, &Value::Array(frames.to_vec())).await.status
    }

    async fn post(&mut self, conversation: &str, text: &str) -> Value {
        let key = key();
        assert_eq!(self.send(&[post(conversation, &key, text)]).await, 202);
        self.find("answer to a post", |frame| frame["client_key"] == key).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_chat_over_the_fallback() {
    let mut app = TestApp::start().await;
    let mut staff = app.agent().await;
    let visitor = app.visitor().await;
    let mut stream = Stream::open(app.door(), &visitor.ticket().await, &[]).await;
    assert_eq!(stream.welcome["type"], "welcome");
    assert_eq!(stream.send(&[Visitor::opening(&app.department("Front desk"), &key(), "cough")]).await, 202);
    let opened = stream.find("opened", |frame| frame["type"] == "opened").await;
    let id = opened["state"]["conversation"].as_str().unwrap().to_owned();
    staff.accept(&id).await;
    stream.find("joined", |frame| frame["event"]["kind"] == "joined").await;
    let ack = stream.post(&id, &said("my card is 4111 1111 1111 1111")).await;
    assert_eq!(ack["masked"]["text"], said("my card is XXXX XXXX XXXX 1111"));
    assert_eq!(staff.socket.event("message").await["event"]["seq"], 1);
    staff.socket.post(&id, &said("thank you")).await;
    stream.find("the answer", |frame| frame["event"]["seq"] == 2).await;
    // Several at once, in order.
    let frames: Vec<Value> = (0..10).map(|n| post(&id, &key(), &said(&format!("part {n}")))).collect();
    assert_eq!(stream.send(&frames).await, 202);
    for seq in 3..13 {
        let event = staff.socket.find("a part", |frame| frame["event"]["seq"] == seq).await;
        assert_eq!(event["event"]["text"], said(&format!("part {}", seq - 3)));
    }
    // Lost and resumed, over a restart.
    drop(stream);
    drop(visitor.socket);
    staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    app.restart().await;
    let ticket = {
        let header = format!("Bearer {}", visitor.bearer);
        let with = Some(("authorization", header.as_str()));
        let answer = app.door().ask("POST", "/api/v1/visitor/tickets", with, &Value::Null).await;
        answer.json()["ticket"].as_str().unwrap().to_owned()
    };
    let mut stream = Stream::open(app.door(), &ticket, &[(&id, 4)]).await;
    for seq in 3..13 {
        stream.find("what was missed", |frame| frame["event"]["seq"] == seq).await;
    }
    stream.find("resumed", |frame| frame["type"] == "resumed").await;
    assert_eq!(stream.send(&[json!({ "type": "close", "conversation": id, "ref": 1 })]).await, 202);
    stream.find("done", |frame| frame["type"] == "done" && frame["ref"] == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_can_use_it_too() {
    let app = TestApp::start().await;
    let staff = app.staff(bedside_domain::Role::Agent, &["Front desk"]).await;
    let mut visitor = app.visitor().await;
    let mut stream = Stream::open(app.door(), &staff.ticket().await, &[]).await;
    stream.find("cards", |frame| frame["type"] == "cards").await;
    let id = visitor.open(&app.department("Front desk")).await;
    stream.find("a card", |frame| frame["type"] == "card").await;
    assert_eq!(stream.send(&[json!({ "type": "accept", "conversation": id, "ref": 1 })]).await, 202);
    assert_eq!(stream.find("joined", |frame| frame["ref"] == 1).await["type"], "joined");
    assert_eq!(stream.post(&id, &said("hello")).await["seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_as_on_a_socket() {
    let app = TestApp::start().await;
    let (visitor, _staff, id) = app.chat().await;
    let mut refused = Stream::open(app.door(), "x", &[]).await;
    assert_eq!(
        (refused.welcome["type"].as_str(), refused.welcome["code"].as_str()),
        (Some("bye"), Some("unauthenticated"))
    );
    assert!(refused.next().await.is_none(), "it ends");
    let mut stream = Stream::open(app.door(), &visitor.ticket().await, &[]).await;
    assert_eq!(stream.send(&[json!({ "type": "shout" })]).await, 202);
    assert_eq!(stream.find("an error", |frame| frame["type"] == "error").await["code"], "unknown_type");
    assert_eq!(stream.post(&id, &said("goes on")).await["seq"], 1);
    let path = format!("/api/v1/stream/{}/frames", stream.id);
    let answer = app.door().ask("POST", &path, None, &json!({ "type": "ping" })).await;
    assert_eq!(answer.refusal(), (400, "malformed".to_owned()));
    let many: Vec<Value> = (0..100).map(|_| json!({ "type": "ping" })).collect();
    let answer = app.door().ask("POST", &path, None, &Value::Array(many)).await;
    assert_eq!(answer.refusal(), (413, "too_large".to_owned()), "more than fits at once");
    for other in ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let path = format!("/api/v1/stream/{other}/frames");
        assert_eq!(
            app.door().ask("POST", &path, None, &json!([])).await.refusal(),
            (404, "not_found".to_owned())
        );
    }
    for _ in 0..9 {
        stream.send(&[json!({ "type": "shout" })]).await;
    }
    assert_eq!(stream.find("a bye", |frame| frame["type"] == "bye").await["code"], "malformed");
    while stream.next().await.is_some() {}
    assert_eq!(stream.send(&[json!({ "type": "ping" })]).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_in_the_middle_of_a_replay_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let long = said(&"\u{1F44B}".repeat(3_000));
    for _ in 0..200 {
        visitor.socket.send(post(&id, &key(), &long)).await;
    }
    visitor.socket.find("acks", |frame| frame["type"] == "ack" && frame["seq"] == 200).await;
    let ticket = visitor.ticket().await;
    drop(visitor);
    staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    let narrow = Door { receive_bytes: Some(4_096), ..app.door() };
    let stream = Stream::open(narrow, &ticket, &[(&id, 0), (&id, 0), (&id, 0)]).await;
    staff.socket.find("they came", |frame| frame["type"] == "here" && frame["here"] == true).await;
    drop(stream);
    staff.socket.find("they left again", |frame| frame["type"] == "here" && frame["here"] == false).await;
    assert_eq!(app.metric("bedside_connections").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_with_its_session() {
    let app = TestApp::start().await;
    let staff: Staff = app.agent().await;
    let mut stream = Stream::open(app.door(), &staff.ticket().await, &[]).await;
    assert_eq!(staff.rest("POST", "/api/v1/staff/sign-out").await.status, 204);
    assert_eq!(stream.find("a bye", |frame| frame["type"] == "bye").await["code"], "session_ended");
    while stream.next().await.is_some() {}
}
