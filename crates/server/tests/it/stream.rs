//! Where WebSockets are blocked: the same frames over a long answer and POST.

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::app::{Answer, Door, PATIENCE, Staff, TestApp, Visitor, hello, key, post, said};

/// A client on the fallback.
struct Stream {
    door: Door,
    body: Incoming,
    rest: Vec<u8>,
    waiting: Vec<Value>,
    /// The header that proves whose it is.
    proof: (&'static str, String),
    id: String,
    welcome: Value,
}

impl Stream {
    async fn of(door: Door, bearer: &str, resume: &[(&str, u64)]) -> Self {
        let header = format!("Bearer {bearer}");
        let with = Some(("authorization", &*header));
        let answer = door.ask("POST", "/api/v1/visitor/tickets", with, &Value::Null).await;
        let ticket = answer.json()["ticket"].as_str().expect("a ticket").to_owned();
        Self::open(door, &ticket, ("authorization", header), resume).await
    }

    async fn of_staff(door: Door, staff: &Staff) -> Self {
        Self::open(door, &staff.ticket().await, ("cookie", staff.cookie.clone()), &[]).await
    }

    async fn open(door: Door, ticket: &str, proof: (&'static str, String), resume: &[(&str, u64)]) -> Self {
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
            proof,
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
        self.ask(&self.id, Some((self.proof.0, &self.proof.1)), &Value::Array(frames.to_vec())).await.status
    }

    /// Frames for a stream, with this proof.
    async fn ask(&self, id: &str, proof: Option<(&str, &str)>, body: &Value) -> Answer {
        let mut headers =
            vec![("content-type", "application/json"), ("x-bedside", "1"), ("x-bedside-stream", id)];
        headers.extend(proof);
        self.door.raw("POST", "/api/v1/stream/frames", &headers, body.to_string()).await
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
    let mut stream = Stream::of(app.door(), &visitor.bearer, &[]).await;
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
    let mut stream = Stream::of(app.door(), &visitor.bearer, &[(&id, 4)]).await;
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
    let mut stream = Stream::of_staff(app.door(), &staff).await;
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
    let nobody = ("authorization", String::from("Bearer x"));
    let mut refused = Stream::open(app.door(), "x", nobody, &[]).await;
    assert_eq!(
        (refused.welcome["type"].as_str(), refused.welcome["code"].as_str()),
        (Some("bye"), Some("unauthenticated"))
    );
    assert!(refused.next().await.is_none(), "it ends");
    let mut stream = Stream::of(app.door(), &visitor.bearer, &[]).await;
    assert_eq!(stream.send(&[json!({ "type": "shout" })]).await, 202);
    assert_eq!(stream.find("an error", |frame| frame["type"] == "error").await["code"], "unknown_type");
    assert_eq!(stream.post(&id, &said("goes on")).await["seq"], 1);
    let bearer = visitor.authorization();
    let mine = Some(("authorization", &*bearer));
    let answer = stream.ask(&stream.id, mine, &json!({ "type": "ping" })).await;
    assert_eq!(answer.refusal(), (400, "malformed".to_owned()));
    let many: Vec<Value> = (0..100).map(|_| json!({ "type": "ping" })).collect();
    let answer = stream.ask(&stream.id, mine, &Value::Array(many)).await;
    assert_eq!(answer.refusal(), (413, "too_large".to_owned()), "more than fits at once");
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
    let proof = ("authorization", visitor.authorization());
    drop(visitor);
    staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    let narrow = Door { receive_bytes: Some(4_096), ..app.door() };
    let stream = Stream::open(narrow, &ticket, proof, &[(&id, 0), (&id, 0), (&id, 0)]).await;
    staff.socket.find("they came", |frame| frame["type"] == "here" && frame["here"] == true).await;
    drop(stream);
    staff.socket.find("they left again", |frame| frame["type"] == "here" && frame["here"] == false).await;
    assert_eq!(app.metric("bedside_connections").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_with_its_session() {
    let app = TestApp::start().await;
    let staff: Staff = app.agent().await;
    let mut stream = Stream::of_staff(app.door(), &staff).await;
    assert_eq!(staff.rest("POST", "/api/v1/staff/sign-out").await.status, 204);
    assert_eq!(stream.find("a bye", |frame| frame["type"] == "bye").await["code"], "session_ended");
    while stream.next().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_are_taken_from_the_session_that_opened_it_and_from_nobody_else() {
    let app = TestApp::start().await;
    let (visitor, staff, id) = app.chat().await;
    let stranger = app.visitor().await;
    let mut stream = Stream::of(app.door(), &visitor.bearer, &[]).await;
    let frames = json!([post(&id, &key(), &said("not mine"))]);
    let (mine, other) = (visitor.authorization(), stranger.authorization());
    let none = stream.ask("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Some(("authorization", &mine)), &frames).await;
    assert_eq!(none.refusal(), (404, "not_found".to_owned()));
    for proof in [None, Some(("authorization", &*other)), Some(("cookie", &*staff.cookie))] {
        let answer = stream.ask(&stream.id, proof, &frames).await;
        assert_eq!((answer.status, &answer.text), (404, &none.text), "as for one that is not there");
    }
    // The way that had the secret in its path is gone.
    let path = format!("/api/v1/stream/{}/frames", stream.id);
    let answer = app.door().ask("POST", &path, Some(("authorization", &*mine)), &frames).await;
    assert_eq!(answer.status, 404);
    assert_eq!(stream.post(&id, &said("mine")).await["seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_holds_so_many_connections_and_the_oldest_stay() {
    let app = TestApp::start().await;
    let mut visitor = app.visitor().await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(Stream::of(app.door(), &visitor.bearer, &[]).await);
    }
    let refused = Stream::of(app.door(), &visitor.bearer, &[]).await.welcome;
    assert_eq!((refused["type"].as_str(), refused["code"].as_str()), (Some("bye"), Some("busy")));
    assert!(refused["message"].as_str().unwrap().contains("8 connections"), "{refused}");
    let mut sockets = Vec::new();
    for _ in 0..23 {
        let mut socket = app.door().socket(&visitor.ticket().await, &[]).await;
        socket.expect("welcome").await;
        sockets.push(socket);
    }
    let (bye, _) = app.door().socket(&visitor.ticket().await, &[]).await.bye().await;
    assert_eq!((bye["code"].as_str(), bye["resumable"].as_bool()), (Some("busy"), Some(true)));
    assert!(bye["retry_after_s"].as_u64().is_some_and(|seconds| seconds > 0), "{bye}");
    // The oldest are as they were, another session is not touched, and who goes makes room.
    visitor.socket.settle().await;
    app.visitor().await;
    drop(sockets);
    for _ in 0..100 {
        let mut socket = app.door().socket(&visitor.ticket().await, &[]).await;
        if socket.next().await.is_some_and(|frame| frame["type"] == "welcome") {
            return;
        }
    }
    panic!("no room was made");
}
