//! One connection, one task: hello, then inbound frames, outbound frames and the ping timer in one loop.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncBufRead, AsyncWrite};
use tokio::time::{Instant, sleep, timeout};

use crate::Floor;
use crate::hub::{Outbox, Room};
use crate::store::{Post, now_ms};
use crate::websocket::{Inbound, Opcode, WebSocket};
use crate::{check, json, seal};

const HELLO_LIMIT: Duration = Duration::from_secs(5);
const PING_AFTER: Duration = Duration::from_secs(12);
const DEAD_AFTER: Duration = Duration::from_secs(27);
const WRITE_LIMIT: Duration = Duration::from_secs(10);
/// A conversation id is short and needs no escaping.
const CONVERSATION_MAX_BYTES: usize = 64;

/// Runs a connection to its end.
pub(crate) async fn run<S: AsyncBufRead + AsyncWrite + Unpin>(stream: S, floor: Arc<Floor>) {
    let mut socket = WebSocket::new(stream);
    let Ok(Ok(Inbound::Text(hello))) = timeout(HELLO_LIMIT, socket.next()).await else { return };
    let mut session = Session { floor, outbox: Arc::default(), room: None };
    if session.hello(&hello) {
        session.serve(&mut socket).await;
    }
    session.leave();
}

struct Session {
    floor: Arc<Floor>,
    outbox: Arc<Outbox>,
    room: Option<Arc<Room>>,
}

impl Session {
    fn hello(&mut self, text: &str) -> bool {
        let Some(frame) = json::read(text).filter(|frame| frame.kind == "hello") else { return false };
        self.say(format!(
            r#"{{"type":"welcome","protocol":1,"me":{{"kind":"system"}},"server_time":{},"conversations":[]}}"#,
            now_ms()
        ));
        self.join(frame.conversation);
        true
    }

    async fn serve<S: AsyncBufRead + AsyncWrite + Unpin>(&mut self, socket: &mut WebSocket<S>) {
        let mut heard = Instant::now();
        let mut ping = std::pin::pin!(sleep(PING_AFTER));
        let outbox = Arc::clone(&self.outbox);
        loop {
            let written = tokio::select! {
                frames = outbox.drain() => {
                    let Some(frames) = frames else { return };
                    let frames = frames.iter().map(Bytes::as_ref);
                    timeout(WRITE_LIMIT, socket.write(Opcode::Text, frames)).await
                }
                inbound = socket.next() => {
                    heard = Instant::now();
                    match inbound {
                        Ok(Inbound::Text(text)) => match self.frame(&text).await {
                            Some(()) => continue,
                            None => return,
                        },
                        Ok(Inbound::Pong) => continue,
                        Ok(Inbound::Ping(payload)) => {
                            timeout(WRITE_LIMIT, socket.write(Opcode::Pong, [payload.as_slice()])).await
                        }
                        Ok(Inbound::Closed) | Err(_) => {
                            let _ = timeout(WRITE_LIMIT, socket.write(Opcode::Close, [[].as_slice()])).await;
                            let _ = timeout(WRITE_LIMIT, socket.shutdown()).await;
                            return;
                        }
                    }
                }
                () = &mut ping => {
                    ping.as_mut().reset(Instant::now() + PING_AFTER);
                    if heard.elapsed() > DEAD_AFTER {
                        return;
                    }
                    if heard.elapsed() < PING_AFTER / 2 {
                        continue;
                    }
                    timeout(WRITE_LIMIT, socket.write(Opcode::Ping, [[].as_slice()])).await
                }
            };
            if !matches!(written, Ok(Ok(()))) {
                return;
            }
        }
    }

    /// One frame; `None` ends the connection.
    async fn frame(&mut self, text: &str) -> Option<()> {
        let frame = json::read(text)?;
        match frame.kind {
            "post" => self.post(&frame).await?,
            "resume" => {
                self.join(frame.conversation);
                let conversation = &self.room.as_ref()?.conversation;
                self.say(format!(
                    r#"{{"type":"resumed","conversation":"{conversation}","rev":0,"more":false}}"#
                ));
            }
            "ping" if frame.reference.is_empty() => self.say(r#"{"type":"pong"}"#.into()),
            "ping" => self.say(format!(r#"{{"type":"pong","ref":{}}}"#, frame.reference)),
            _ => {}
        }
        Some(())
    }

    async fn post(&mut self, frame: &json::Frame<'_>) -> Option<()> {
        let room = Arc::clone(self.room.as_ref()?);
        let plain = json::unescape(frame.text)?;
        if let Some(code) = check::refusal(&plain) {
            let (conversation, key) = (&room.conversation, frame.client_key);
            self.say(format!(
                r#"{{"type":"refused","conversation":"{conversation}","client_key":"{key}","code":"{code}","message":""}}"#
            ));
            return Some(());
        }
        let message = seal::new_message_id().ok()?;
        let post = Post {
            sealed: self.floor.master.seal(room.conversation.as_bytes(), &message, &plain).ok()?,
            room,
            author: Arc::clone(&self.outbox),
            message,
            client_key: frame.client_key.to_owned(),
            text: frame.text.to_owned(),
        };
        self.floor.store.post(post).await
    }

    fn join(&mut self, conversation: &str) {
        let sound = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
        let len = conversation.len();
        if (1..=CONVERSATION_MAX_BYTES).contains(&len) && conversation.bytes().all(sound) {
            self.leave();
            self.room = Some(self.floor.hub.join(conversation, &self.outbox));
        }
    }

    fn leave(&mut self) {
        if let Some(room) = self.room.take() {
            self.floor.hub.leave(&room, &self.outbox);
        }
    }

    fn say(&self, frame: String) {
        self.outbox.push(Bytes::from(frame));
    }
}
