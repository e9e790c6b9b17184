//! A WebSocket as a test uses it: frames are JSON values, and those that a test did not ask for yet are kept.

use std::collections::VecDeque;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::{Duration, timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Bytes, Message},
};

use super::door::{PATIENCE, Wire};

/// One connection.
pub(crate) struct Socket {
    wire: WebSocketStream<Box<dyn Wire>>,
    /// Frames that came and that nobody asked for yet, in order.
    pub(crate) waiting: VecDeque<Value>,
    /// The close code, once it came.
    pub(crate) closed: Option<u16>,
}

/// The first frame.
pub(crate) fn hello(ticket: &str, resume: &[(&str, u64)]) -> Value {
    let resume: Vec<Value> =
        resume.iter().map(|(id, rev)| serde_json::json!({ "conversation": id, "rev": rev })).collect();
    serde_json::json!({ "type": "hello", "ticket": ticket, "protocol": 1, "resume": resume })
}

impl Socket {
    pub(crate) fn new(wire: WebSocketStream<Box<dyn Wire>>) -> Self {
        Self { wire, waiting: VecDeque::new(), closed: None }
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: Value) {
        self.try_send(&frame).await.expect("the connection is open");
    }

    /// Sends a frame, if the connection is still there.
    pub(crate) async fn try_send(&mut self, frame: &Value) -> Result<(), ()> {
        self.wire.send(Message::text(frame.to_string())).await.map_err(|_| ())
    }

    /// Sends text that need not be a frame.
    pub(crate) async fn send_text(&mut self, text: impl Into<String>) {
        // The server may have closed by now, which is what the test wants to see.
        let _ = self.wire.send(Message::text(text.into())).await;
    }

    /// Sends something else.
    pub(crate) async fn send_message(&mut self, message: Message) {
        let _ = self.wire.send(message).await;
    }

    /// The bytes under it, for what no WebSocket library would send.
    pub(crate) fn bytes(&mut self) -> &mut Box<dyn Wire> {
        self.wire.get_mut()
    }

    /// The next frame from the wire; `None` once it is closed.
    async fn read(&mut self) -> Option<Value> {
        if self.closed.is_some() {
            return None;
        }
        loop {
            match self.wire.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(text.as_str()).expect("frames are JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    self.closed = Some(frame.map_or(1005, |frame| frame.code.into()));
                    return None;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    self.closed = Some(1006);
                    return None;
                }
            }
        }
    }

    /// The next frame; `None` once the connection is closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        match self.waiting.pop_front() {
            Some(frame) => Some(frame),
            None => timeout(PATIENCE, self.read()).await.expect("a frame in time"),
        }
    }

    /// The first frame that `wanted` says yes to; those before it stay for later.
    pub(crate) async fn find(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&wanted) {
            return self.waiting.remove(at).unwrap();
        }
        loop {
            let frame = match timeout(PATIENCE, self.read()).await {
                Ok(Some(frame)) => frame,
                Ok(None) => {
                    panic!("closed with {:?} before {what}; there were {:#?}", self.closed, self.waiting)
                }
                Err(_) => panic!("no {what} in time; there were {:#?}", self.waiting),
            };
            if wanted(&frame) {
                return frame;
            }
            self.waiting.push_back(frame);
        }
    }

    /// The first frame of a type.
    pub(crate) async fn expect(&mut self, kind: &str) -> Value {
        self.find(kind, |frame| frame["type"] == kind).await
    }

    /// The first event of a kind.
    pub(crate) async fn event(&mut self, kind: &str) -> Value {
        self.find(&format!("event {kind}"), |frame| {
            frame["type"] == "event" && frame["event"]["kind"] == kind
        })
        .await
    }

    /// The answer to a request with that `ref`.
    pub(crate) async fn answer(&mut self, reference: u32) -> Value {
        self.find(&format!("answer {reference}"), |frame| frame["ref"] == reference).await
    }

    /// Everything that came until a `pong`: what the server had to say so far. Takes all that is waiting.
    pub(crate) async fn settle(&mut self) -> Vec<Value> {
        self.send(serde_json::json!({ "type": "ping", "ref": 4_000_000 })).await;
        self.answer(4_000_000).await;
        self.waiting.drain(..).collect()
    }

    /// Whatever comes within this time.
    pub(crate) async fn listen(&mut self, time: Duration) -> Vec<Value> {
        let _ = timeout(time, async {
            while let Some(frame) = self.read().await {
                self.waiting.push_back(frame);
            }
        })
        .await;
        self.waiting.drain(..).collect()
    }

    /// Everything until it is closed, and the code.
    pub(crate) async fn until_closed(&mut self) -> (Vec<Value>, u16) {
        while let Some(frame) = timeout(PATIENCE, self.read()).await.expect("a close in time") {
            self.waiting.push_back(frame);
        }
        (self.waiting.drain(..).collect(), self.closed.unwrap())
    }

    /// The `bye` and the close code with which it ends.
    pub(crate) async fn bye(&mut self) -> (Value, u16) {
        let (frames, code) = self.until_closed().await;
        let bye = frames.into_iter().find(|frame| frame["type"] == "bye").expect("a bye before the close");
        (bye, code)
    }

    /// A ping of the WebSocket itself.
    pub(crate) async fn ping(&mut self) {
        self.send_message(Message::Ping(Bytes::new())).await;
    }
}
