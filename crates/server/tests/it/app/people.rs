//! Visitors and staff as clients: what a widget or a console does, in as many lines as a test can bear.

use bedside_domain::{ClientKey, OrganisationId, Rng};
use bedside_server::SystemRng;
use serde_json::{Value, json};

use super::{Door, PASSWORD, Socket, canary, said};

/// A new client key.
pub(crate) fn key() -> String {
    let mut bytes = [0; 16];
    SystemRng.fill(&mut bytes);
    ClientKey::from_bytes(bytes).to_string()
}

/// A post frame.
pub(crate) fn post(conversation: &str, key: &str, text: &str) -> Value {
    json!({ "type": "post", "conversation": conversation, "client_key": key, "text": text })
}

impl Socket {
    /// Posts a text under a new key and returns the answer, whatever it is.
    pub(crate) async fn post(&mut self, conversation: &str, text: &str) -> Value {
        self.post_as(conversation, &key(), text).await
    }

    /// Posts a text under this key and returns the answer, whatever it is.
    pub(crate) async fn post_as(&mut self, conversation: &str, key: &str, text: &str) -> Value {
        self.send(post(conversation, key, text)).await;
        self.find("answer to a post", |frame| frame["client_key"] == key).await
    }

    /// Asks for events above `rev`; returns them, and whether there are more.
    pub(crate) async fn resume(&mut self, conversation: &str, rev: u64) -> (Vec<Value>, bool) {
        self.send(json!({ "type": "resume", "conversation": conversation, "rev": rev })).await;
        let end = self
            .find("resumed", |frame| frame["type"] == "resumed" && frame["conversation"] == conversation)
            .await;
        let mut events = Vec::new();
        self.waiting.retain(|frame| {
            let mine = frame["type"] == "event" && frame["conversation"] == conversation;
            if mine {
                events.push(frame.clone());
            }
            !mine
        });
        // What comes live in between is told again: a client knows it by its rev.
        let again = |at: usize, event: &Value| {
            events[at + 1..].iter().any(|later: &Value| later["rev"] == event["rev"])
        };
        let once = events.iter().enumerate().filter(|(at, event)| !again(*at, event));
        (once.map(|(_, event)| event.clone()).collect(), end["more"] == true)
    }
}

/// A patient's browser without cookies.
pub(crate) struct Visitor {
    door: Door,
    /// Who they are.
    pub(crate) id: String,
    /// The secret of their session.
    pub(crate) bearer: String,
    /// Their connection.
    pub(crate) socket: Socket,
    /// The welcome of that connection.
    pub(crate) welcome: Value,
}

impl Visitor {
    /// Agrees, gets a session, and says hello.
    pub(crate) async fn arrive(door: Door, site: &str) -> Self {
        let body = json!({ "site": site, "consent_version": 1, "cookieless": true });
        let answer = door.ask("POST", "/api/v1/visitor/sessions", None, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let session = answer.json();
        let mut socket = door.socket(session["ticket"].as_str().unwrap(), &[]).await;
        let welcome = socket.expect("welcome").await;
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        Self { door, id: text("visitor"), bearer: text("bearer"), socket, welcome }
    }

    /// The header that says who they are.
    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.bearer)
    }

    /// A ticket for a connection.
    pub(crate) async fn ticket(&self) -> String {
        let header = self.authorization();
        let with = Some(("authorization", header.as_str()));
        let answer = self.door.ask("POST", "/api/v1/visitor/tickets", with, &Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// Drops the connection and makes another, perhaps to a server that was started since.
    pub(crate) async fn reconnect(&mut self, door: Door, resume: &[(&str, u64)]) {
        self.door = door;
        let ticket = self.ticket().await;
        self.socket = self.door.socket(&ticket, resume).await;
        self.welcome = self.socket.expect("welcome").await;
    }

    /// An `open` frame with this visitor's name and a topic.
    pub(crate) fn opening(department: &str, key: &str, topic: &str) -> Value {
        json!({
            "type": "open", "client_key": key, "department": department, "consent_version": 1,
            "name": format!("{} Smith", canary::NAME), "topic": said(topic),
            "answers": [{ "key": "callback", "value": "415-555-0132" }],
        })
    }

    /// Opens a conversation.
    pub(crate) async fn open(&mut self, department: &str) -> String {
        self.socket.send(Self::opening(department, &key(), "cough")).await;
        let opened = self.socket.expect("opened").await;
        opened["state"]["conversation"].as_str().unwrap().to_owned()
    }
}

/// A console.
pub(crate) struct Staff {
    door: Door,
    /// Who they are.
    pub(crate) id: String,
    /// Their e-mail address.
    pub(crate) email: String,
    /// The session's cookie, `name=value`.
    pub(crate) cookie: String,
    /// Their connection.
    pub(crate) socket: Socket,
}

impl Staff {
    /// Signs in and says hello.
    pub(crate) async fn sign_in(door: Door, email: &str, organisation: Option<OrganisationId>) -> Self {
        let body = json!({ "organisation": organisation, "email": email, "password": PASSWORD });
        let answer = door.ask("POST", "/api/v1/staff/sign-in", None, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let (cookie, me) = (answer.cookie(), answer.json());
        let ticket = Self::ticket_for(&door, &cookie).await;
        let mut socket = door.socket(&ticket, &[]).await;
        socket.expect("welcome").await;
        socket.expect("cards").await;
        Self { door, id: me["id"].as_str().unwrap().to_owned(), email: email.to_owned(), cookie, socket }
    }

    async fn ticket_for(door: &Door, cookie: &str) -> String {
        let answer = door.ask("POST", "/api/v1/staff/tickets", Some(("cookie", cookie)), &Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// A ticket for a connection.
    pub(crate) async fn ticket(&self) -> String {
        Self::ticket_for(&self.door, &self.cookie).await
    }

    /// Drops the connection and makes another.
    pub(crate) async fn reconnect(&mut self, door: Door, resume: &[(&str, u64)]) -> Value {
        self.door = door;
        let ticket = self.ticket().await;
        self.socket = self.door.socket(&ticket, resume).await;
        self.socket.expect("welcome").await
    }

    /// Says that they take chats.
    pub(crate) async fn online(&mut self) {
        self.socket.send(json!({ "type": "presence", "state": "online", "ref": 1 })).await;
        assert_eq!(self.socket.answer(1).await["type"], "done");
    }

    /// Takes a conversation and what it says so far.
    pub(crate) async fn accept(&mut self, conversation: &str) -> Value {
        self.socket.send(json!({ "type": "accept", "conversation": conversation, "ref": 2 })).await;
        let joined = self.socket.answer(2).await;
        assert_eq!(joined["type"], "joined", "{joined}");
        self.socket.expect("resumed").await;
        joined
    }

    /// Asks for something that has a `ref`, and returns the answer.
    pub(crate) async fn request(&mut self, mut frame: Value) -> Value {
        frame["ref"] = 3.into();
        self.socket.send(frame).await;
        self.socket.answer(3).await
    }

    /// A REST request under their cookie.
    pub(crate) async fn get(&self, path: &str) -> super::door::Answer {
        self.door.ask("GET", path, Some(("cookie", &self.cookie)), &Value::Null).await
    }

    /// A REST request with a body.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &Value) -> super::door::Answer {
        self.door.ask(method, path, Some(("cookie", &self.cookie)), body).await
    }

    /// A REST request that changes something.
    pub(crate) async fn rest(&self, method: &str, path: &str) -> super::door::Answer {
        self.door.ask(method, path, Some(("cookie", &self.cookie)), &Value::Null).await
    }
}
