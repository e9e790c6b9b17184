//! Connections end at any moment; nothing acknowledged is lost, doubled or reordered, and what one may not see leaves no hole.

use std::collections::{BTreeMap, VecDeque};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tokio::{
    runtime::Runtime,
    time::{Duration, Instant},
};

use crate::app::{Door, PATIENCE, Socket, Staff, TestApp, Visitor, key, post, said};

/// What happens at one end.
#[derive(Clone, Debug)]
enum Step {
    /// Something is written, perhaps while there is no connection.
    Write,
    /// The connection is lost, whatever is under way.
    Lose,
    /// What comes within some milliseconds is read.
    Listen(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => Just(Step::Write),
        2 => Just(Step::Lose),
        2 => (0..8u64).prop_map(Step::Listen),
    ];
    prop::collection::vec(step, 1..40)
}

/// A client as the widget is one: an outbox that is kept until it is acknowledged, events by `Rev`.
struct Client<P> {
    person: P,
    door: Door,
    conversation: String,
    socket: Option<Socket>,
    outbox: VecDeque<(String, String)>,
    written: Vec<String>,
    events: BTreeMap<u64, Value>,
}

/// Who gets the ticket.
trait Person {
    async fn new_ticket(&self) -> String;
}

impl Person for Visitor {
    async fn new_ticket(&self) -> String {
        self.ticket().await
    }
}

impl Person for Staff {
    async fn new_ticket(&self) -> String {
        self.ticket().await
    }
}

impl<P: Person> Client<P> {
    fn new(person: P, door: Door, conversation: &str) -> Self {
        let conversation = conversation.to_owned();
        let (outbox, written, events) = (VecDeque::new(), Vec::new(), BTreeMap::new());
        Self { person, door, conversation, socket: None, outbox, written, events }
    }

    /// The newest `Rev` without a gap before it.
    fn rev(&self) -> u64 {
        (1..).find(|rev| !self.events.contains_key(rev)).unwrap() - 1
    }

    async fn connect(&mut self) {
        let ticket = self.person.new_ticket().await;
        let mut socket = self.door.socket(&ticket, &[(&self.conversation, self.rev())]).await;
        for (key, text) in &self.outbox {
            let _ = socket.try_send(&post(&self.conversation, key, text)).await;
        }
        self.socket = Some(socket);
    }

    async fn step(&mut self, step: &Step, name: &str) {
        match step {
            Step::Write => {
                let text = said(&format!("{name} {}", self.written.len()));
                let key = key();
                self.written.push(text.clone());
                self.outbox.push_back((key.clone(), text.clone()));
                if let Some(socket) = &mut self.socket {
                    let _ = socket.try_send(&post(&self.conversation, &key, &text)).await;
                } else {
                    self.connect().await;
                }
            }
            Step::Lose => self.socket = None,
            Step::Listen(ms) => self.listen(*ms).await,
        }
    }

    async fn listen(&mut self, ms: u64) {
        let Some(socket) = &mut self.socket else { return };
        for frame in socket.listen(Duration::from_millis(ms)).await {
            match frame["type"].as_str().unwrap() {
                "ack" => self.outbox.retain(|(key, _)| frame["client_key"] != *key),
                "event" => {
                    let rev = frame["rev"].as_u64().unwrap();
                    let before = self.events.insert(rev, frame["event"].clone());
                    assert!(before.is_none_or(|before| before == frame["event"]), "rev {rev} changed");
                }
                "resumed" if frame["more"] == true => {
                    let rev = frame["rev"].as_u64().unwrap();
                    socket
                        .send(json!({ "type": "resume", "conversation": self.conversation, "rev": rev }))
                        .await;
                }
                "refused" | "error" | "busy" | "bye" => panic!("{frame}"),
                _ => {}
            }
        }
        if socket.closed.is_some() {
            self.socket = None;
        }
    }

    /// Goes on until everything is acknowledged and `revs` events are here.
    async fn finish(&mut self, revs: u64) {
        let deadline = Instant::now() + PATIENCE;
        while !self.outbox.is_empty() || self.rev() < revs {
            assert!(
                Instant::now() < deadline,
                "{} unsent, {} of {revs} events",
                self.outbox.len(),
                self.rev()
            );
            if self.socket.is_none() {
                self.connect().await;
            }
            self.listen(30).await;
        }
    }

    fn messages(&self) -> Vec<(u64, String)> {
        let messages = self.events.values().filter(|event| event["kind"] == "message");
        messages
            .map(|event| (event["seq"].as_u64().unwrap(), event["text"].as_str().unwrap().to_owned()))
            .collect()
    }
}

async fn converse(app: &TestApp, ours: &[Step], theirs: &[Step]) {
    let (visitor, staff, id) = app.chat().await;
    let mut visitor = Client::new(visitor, app.door(), &id);
    let mut staff = Client::new(staff, app.door(), &id);
    tokio::join!(
        async {
            for step in ours {
                visitor.step(step, "visitor").await;
            }
        },
        async {
            for step in theirs {
                staff.step(step, "staff").await;
            }
        },
    );
    // Opened, joined, and every message once.
    let revs = 2 + (visitor.written.len() + staff.written.len()) as u64;
    tokio::join!(visitor.finish(revs), staff.finish(revs));
    for messages in [visitor.messages(), staff.messages()] {
        let seqs: Vec<u64> = messages.iter().map(|(seq, _)| *seq).collect();
        assert_eq!(seqs, (1..=revs - 2).collect::<Vec<_>>(), "no gap, nothing twice");
        for (name, written) in [("visitor", &visitor.written), ("staff", &staff.written)] {
            let texts: Vec<&String> =
                messages.iter().map(|(_, text)| text).filter(|text| text.starts_with(name)).collect();
            assert_eq!(texts, written.iter().collect::<Vec<_>>(), "in the order they were written");
        }
    }
    assert_eq!(visitor.events.len() as u64, revs);
    assert_eq!(visitor.messages(), staff.messages());
}

