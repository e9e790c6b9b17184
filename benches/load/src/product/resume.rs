//! Coming back: a visitor connects again and is given what the conversation shows from a `Rev` on.

use std::sync::Arc;

use rustls::ClientConfig;
use serde_json::json;

use super::people::{Desk, Visitor};
use crate::{
    dialect::{Seen, read},
    failure::{Failure, Outcome},
    net::Socket,
};

/// What a conversation showed to one who came back.
pub(crate) struct Returned {
    /// Numbers of its messages, in the order they came.
    pub(crate) messages: Vec<u32>,
}

/// A visitor with a session gets a ticket, connects, resumes the whole conversation and goes.
pub(crate) async fn come_back(
    desk: &mut Desk,
    port: u16,
    tls: &Arc<ClientConfig>,
    visitor: &Visitor,
) -> Outcome<Returned> {
    let ticket = desk.ticket(&visitor.bearer).await?;
    read_all(port, tls, &ticket, &visitor.conversation).await
}

/// Connects with a ticket and reads a conversation from its beginning, page by page.
async fn read_all(port: u16, tls: &Arc<ClientConfig>, ticket: &str, conversation: &str) -> Outcome<Returned> {
    let mut socket = Socket::open(port, tls).await?;
    let resume = json!([{ "conversation": conversation, "rev": 0 }]);
    let hello = json!({ "type": "hello", "ticket": ticket, "protocol": 1, "resume": resume });
    socket.send(&hello.to_string()).await?;
    let mut messages = Vec::new();
    loop {
        let frame = socket.next().await?;
        match read(socket.text(frame)) {
            Seen::Arrived(number) => messages.push(number),
            Seen::Resumed(_, false) => return Ok(Returned { messages }),
            Seen::Resumed(rev, true) => {
                let more = json!({ "type": "resume", "conversation": conversation, "rev": rev });
                socket.send(&more.to_string()).await?;
            }
            Seen::Problem(words) => return Err(Failure::at("coming back", words)),
            Seen::Acknowledged(_) | Seen::Other => {}
        }
    }
}