#[test]
fn wherever_connections_are_lost_both_ends_have_everything_once_and_in_order() {
    let runtime = Runtime::new().unwrap();
    let _context = runtime.enter();
    let app = runtime.block_on(TestApp::start());
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let strategy = (steps(), steps());
    runner
        .run(&strategy, |(ours, theirs)| {
            runtime.block_on(converse(&app, &ours, &theirs));
            Ok(())
        })
        .unwrap();
    assert_eq!(runtime.block_on(app.metric("bedside_slow_readers_total")), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_conversation_comes_in_pages() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    for _ in 0..450 {
        visitor.socket.send(post(&id, &key(), &said("on and on"))).await;
    }
    visitor.socket.find("the last one", |frame| frame["type"] == "ack" && frame["seq"] == 450).await;
    staff.reconnect(app.door(), &[(&id, 0)]).await;
    for socket in [&mut visitor.socket, &mut staff.socket] {
        socket.settle().await;
        let (mut revs, mut more) = (Vec::new(), true);
        while more {
            let after = revs.last().copied().unwrap_or(0);
            let page;
            (page, more) = socket.resume(&id, after).await;
            assert!(page.len() <= 200);
            assert_eq!(more, page.len() == 200);
            revs.extend(page.iter().map(|event| event["rev"].as_u64().unwrap()));
        }
        assert_eq!(revs, (1..=452).collect::<Vec<_>>());
        // From the end on there is nothing, nor beyond it.
        for after in [452, 453, u64::MAX] {
            assert_eq!(socket.resume(&id, after).await, (Vec::new(), false));
        }
    }
    let transcript = staff.close_and_read(&id).await;
    assert_eq!(transcript["events"].as_array().unwrap().len(), 453);
}

impl Staff {
    /// Closes what they serve and opens it again.
    pub(crate) async fn close_and_read(&mut self, id: &str) -> Value {
        let done = self.request(json!({ "type": "close", "conversation": id })).await;
        assert_eq!(done["type"], "done", "{done}");
        let answer = self.get(&format!("/api/v1/staff/conversations/{id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_an_empty_event_to_the_visitor() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let note =
        json!({ "type": "note", "conversation": id, "client_key": key(), "text": said("not for them") });
    staff.socket.send(note.clone()).await;
    let ack = staff.socket.expect("ack").await;
    assert_eq!((ack["seq"].as_u64(), ack["rev"].as_u64()), (Some(0), Some(3)));
    assert_eq!(staff.socket.event("note").await["event"]["text"], said("not for them"));
    staff.socket.send(note).await;
    assert_eq!(staff.socket.expect("ack").await, ack, "a retry");
    let empty = visitor.socket.event("empty").await;
    assert_eq!((empty["rev"].as_u64(), &empty["event"]), (Some(3), &json!({ "kind": "empty" })));
    visitor.socket.post(&id, &said("hello")).await;

    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    visitor.socket.expect("resumed").await;
    let kinds: Vec<(u64, String)> = visitor
        .socket
        .waiting
        .iter()
        .filter(|frame| frame["type"] == "event")
        .map(|frame| (frame["rev"].as_u64().unwrap(), frame["event"]["kind"].as_str().unwrap().to_owned()))
        .collect();
    let want = [(1, "opened"), (2, "joined"), (3, "empty"), (4, "message")]
        .map(|(rev, kind)| (rev, kind.to_owned()));
    assert_eq!(kinds, want);
    // A visitor writes none.
    let note = json!({ "type": "note", "conversation": id, "client_key": key(), "text": said("me too") });
    visitor.socket.send(note).await;
    assert_eq!(visitor.socket.expect("refused").await["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_away_when_it_ended_sees_how_it_ended() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("hello")).await;
    let away = visitor.ticket().await;
    drop(visitor.socket);
    staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    staff.close_and_read(&id).await;

    let mut socket = app.door().socket(&away, &[(&id, 3)]).await;
    let welcome = socket.expect("welcome").await;
    assert_eq!(welcome["conversations"], json!([]));
    let closed = socket.event("closed").await;
    assert_eq!((closed["rev"].as_u64(), closed["event"]["reason"].as_str()), (Some(4), Some("staff_closed")));
    assert_eq!(socket.expect("resumed").await["rev"], 4);
    assert_eq!(socket.post(&id, &said("too late")).await["type"], "refused");

    visitor.socket = socket;
    app.restart().await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    assert_eq!(visitor.socket.event("closed").await["event"]["reason"], "staff_closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_nothing_that_was_acknowledged() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    for number in 0..50 {
        let ack = visitor.socket.post(&id, &said(&format!("message {number}"))).await;
        assert_eq!(ack["seq"], number + 1);
        if number % 25 == 24 {
            app.crash().await;
            visitor.reconnect(app.door(), &[]).await;
            assert_eq!(visitor.welcome["conversations"][0]["seq"], number + 1);
            assert_eq!(visitor.welcome["conversations"][0]["phase"], "active");
        }
    }
    staff.reconnect(app.door(), &[(&id, 0)]).await;
    for seq in 1..=50 {
        assert_eq!(staff.socket.event("message").await["event"]["seq"], seq);
    }
    assert_eq!(staff.socket.post(&id, &said("still here")).await["seq"], 51);
}
